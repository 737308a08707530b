// SPDX-License-Identifier: Apache-2.0
// Names of pictures, and their natural order.
#include "cbz_name.h"

#include <stddef.h>
#include <string.h>

static char lower(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

static bool is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}

static bool ends_with(const char *name, const char *ending)
{
    size_t size = strlen(name);
    size_t ending_size = strlen(ending);
    if (size <= ending_size)
        return false;
    for (size_t i = 0; i < ending_size; i++) {
        if (lower(name[size - ending_size + i]) != ending[i])
            return false;
    }
    return true;
}

bool name_is_picture(const char *name)
{
    static const char *const endings[] = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp"};
    const char *slash = strrchr(name, '/');
    const char *base = slash != NULL ? slash + 1 : name;
    if (base[0] == '.' || strncmp(name, "__MACOSX/", 9) == 0)
        return false;
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        if (ends_with(base, endings[i]))
            return true;
    }
    return false;
}

static size_t digits_size(const char *text)
{
    size_t size = 0;
    while (is_digit(text[size]))
        size++;
    return size;
}

// Compares two numbers and moves behind them.
static int compare_numbers(const char **a, const char **b)
{
    while (**a == '0')
        (*a)++;
    while (**b == '0')
        (*b)++;
    size_t a_size = digits_size(*a);
    size_t b_size = digits_size(*b);
    int order = a_size != b_size ? (a_size < b_size ? -1 : 1) : memcmp(*a, *b, a_size);
    *a += a_size;
    *b += b_size;
    return order;
}

int name_compare(const char *a, const char *b)
{
    const char *whole_a = a;
    const char *whole_b = b;
    while (*a != '\0' && *b != '\0') {
        int order = 0;
        if (is_digit(*a) && is_digit(*b))
            order = compare_numbers(&a, &b);
        else
            order = (unsigned char)lower(*a++) - (unsigned char)lower(*b++);
        if (order != 0)
            return order;
    }
    if (*a != *b)
        return *a == '\0' ? -1 : 1;
    return strcmp(whole_a, whole_b);
}
