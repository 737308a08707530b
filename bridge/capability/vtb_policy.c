// SPDX-License-Identifier: Apache-2.0
// Reads rules into a copy of their text, and matches them.
#include "vtb_policy.h"

#include "vtb_path.h"
#include "vtb_token.h"

#include <stdlib.h>
#include <string.h>

enum { DAY_MINUTES = 1440, ALL_DAYS = 127 };

// Cuts the next word off *rest: up to a space outside of double quotes, which are taken away. NULL
// at the end; *wrong is set for a quote that does not end or stands in a word's middle.
static char *next_word(char **rest, bool *wrong)
{
    char *word = *rest + strspn(*rest, " \t\r");
    if (*word == '\0' || *word == '#') {
        return NULL;
    }
    char *out = word;
    char *in = word;
    bool is_quoted = false;
    for (; *in != '\0' && (is_quoted || strchr(" \t\r", *in) == NULL); in++) {
        if (*in == '"') {
            is_quoted = !is_quoted;
        } else {
            *out++ = *in;
        }
    }
    *wrong = *wrong || is_quoted;
    *rest = *in == '\0' ? in : in + 1;
    *out = '\0';
    return word;
}

static bool take_text(const char **place, const char *value)
{
    bool is_first = *place == NULL;
    *place = value;
    return is_first && value[0] != '\0';
}

static bool take_path(const char **place, const char *value)
{
    return take_text(place, value) && vtb_path_check(value, strlen(value)) == VTB_OK;
}

static bool take_actions(uint32_t *actions, const char *value)
{
    return *actions == 0 && vtb_rights_parse(value, actions);
}

