// SPDX-License-Identifier: Apache-2.0
// Confinement on a real folder, by openat2 and by the walk alike: nothing leads out, nothing but
// regular files is opened, links count as the policy says.
#define _GNU_SOURCE
#include "harness.h"
#include "vtb_files.h"
#include "vtb_listing.h"
#include "vtb_media_type.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static char top[64];

static const char *place(const char *name)
{
    static char path[256];
    (void)snprintf(path, sizeof path, "%s/%s", top, name);
    return path;
}

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(place(name), "w");
    if (CHECK(file != NULL)) {
        CHECK_EQUAL(fwrite(text, 1, strlen(text), file), strlen(text));
        (void)fclose(file);
    }
}

static void make_socket(const char *name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char *path = place(name);
    if (!CHECK(strlen(path) < sizeof address.sun_path)) {
        return;
    }
    memcpy(address.sun_path, path, strlen(path) + 1);
    int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
    CHECK_EQUAL(bind(descriptor, (struct sockaddr *)&address, sizeof address), 0);
    close(descriptor);
}

static void make_tree(void)
{
    (void)snprintf(top, sizeof top, "/tmp/vitrine-files-XXXXXX");
    CHECK(mkdtemp(top) != NULL);
    CHECK_EQUAL(mkdir(place("share"), 0755), 0);
    CHECK_EQUAL(mkdir(place("share/folder"), 0755), 0);
    write_file("secret", "outside");
    write_file("share/file", "inside");
    write_file("share/folder/deep", "deep inside");
    CHECK_EQUAL(symlink("../secret", place("share/way-out")), 0);
    CHECK_EQUAL(symlink("/etc/passwd", place("share/far-out")), 0);
    CHECK_EQUAL(symlink("file", place("share/link-inside")), 0);
    CHECK_EQUAL(symlink("folder", place("share/folder-link")), 0);
    CHECK_EQUAL(symlink("..", place("share/folder/up")), 0);
    CHECK_EQUAL(mkfifo(place("share/fifo"), 0644), 0);
    make_socket("share/socket");
    char secret[256];
    (void)snprintf(secret, sizeof secret, "%s", place("secret"));
    CHECK_EQUAL(link(secret, place("share/hard")), 0);
}

static vtb_share open_share(vtb_resolver resolver, vtb_hard_links hard_links)
{
    vtb_share share = {.name = "share", .resolver = resolver, .hard_links = hard_links};
    CHECK_EQUAL(vtb_share_open(&share, place("share")), VTB_OK);
    return share;
}

static vtb_error open_and_close(const vtb_share *share, const char *path)
{
    int descriptor = -1;
    vtb_properties properties;
    vtb_error error = vtb_files_open(share, path, &descriptor, &properties);
    CHECK((error == VTB_OK) == (descriptor >= 0));
    if (descriptor >= 0) {
        close(descriptor);
    }
    return error;
}

static void check_refusals(vtb_resolver resolver)
{
    static const struct {
        const char *path;
        vtb_error open;
        vtb_error stat;
    } cases[] = {
        {"file", VTB_OK, VTB_OK},
        {"folder/deep", VTB_OK, VTB_OK},
        {"", VTB_E_NOT_A_FILE, VTB_OK},
        {"folder", VTB_E_NOT_A_FILE, VTB_OK},
        {"missing", VTB_E_NOT_FOUND, VTB_E_NOT_FOUND},
        {"file/below", VTB_E_NOT_FOUND, VTB_E_NOT_FOUND},
        {"way-out", VTB_E_OUTSIDE, VTB_E_OUTSIDE},
        {"far-out", VTB_E_OUTSIDE, VTB_E_OUTSIDE},
        {"link-inside", VTB_E_OUTSIDE, VTB_E_OUTSIDE},
        {"folder-link/deep", VTB_E_OUTSIDE, VTB_E_OUTSIDE},
        {"folder/up/file", VTB_E_OUTSIDE, VTB_E_OUTSIDE},
        {"folder/up/../secret", VTB_E_OUTSIDE, VTB_E_OUTSIDE},
        {"fifo", VTB_E_NOT_A_FILE, VTB_OK},
        {"socket", VTB_E_NOT_A_FILE, VTB_OK},
    };
    vtb_share share = open_share(resolver, VTB_HARD_LINKS_ALLOW);
    CHECK_EQUAL(share.resolver, resolver);
    for (size_t index = 0; index < sizeof cases / sizeof *cases; index++) {
        harness_about("%s by resolver %d", cases[index].path, resolver);
        vtb_properties properties;
        CHECK_EQUAL(open_and_close(&share, cases[index].path), cases[index].open);
        CHECK_EQUAL(vtb_files_stat(&share, cases[index].path, &properties), cases[index].stat);
    }
    vtb_share_close(&share);
}

static void refusals_by_openat2(void)
{
    check_refusals(VTB_RESOLVER_OPENAT2);
}

static void refusals_by_the_walk(void)
{
    check_refusals(VTB_RESOLVER_WALK);
}

