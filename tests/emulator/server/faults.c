/*
 * Reading rules and matching calls with them.
 */
#include "faults.h"

#include "dice.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool read_unsigned(const char *string, unsigned *number)
{
    char rest;

    return *string != '-' && sscanf(string, "%u%c", number, &rest) == 1;
}

/* CODE[/SUB][@HTTP] */
static bool read_error(const char *string, struct fault *fault)
{
    int used = 0;

    if (sscanf(string, "%d%n", &fault->code, &used) != 1)
        return false;
    string += used;
    used = 0;
    if (*string == '/' && sscanf(string, "/%d%n", &fault->subcode, &used) != 1)
        return false;
    string += used;
    used = 0;
    if (*string == '@' && sscanf(string, "@%u%n", &fault->status, &used) != 1)
        return false;
    return string[used] == '\0' && (!fault->status || fault->status / 100 - 1 < 5);
}

static bool read_status(const char *string, struct fault *fault)
{
    return read_unsigned(string, &fault->status) && fault->status >= 200 && fault->status < 600;
}

static bool read_number(const char *string, struct fault *fault)
{
    return read_unsigned(string, &fault->number);
}

struct kind_row {
    const char *name;
    enum fault_kind kind;
    bool (*read)(const char *argument, struct fault *fault); /* NULL: takes no argument */
    const char *argument; /* when none is given; NULL: must be */
};

/* clang-format off */
static const struct kind_row kinds[] = {
    {"error",    FAULT_ERROR,     read_error,  NULL},
    {"error200", FAULT_ERROR_200, read_error,  "1"},
    {"status",   FAULT_STATUS,    read_status, "500"},
    {"429",      FAULT_TOO_MANY,  read_number, "0"},
    {"reset",    FAULT_RESET,     NULL,        NULL},
    {"cut",      FAULT_CUT,       NULL,        NULL},
    {"garbage",  FAULT_GARBAGE,   NULL,        NULL},
    {"slow",     FAULT_SLOW,      read_number, NULL},
    {"stall",    FAULT_STALL,     NULL,        NULL},
};
/* clang-format on */

static bool read_kind(const char *string, struct fault *fault)
{
    size_t size = strcspn(string, ":");
    const char *argument = string[size] ? string + size + 1 : NULL;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strlen(kinds[i].name) != size || strncmp(kinds[i].name, string, size) != 0)
            continue;
        fault->kind = kinds[i].kind;
        if (!argument)
            argument = kinds[i].argument;
        if (!kinds[i].read)
            return !argument;
        return argument && kinds[i].read(argument, fault);
    }
    return false;
}

static bool set_string(char **into, const char *value)
{
    free(*into);
    *into = strdup(value);
    if (!*into)
        abort();
    return true;
}

static bool read_chance(const char *value, double *chance)
{
    char rest;

    return sscanf(value, "%lf%c", chance, &rest) == 1 && *chance >= 0 && *chance <= 1;
}

static bool read_seed(const char *value, uint64_t *seed)
{
    unsigned number;

    if (!read_unsigned(value, &number))
        return false;
    *seed = number;
    return true;
}

static bool read_pair(const char *key, const char *value, struct fault_rule *rule)
{
    if (strcmp(key, "path") == 0)
        return set_string(&rule->path, value);
    if (strcmp(key, "query") == 0)
        return set_string(&rule->query, value);
    if (strcmp(key, "nth") == 0)
        return read_unsigned(value, &rule->nth) && rule->nth;
    if (strcmp(key, "every") == 0)
        return read_unsigned(value, &rule->every) && rule->every;
    if (strcmp(key, "times") == 0)
        return read_unsigned(value, &rule->times) && rule->times;
    if (strcmp(key, "p") == 0)
        return read_chance(value, &rule->chance);
    if (strcmp(key, "seed") == 0)
        return read_seed(value, &rule->seed);
    return strcmp(key, "kind") == 0 && read_kind(value, &rule->fault);
}

