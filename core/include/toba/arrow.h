/* arrow.h - the Arrow C Data Interface, the ABI of every batch that flows through toba.
 *
 * The two structs and their guard are those of the published, frozen specification
 * (Apache Arrow, "The Arrow C data interface"), so this header may meet any other copy of them.
 *
 * toba moves rows as struct arrays (format "+s") whose children have these formats:
 *   boolean "b", int32 "i", int64 "l", double "g", text "u", date "tdD",
 *   timestamp "tsu:UTC" (microseconds since 1970-01-01T00:00:00Z).
 * Consumers honour `offset`, an absent validity buffer and `null_count` -1. */
#ifndef TOBA_ARROW_H
#define TOBA_ARROW_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

#endif /* ARROW_C_DATA_INTERFACE */

#ifdef __cplusplus
}
#endif

#endif
