/* sound.h - a plugin without fault, for the files beside to spoil in one thing each.
 *
 * A file holds some faults in a table that ends with a NULL name; FAULT, given by the build,
 * says which of them its shared object has. */
#ifndef TEST_SOUND_H
#define TEST_SOUND_H

#include <string.h>

#include <toba/store.h>

struct instance {
    int64_t size;
    struct toba_days days;
};

/* Two `group` components, "sound" and "second", that share everything; the callbacks of the
 * other kinds are there too. */
struct parts {
    struct toba_plugin plugin;
    struct toba_component components[2];
    const struct toba_component *list[2];
    struct toba_option options[2];
    struct toba_port inputs[2], outputs[1];
    struct toba_field field;
    struct toba_store store;
};

struct fault {
    const char *name;
    void (*spoil)(struct parts *parts);
};

/* The faults of the file that is linked with sound.c. */
extern const struct fault faults[];

#endif