static void free_rule(struct fault_rule *rule)
{
    free(rule->path);
    free(rule->query);
}

static bool read_rule(char *line, struct fault_rule *rule)
{
    char *rest = NULL;

    memset(rule, 0, sizeof *rule);
    rule->chance = -1;
    for (char *pair = strtok_r(line, ";", &rest); pair; pair = strtok_r(NULL, ";", &rest)) {
        char *value;

        pair += strspn(pair, " \t");
        value = strchr(pair, '=');
        if (!value)
            return false;
        *value++ = '\0';
        if (!read_pair(pair, value, rule))
            return false;
    }
    return rule->fault.kind != FAULT_NONE;
}

static void free_rules(struct fault_rule *rules, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        free_rule(&rules[i]);
    free(rules);
}

static struct fault_rule *grow(struct fault_rule *rules, unsigned count)
{
    rules = realloc(rules, (count + 1) * sizeof *rules);
    if (!rules)
        abort();
    return rules;
}

static bool is_comment(const char *line)
{
    line += strspn(line, " \t\r");
    return !*line || *line == '#';
}

static void replace_rules(struct faults *faults, struct fault_rule *rules, unsigned count)
{
    struct fault_rule *old;
    unsigned old_count;

    pthread_mutex_lock(&faults->lock);
    old = faults->rules;
    old_count = faults->count;
    faults->rules = rules;
    faults->count = count;
    pthread_mutex_unlock(&faults->lock);
    free_rules(old, old_count);
}

bool faults_set(struct faults *faults, const char *lines, struct text *complaint)
{
    struct fault_rule *rules = NULL;
    unsigned count = 0;
    char *copy = strdup(lines);
    char *rest = NULL;
    char *line;

    if (!copy)
        abort();
    for (line = strtok_r(copy, "\r\n", &rest); line; line = strtok_r(NULL, "\r\n", &rest)) {
        if (is_comment(line))
            continue;
        rules = grow(rules, count);
        if (!read_rule(line, &rules[count++]))
            break;
    }
    if (line) {
        text_addf(complaint,
                  "rule %u is not understood; a rule looks like "
                  "path=/media;nth=3;kind=error:2\n",
                  count);
        free_rules(rules, count);
    } else {
        replace_rules(faults, rules, count);
    }
    free(copy);
    return !line;
}

static bool matches(const struct fault_rule *rule, const char *path, const char *query)
{
    if (rule->query && !strstr(query, rule->query))
        return false;
    if (!rule->path)
        return true;
    if (strpbrk(rule->path, "*?["))
        return fnmatch(rule->path, path, FNM_PATHNAME) == 0;
    return strstr(path, rule->path) != NULL;
}

static bool fires(struct fault_rule *rule)
{
    rule->matched++;
    if (rule->times && rule->fired >= rule->times)
        return false;
    if (rule->nth && rule->matched != rule->nth)
        return false;
    if (rule->every && rule->matched % rule->every != 0)
        return false;
    return rule->chance < 0 ||
           dice_unit(dice_mix(dice_mix(rule->seed, 'f'), rule->matched)) < rule->chance;
}

/* Every rule that matches counts the call, also when an earlier one takes it. */
void faults_pick(struct faults *faults, const char *path, const char *query,
                 struct fault *fault)
{
    memset(fault, 0, sizeof *fault);
    pthread_mutex_lock(&faults->lock);
    for (unsigned i = 0; i < faults->count; i++) {
        struct fault_rule *rule = &faults->rules[i];

        if (!matches(rule, path, query) || !fires(rule) || fault->kind != FAULT_NONE)
            continue;
        rule->fired++;
        *fault = rule->fault;
    }
    pthread_mutex_unlock(&faults->lock);
}

void faults_init(struct faults *faults)
{
    memset(faults, 0, sizeof *faults);
    pthread_mutex_init(&faults->lock, NULL);
}

void faults_fini(struct faults *faults)
{
    free_rules(faults->rules, faults->count);
    pthread_mutex_destroy(&faults->lock);
}