// Both resolvers alone, without the check of the path text before them.
static void the_kernel_refuses_ways_up(void)
{
    vtb_share share = open_share(VTB_RESOLVER_OPENAT2, VTB_HARD_LINKS_ALLOW);
    CHECK_EQUAL(open_and_close(&share, "../secret"), VTB_E_OUTSIDE);
    CHECK_EQUAL(open_and_close(&share, "folder/../../secret"), VTB_E_OUTSIDE);
    CHECK_EQUAL(open_and_close(&share, "/etc/passwd"), VTB_E_OUTSIDE);
    vtb_share_close(&share);
}

static void other_file_systems_are_outside(void)
{
    vtb_share share = {.name = "root", .resolver = VTB_RESOLVER_AUTO};
    CHECK_EQUAL(vtb_share_open(&share, "/"), VTB_OK);
    vtb_properties properties;
    CHECK_EQUAL(vtb_files_stat(&share, "proc/self/status", &properties), VTB_E_OUTSIDE);
    share.resolver = VTB_RESOLVER_WALK;
    CHECK_EQUAL(vtb_files_stat(&share, "proc/1/status", &properties), VTB_E_OUTSIDE);
    vtb_share_close(&share);
}

static void hard_link_policies(void)
{
    vtb_share share = open_share(VTB_RESOLVER_AUTO, VTB_HARD_LINKS_REFUSE);
    CHECK_EQUAL(open_and_close(&share, "hard"), VTB_E_OUTSIDE);
    CHECK_EQUAL(open_and_close(&share, "file"), VTB_OK);
    share.hard_links = VTB_HARD_LINKS_SAME_OWNER;
    CHECK_EQUAL(open_and_close(&share, "hard"), VTB_OK);
    share.owner = share.owner + 1; // as if the folder belonged to somebody else
    CHECK_EQUAL(open_and_close(&share, "hard"), VTB_E_OUTSIDE);
    CHECK_EQUAL(open_and_close(&share, "file"), VTB_OK);
    share.hard_links = VTB_HARD_LINKS_ALLOW;
    CHECK_EQUAL(open_and_close(&share, "hard"), VTB_OK);
    vtb_share_close(&share);
}

static void etags_tell_changes(void)
{
    vtb_share share = open_share(VTB_RESOLVER_AUTO, VTB_HARD_LINKS_ALLOW);
    vtb_properties before;
    vtb_properties after;
    CHECK_EQUAL(vtb_files_stat(&share, "file", &before), VTB_OK);
    CHECK_EQUAL(before.size, 6);
    CHECK_EQUAL(before.type, VTB_FILE_REGULAR);
    CHECK_EQUAL(vtb_files_stat(&share, "file", &after), VTB_OK);
    CHECK(memcmp(before.etag, after.etag, VTB_ETAG_SIZE) == 0);
    usleep(20000); // the clock of the file system is coarse
    write_file("share/file", "INSIDE");
    CHECK_EQUAL(vtb_files_stat(&share, "file", &after), VTB_OK);
    CHECK(memcmp(before.etag, after.etag, VTB_ETAG_SIZE) != 0);
    CHECK_EQUAL(before.identity.inode, after.identity.inode);
    vtb_share_close(&share);
}

static volatile bool swapping;

static void *swap_names(void *argument)
{
    char one[256];
    char other[256];
    (void)argument;
    (void)snprintf(one, sizeof one, "%s", place("share/race"));
    (void)snprintf(other, sizeof other, "%s/share/race-link", top);
    while (swapping) {
        (void)renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE);
    }
    return NULL;
}

// A file and a link to the secret change places all the time: the secret is never opened.
static void a_race_never_opens_what_is_outside(void)
{
    vtb_share share = open_share(VTB_RESOLVER_AUTO, VTB_HARD_LINKS_ALLOW);
    write_file("share/race", "inside");
    CHECK_EQUAL(symlink("../secret", place("share/race-link")), 0);
    struct stat secret;
    CHECK_EQUAL(stat(place("secret"), &secret), 0);
    pthread_t thread;
    swapping = true;
    CHECK_EQUAL(pthread_create(&thread, NULL, swap_names, NULL), 0);
    unsigned opened = 0;
    for (int attempt = 0; attempt < 5000; attempt++) {
        int descriptor = -1;
        vtb_properties properties;
        if (vtb_files_open(&share, "race", &descriptor, &properties) == VTB_OK) {
            opened++;
            CHECK(properties.identity.inode != secret.st_ino);
            close(descriptor);
        }
    }
    swapping = false;
    CHECK_EQUAL(pthread_join(thread, NULL), 0);
    CHECK(opened > 0);
    CHECK_EQUAL(unlink(place("share/race")), 0);
    CHECK_EQUAL(unlink(place("share/race-link")), 0);
    vtb_share_close(&share);
}

