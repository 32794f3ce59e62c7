/* broken.h - a plugin with one sound component of each kind but sinks, and ways to spoil it.
 *
 * Each broken plugin is broken.c and one faults_*.c, built with the name of its fault. */
#ifndef BROKEN_H
#define BROKEN_H

#include <string.h>

#include <toba/plugin.h>

struct instance {
    int64_t size;
    const char *word;
    const struct toba_host *host;
    char *memory;
    int64_t before, calls;
    struct toba_text kept;
};

/* The descriptor, of which everything may be changed. */
struct parts {
    struct toba_option options[2];
    struct toba_field in_fields[3], out_fields[4];
    struct toba_port inputs[2], outputs[1];
    struct toba_component component;
    const struct toba_component *list[1];
    struct toba_plugin plugin;
};

enum { ROWS, POINTS };             /* inputs; a process has the first only */
enum { DAY, AMOUNT, WORD };        /* their fields */
enum { OUT };                      /* the output */
enum { KEY, TOTAL, RATIO, WORDS }; /* its fields */

struct fault {
    const char *name;
    void (*spoil)(struct parts *parts);
};

/* Of the faults_*.c that broken.c is built with. The last has no name. */
extern const struct fault faults[];

/* Makes the component a process or a source; it is a group. */
void make_process(struct parts *parts);
void make_source(struct parts *parts);

/* What the sound group does with a key, in parts. */
int put_row(struct instance *self, struct toba_in *in, struct toba_out *out, int64_t total,
            struct toba_error *err);
int64_t sum_rows(struct toba_in *in);

#endif
