/* json.h - reading JSON that anybody may have written.
 *
 * Texts are checked before they are parsed: nesting is bounded, and escapes that the parser
 * would refuse, or that would cut a text short, become U+FFFD. Reading a member never trusts
 * its type: it is GOOD, ABSENT (or null), or WRONG, which the caller counts. */
#ifndef INSTAGRAM_JSON_H
#define INSTAGRAM_JSON_H

#include <cjson/cJSON.h>
#include <stddef.h>
#include <stdint.h>

enum json_found { JSON_ABSENT = 0, JSON_GOOD, JSON_WRONG };

/* NULL when the text is no JSON, nested too deeply, or memory is out. Free with cJSON_Delete().
 */
cJSON *json_parse(const char *text, size_t size);

/* A member of an object; NULL when there is none, when it is null, or when `object` is none. */
const cJSON *json_member(const cJSON *object, const char *name);

/* An integer in [least, most]; a fraction is WRONG. */
enum json_found json_int(const cJSON *object, const char *name, int64_t least, int64_t most,
                         int64_t *value);
enum json_found json_bool(const cJSON *object, const char *name, int64_t *value);
/* Borrowed from the object; a text that is not UTF-8 is WRONG. */
enum json_found json_text(const cJSON *object, const char *name, const char **value);
/* Microseconds since 1970, from 2026-01-31T10:00:00+0000. */
enum json_found json_instant(const cJSON *object, const char *name, int64_t *value);

/* An id: decimal digits, as a text or as a number that a double holds exactly. */
#define JSON_ID_ROOM 24
enum json_found json_id(const cJSON *object, const char *name, char id[JSON_ID_ROOM]);

#endif
