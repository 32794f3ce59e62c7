/*
 * Kinds of nodes as tables of fields, and what is common to all of them: checking the fields
 * that a client asks for, and writing just those.
 */
#ifndef EMULATOR_GRAPH_NODE_H
#define EMULATOR_GRAPH_NODE_H

#include "call.h"
#include "fields.h"

struct node_field {
    const char *name;

    /* Adds the field to json, or leaves it out where the API does. NULL for a refused field. */
    void (*write)(const struct call *call, const void *subject, const struct field *field,
                  cJSON *json);

    const struct node_type *inner; /* what `field{…}` selects from; NULL: no selection */

    int refusal;           /* code of the error that asking for it gives; 0: it may be asked */
    unsigned refused_from; /* … from this version on */

    /* When given: the subjects that have the field; one without it is 9005/1452042. */
    bool (*suits)(const void *subject);
};

/* Begins the definition of a field's write function. */
#define FIELD(name)                                                                            \
    static void write_##name(const struct call *call, const void *subject,                     \
                             const struct field *field, cJSON *json)

struct node_type {
    const char *name; /* as error messages call it */
    const struct node_field *fields;
    unsigned count;
    const char *defaults; /* the fields of an answer to a request that names none */
};

extern const struct node_type user_type;  /* subject: struct account */
extern const struct node_type page_type;  /* subject: struct account */
extern const struct node_type media_type; /* subject: struct media */
extern const struct node_type slide_type; /* subject: struct slide */

struct media {
    const struct account *account;
    struct post post;
};

struct slide {
    const struct media *media;
    unsigned number;
};

/*
 * Fills fields with what the request asks of nodes of that type; fields_free releases them.
 * False, and answer set: the fields are misspelt or cannot be asked.
 */
bool node_fields(const struct call *call, const struct node_type *type, struct field **fields,
                 struct answer *answer);

/* False, and answer set: a field does not suit this subject. */
bool node_suits(const struct node_type *type, const struct field *fields, const void *subject,
                struct answer *answer);

/* The node as JSON. With no fields, those of type->defaults. The caller releases it. */
cJSON *node_json(const struct call *call, const struct node_type *type,
                 const struct field *fields, const void *subject);

/* Answers a whole request for one node. */
void node_answer(const struct call *call, const struct node_type *type, const void *subject,
                 struct answer *answer);

#endif