static bool take_days(uint8_t *weekdays, const char *value)
{
    static const char *const names[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
    if (*weekdays != 0) {
        return false;
    }
    for (;;) {
        size_t day = 0;
        while (day < 7 && strncmp(value, names[day], 3) != 0) {
            day++;
        }
        if (day == 7 || (value[3] != ',' && value[3] != '\0')) {
            return false;
        }
        *weekdays |= (uint8_t)(1U << day);
        if (value[3] == '\0') {
            return true;
        }
        value += 4;
    }
}

static bool parse_minute(const char *text, unsigned *minute_out)
{
    for (int index = 0; index < 5; index++) {
        bool is_digit = text[index] >= '0' && text[index] <= '9';
        if (index == 2 ? text[index] != ':' : !is_digit) {
            return false;
        }
    }
    unsigned hour = (unsigned)(text[0] - '0') * 10 + (unsigned)(text[1] - '0');
    unsigned minute = (unsigned)(text[3] - '0') * 10 + (unsigned)(text[4] - '0');
    *minute_out = hour * 60 + minute;
    return minute < 60 && *minute_out <= DAY_MINUTES;
}

static bool take_time(vtb_policy_rule *rule, const char *value)
{
    bool is_first = !rule->has_time;
    rule->has_time = true;
    return is_first && strlen(value) == 11 && value[5] == '-' &&
           parse_minute(value, &rule->from_minute) && parse_minute(value + 6, &rule->to_minute);
}

static bool take_word(vtb_policy_rule *rule, char *word)
{
    char *value = strchr(word, '=');
    if (value == NULL) {
        return false;
    }
    *value++ = '\0';
    if (strcmp(word, "subject") == 0) {
        return take_text(&rule->subject, value);
    }
    if (strcmp(word, "tenant") == 0) {
        return take_text(&rule->tenant, value);
    }
    if (strcmp(word, "share") == 0) {
        return take_text(&rule->share, value);
    }
    if (strcmp(word, "type") == 0) {
        return take_text(&rule->type, value);
    }
    if (strcmp(word, "path") == 0) {
        return take_path(&rule->path, value);
    }
    if (strcmp(word, "action") == 0) {
        return take_actions(&rule->actions, value);
    }
    if (strcmp(word, "day") == 0) {
        return take_days(&rule->weekdays, value);
    }
    return strcmp(word, "time") == 0 && take_time(rule, value);
}

// A line of a rule; *is_rule is false for an empty line or a comment.
static bool parse_line(char *line, vtb_policy_rule *rule, bool *is_rule)
{
    bool wrong = false;
    *rule = (vtb_policy_rule){0};
    char *word = next_word(&line, &wrong);
    *is_rule = word != NULL;
    if (word == NULL) {
        return !wrong;
    }
    rule->is_allow = strcmp(word, "allow") == 0;
    if (!rule->is_allow && strcmp(word, "deny") != 0) {
        return false;
    }
    while (!wrong && (word = next_word(&line, &wrong)) != NULL) {
        if (!take_word(rule, word)) {
            return false;
        }
    }
    rule->actions = rule->actions == 0 ? UINT32_MAX : rule->actions;
    rule->weekdays = rule->weekdays == 0 ? ALL_DAYS : rule->weekdays;
    return !wrong;
}

static vtb_error parse_lines(vtb_policy *policy, size_t size, size_t *line_out)
{
    char *end = policy->text + size;
    for (char *line = policy->text; line < end; (*line_out)++) {
        char *feed = memchr(line, '\n', (size_t)(end - line));
        char *line_end = feed == NULL ? end : feed;
        bool is_rule = false;
        *line_end = '\0';
        if (strlen(line) != (size_t)(line_end - line) || policy->count == VTB_POLICY_RULES_MAX ||
            !parse_line(line, &policy->rules[policy->count], &is_rule)) {
            return VTB_E_POLICY_FILE;
        }
        policy->has_allow =
            policy->has_allow || (is_rule && policy->rules[policy->count].is_allow);
        policy->count += is_rule ? 1 : 0;
        line = line_end + 1;
    }
    return VTB_OK;
}

vtb_error vtb_policy_parse(const char *text, size_t size, vtb_policy *out, size_t *line_out)
{
    *out = (vtb_policy){0};
    *line_out = 1;
    if (size > VTB_POLICY_SIZE_MAX) {
        return VTB_E_POLICY_FILE;
    }
    out->text = malloc(size + 1);
    out->rules = calloc(VTB_POLICY_RULES_MAX, sizeof *out->rules);
    vtb_error error = out->text == NULL || out->rules == NULL ? VTB_E_MEMORY : VTB_OK;
    if (error == VTB_OK) {
        memcpy(out->text, text, size);
        error = parse_lines(out, size, line_out);
    }
    if (error != VTB_OK) {
        vtb_policy_free(out);
    }
    return error;
}

void vtb_policy_free(vtb_policy *policy)
{
    free(policy->text);
    free(policy->rules);
    *policy = (vtb_policy){0};
}

// "alice,bob,team-*": any of them, a star at an end for what begins so.
static bool text_matches(const char *patterns, const char *text)
{
    if (patterns == NULL) {
        return true;
    }
    for (const char *pattern = patterns;;) {
        size_t size = strcspn(pattern, ",");
        bool is_open = size > 0 && pattern[size - 1] == '*';
        size_t wanted = is_open ? size - 1 : size;
        bool begins = strncmp(pattern, text, wanted) == 0;
        if (size > 0 && begins && (is_open || text[wanted] == '\0')) {
            return true;
        }
        if (pattern[size] == '\0') {
            return false;
        }
        pattern += size + 1;
    }
}

static bool time_matches(const vtb_policy_rule *rule, const vtb_policy_facts *facts)
{
    if ((rule->weekdays >> facts->weekday & 1) == 0) {
        return false;
    }
    if (!rule->has_time) {
        return true;
    }
    bool is_after = facts->minute >= rule->from_minute;
    bool is_before = facts->minute < rule->to_minute;
    return rule->from_minute < rule->to_minute ? is_after && is_before : is_after || is_before;
}

static bool rule_matches(const vtb_policy_rule *rule, const vtb_policy_facts *facts)
{
    bool type_matches = rule->type == NULL || (facts->media_type == NULL
                                                   ? rule->is_allow
                                                   : text_matches(rule->type, facts->media_type));
    return type_matches && text_matches(rule->subject, facts->subject) &&
           text_matches(rule->tenant, facts->tenant) && text_matches(rule->share, facts->share) &&
           time_matches(rule, facts) &&
           (rule->path == NULL || vtb_path_is_within(facts->path, facts->path_size, rule->path,
                                                     strlen(rule->path)));
}

vtb_error vtb_policy_permits(const vtb_policy *policy, const vtb_policy_facts *facts)
{
    uint32_t left = policy->has_allow ? facts->actions : 0;
    for (size_t index = 0; index < policy->count; index++) {
        const vtb_policy_rule *rule = &policy->rules[index];
        if ((rule->actions & facts->actions) == 0 || !rule_matches(rule, facts)) {
            continue;
        }
        if (!rule->is_allow) {
            return VTB_E_POLICY;
        }
        left &= ~rule->actions;
    }
    return left == 0 ? VTB_OK : VTB_E_POLICY;
}
