// SPDX-License-Identifier: Apache-2.0
// Rules: how they are read, that denying comes first, and what each attribute matches.
#include "harness.h"
#include "vtb_policy.h"
#include "vtb_token.h"

#define READS (VTB_RIGHT_STAT | VTB_RIGHT_READ)

static vtb_policy parsed(const char *text)
{
    vtb_policy policy;
    size_t line = 0;
    CHECK_EQUAL(vtb_policy_parse(text, strlen(text), &policy, &line), VTB_OK);
    return policy;
}

static vtb_policy_facts usual(void)
{
    return (vtb_policy_facts){.subject = "alice",
                              .tenant = "family",
                              .share = "photos",
                              .path = "2024/a.png",
                              .path_size = 10,
                              .actions = READS,
                              .media_type = "image/png",
                              .minute = 12 * 60,
                              .weekday = 1};
}

static bool permits(const char *text, vtb_policy_facts facts)
{
    vtb_policy policy = parsed(text);
    harness_about("%s", text);
    vtb_error error = vtb_policy_permits(&policy, &facts);
    CHECK(error == VTB_OK || error == VTB_E_POLICY);
    vtb_policy_free(&policy);
    return error == VTB_OK;
}

static void an_empty_policy_permits(void)
{
    CHECK(permits("", usual()));
    CHECK(permits("# nothing\n\n   \n\t# more\r\n", usual()));
}

static void denying_comes_first(void)
{
    CHECK(!permits("allow\ndeny subject=alice\n", usual()));
    CHECK(!permits("deny subject=alice\nallow\n", usual()));
    CHECK(permits("deny subject=bob\n", usual()));
    CHECK(permits("deny subject=bob\nallow subject=alice", usual()));
    CHECK(!permits("deny subject=carol\nallow subject=bob", usual())); // what nobody allows
    CHECK(!permits("deny", usual()));
}

static void attributes_match(void)
{
    static const struct {
        const char *rule; // of a deny rule
        bool matches;
    } cases[] = {
        {"subject=alice", true},
        {"subject=alic", false},
        {"subject=alicea", false},
        {"subject=Alice", false},
        {"subject=bob,alice", true},
        {"subject=bob,carol", false},
        {"subject=al*", true},
        {"subject=b*,*", true},
        {"subject=*e", false}, // a star in the middle is a star
        {"subject=,", false},
        {"tenant=family", true},
        {"tenant=guests", false},
        {"share=photos", true},
        {"share=photo", false},
        {"path=2024", true},
        {"path=2024/a.png", true},
        {"path=202", false},
        {"path=2024/a.png/b", false},
        {"type=image/png", true},
        {"type=image/*", true},
        {"type=image/", false},
        {"action=read", true},
        {"action=list", false},
        {"action=list,stat", true},
        {"time=11:00-13:00", true},
        {"time=12:00-12:01", true},
        {"time=11:00-12:00", false},
        {"time=23:00-12:01", true}, // over midnight
        {"time=23:00-12:00", false},
        {"time=00:00-24:00", true},
        {"day=mon", true},
        {"day=sun,sat", false},
        {"day=tue,mon time=11:00-13:00 subject=alice share=photos", true},
        {"day=mon subject=bob", false},
        {"subject=\"alice\"", true},
        {"path=\"2024\" type=\"image/png\"", true},
    };
    for (size_t index = 0; index < sizeof cases / sizeof *cases; index++) {
        char text[256];
        (void)snprintf(text, sizeof text, "deny %s\n", cases[index].rule);
        CHECK_EQUAL(!permits(text, usual()), cases[index].matches);
        (void)snprintf(text, sizeof text, "allow action=stat,list,read\nallow %s", "subject=x");
        CHECK(permits(text, usual()));
    }
}

static void every_action_must_be_allowed(void)
{
    CHECK(!permits("allow action=read", usual()));
    CHECK(permits("allow action=read\nallow action=stat", usual()));
    CHECK(permits("allow action=stat,read", usual()));
    CHECK(!permits("allow action=stat,read\ndeny action=stat", usual()));
    vtb_policy_facts lists = usual();
    lists.actions = VTB_RIGHT_LIST;
    CHECK(permits("deny action=read\n", lists));
}

static void who_has_no_name_is_only_a_star(void)
{
    vtb_policy_facts facts = usual();
    facts.subject = facts.tenant = "";
    CHECK(permits("deny subject=alice", facts));
    CHECK(!permits("deny subject=*", facts));
    CHECK(!permits("allow subject=alice", facts));
}

// Before a file is open its type is not known: it denies nothing yet, and permits.
static void types_that_are_not_known_yet(void)
{
    vtb_policy_facts facts = usual();
    facts.media_type = NULL;
    CHECK(permits("deny type=image/*", facts));
    CHECK(permits("allow type=text/plain", facts));
    facts.media_type = "application/pdf";
    CHECK(permits("deny type=image/*", facts));
    CHECK(!permits("allow type=text/plain", facts));
}

static void spaces_in_quotes(void)
{
    vtb_policy_facts facts = usual();
    facts.path = "My Photos/a b";
    facts.path_size = strlen(facts.path);
    CHECK(!permits("  deny\tpath=\"My Photos\"  # a comment\r\n", facts));
    CHECK(permits("deny path=\"My Photo\"\n", facts));
}

static void what_is_wrong_is_told_with_its_line(void)
{
    static const char *const wrong[] = {
        "permit", "allow subject", "allow subject=", "allow subject=a subject=b", "allow hue=red",
        "allow path=/abs", "allow path=a//b", "allow path=../a", "allow path=", "allow action=reed",
        "allow action=read action=stat", "allow time=1:00-2:00", "allow time=10:00-25:00",
        "allow time=10:60-11:00", "allow time=10:00", "allow time=10:00-11:00 time=10:00-11:00",
        "allow day=someday", "allow day=mon,", "allow day=mon day=tue", "allow path=\"a",
        "allow \"", "allow subject=a\"b c", "Deny", "allowed",
    };
    for (size_t index = 0; index < sizeof wrong / sizeof *wrong; index++) {
        char text[256];
        vtb_policy policy;
        size_t line = 0;
        harness_about("%s", wrong[index]);
        (void)snprintf(text, sizeof text, "# one\ndeny\n%s\nallow\n", wrong[index]);
        CHECK_EQUAL(vtb_policy_parse(text, strlen(text), &policy, &line), VTB_E_POLICY_FILE);
        CHECK_EQUAL(line, 3);
        CHECK(policy.text == NULL && policy.rules == NULL);
    }
    vtb_policy policy;
    size_t line = 0;
    CHECK_EQUAL(vtb_policy_parse("deny\0deny\n", 10, &policy, &line), VTB_E_POLICY_FILE);
    CHECK_EQUAL(vtb_policy_parse("", VTB_POLICY_SIZE_MAX + 1, &policy, &line), VTB_E_POLICY_FILE);
}

HARNESS_MAIN({"an empty policy permits", an_empty_policy_permits},
             {"denying comes first", denying_comes_first}, {"attributes match", attributes_match},
             {"every action must be allowed", every_action_must_be_allowed},
             {"who has no name is only a star", who_has_no_name_is_only_a_star},
             {"types that are not known yet", types_that_are_not_known_yet},
             {"spaces in quotes", spaces_in_quotes},
             {"what is wrong is told with its line", what_is_wrong_is_told_with_its_line})