static void listings(void)
{
    static const struct {
        const char *name;
        vtb_file_type type;
    } wanted[] = {
        {"folder", VTB_FILE_FOLDER},       {"far-out", VTB_FILE_SYMLINK},
        {"fifo", VTB_FILE_OTHER},          {"file", VTB_FILE_REGULAR},
        {"folder-link", VTB_FILE_SYMLINK}, {"hard", VTB_FILE_REGULAR},
        {"link-inside", VTB_FILE_SYMLINK}, {"socket", VTB_FILE_OTHER},
        {"way-out", VTB_FILE_SYMLINK},
    };
    enum { WANTED = sizeof wanted / sizeof *wanted };
    vtb_share share = open_share(VTB_RESOLVER_AUTO, VTB_HARD_LINKS_ALLOW);
    write_file("share/bad\\name", "");
    write_file("share/bad\xff", "");
    vtb_listing listing;
    int descriptor = -1;
    CHECK_EQUAL(vtb_files_open_folder(&share, "", &descriptor), VTB_OK);
    CHECK_EQUAL(vtb_listing_read(descriptor, WANTED, &listing), VTB_OK);
    CHECK_EQUAL(listing.count, WANTED);
    for (size_t index = 0; index < listing.count && index < WANTED; index++) {
        CHECK_TEXT(listing.entries[index].name, wanted[index].name);
        CHECK_EQUAL(listing.entries[index].type, wanted[index].type);
    }
    vtb_listing_free(&listing);
    CHECK_EQUAL(vtb_files_open_folder(&share, "", &descriptor), VTB_OK);
    CHECK_EQUAL(vtb_listing_read(descriptor, WANTED - 1, &listing), VTB_E_LIMIT);
    CHECK_EQUAL(vtb_files_open_folder(&share, "file", &descriptor), VTB_E_NOT_A_FOLDER);
    CHECK_EQUAL(vtb_files_open_folder(&share, "folder-link", &descriptor), VTB_E_OUTSIDE);
    vtb_share_close(&share);
}

static void share_names(void)
{
    vtb_share share = {.name = "a/b"};
    CHECK_EQUAL(vtb_share_open(&share, top), VTB_E_ARGUMENT);
    share = (vtb_share){.name = ""};
    CHECK_EQUAL(vtb_share_open(&share, top), VTB_E_ARGUMENT);
    share = (vtb_share){.name = "x"};
    CHECK_EQUAL(vtb_share_open(&share, place("none")), VTB_E_NOT_FOUND);
    CHECK_EQUAL(vtb_share_open(&share, place("secret")), VTB_E_NOT_A_FOLDER);
    vtb_share_close(&share);
}

static void media_types(void)
{
    static const struct {
        const char *head;
        size_t size;
        const char *type;
    } cases[] = {
        {"\x89PNG\r\n\x1a\n", 8, "image/png"},
        {"\xff\xd8\xff\xe0", 4, "image/jpeg"},
        {"junk\n%PDF-1.4", 13, "application/pdf"},
        {"GIF89a\2\0\2\0", 10, "image/gif"},
        {"BM\x46\0\0\0\0\0\0\0\x36\0\0\0", 14, "image/bmp"},
        {"RIFF\x10\0\0\0WEBPVP8 ", 16, "image/webp"},
        {"\0\0\0\x18" "ftypheic", 12, "image/heic"},
        {"<html><script>", 14, "text/plain"},
        {"<svg xmlns=", 11, "image/svg+xml"},
        {"BMW is a car", 12, "text/plain"},
        {"\0\1\2", 3, "application/octet-stream"},
        {"", 0, "application/octet-stream"},
    };
    for (size_t index = 0; index < sizeof cases / sizeof *cases; index++) {
        const uint8_t *head = (const uint8_t *)cases[index].head;
        CHECK_TEXT(vtb_media_type_sniff(head, cases[index].size), cases[index].type);
    }
}

static void remove_tree(void)
{
    static const char *const names[] = {
        "share/bad\\name", "share/bad\xff",    "share/way-out",     "share/far-out",
        "share/hard",      "share/fifo",       "share/link-inside", "share/folder-link",
        "share/socket",    "share/folder/up",  "share/folder/deep", "share/file",
        "secret",
    };
    for (size_t index = 0; index < sizeof names / sizeof *names; index++) {
        CHECK_EQUAL(unlink(place(names[index])), 0);
    }
    CHECK_EQUAL(rmdir(place("share/folder")), 0);
    CHECK_EQUAL(rmdir(place("share")), 0);
    CHECK_EQUAL(rmdir(top), 0);
}

HARNESS_MAIN({"make a tree", make_tree}, {"refusals by openat2", refusals_by_openat2},
             {"refusals by the walk", refusals_by_the_walk},
             {"the kernel refuses ways up", the_kernel_refuses_ways_up},
             {"other file systems are outside", other_file_systems_are_outside},
             {"hard link policies", hard_link_policies},
             {"etags tell changes", etags_tell_changes},
             {"a race never opens what is outside", a_race_never_opens_what_is_outside},
             {"listings", listings}, {"share names", share_names}, {"media types", media_types},
             {"remove the tree", remove_tree})
