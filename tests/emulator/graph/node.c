/*
 * Checking and writing fields by the tables of node types.
 */
#include "node.h"

#include "errors.h"

#include <stdlib.h>
#include <string.h>

static const struct node_field *find_field(const struct node_type *type, const char *name)
{
    for (unsigned i = 0; i < type->count; i++)
        if (strcmp(type->fields[i].name, name) == 0)
            return &type->fields[i];
    return NULL;
}

static void answer_nonexisting(const struct node_type *type, const char *name,
                               struct answer *answer)
{
    answer_error_saying(answer, 100, 0,
                        "(#100) Tried accessing nonexisting field (%s) on node type (%s)", name,
                        type->name);
}

/* A call without a version is served by the newest one, which refuses all that is refused. */
static bool is_refused(const struct node_field *field, unsigned version)
{
    return field->refusal && (!version || version >= field->refused_from);
}

static bool check_fields(const struct call *call, const struct node_type *type,
                         const struct field *fields, struct answer *answer)
{
    for (; fields; fields = fields->next) {
        const struct node_field *known = find_field(type, fields->name);

        if (!known || (is_refused(known, call->version) && known->refusal == 100)) {
            answer_nonexisting(type, fields->name, answer);
            return false;
        }
        if (is_refused(known, call->version)) {
            answer_error(answer, known->refusal, 0);
            return false;
        }
        if (fields->inner && !known->inner) {
            answer_error_saying(answer, 2500, 0, "Subfields are not supported by %s",
                                fields->name);
            return false;
        }
        if (fields->inner && !check_fields(call, known->inner, fields->inner, answer))
            return false;
    }
    return true;
}

bool node_fields(const struct call *call, const struct node_type *type, struct field **fields,
                 struct answer *answer)
{
    const char *asked = request_parameter(call->request, "fields");
    struct text complaint = {0};
    bool right = fields_parse(asked ? asked : "", fields, &complaint);

    if (!right)
        answer_error_saying(answer, 2500, 0, "%s", text_peek(&complaint));
    else
        right = check_fields(call, type, *fields, answer);
    if (!right) {
        fields_free(*fields);
        *fields = NULL;
    }
    text_free(&complaint);
    return right;
}

bool node_suits(const struct node_type *type, const struct field *fields, const void *subject,
                struct answer *answer)
{
    for (; fields; fields = fields->next) {
        const struct node_field *known = find_field(type, fields->name);

        if (known && known->suits && !known->suits(subject)) {
            answer_error(answer, 9005, 1452042);
            return false;
        }
    }
    return true;
}

/* The id comes along, asked for or not. */
static cJSON *write_fields(const struct call *call, const struct node_type *type,
                           const struct field *fields, const void *subject)
{
    static const struct field id_field = {.name = (char *)"id"};
    cJSON *json = cJSON_CreateObject();

    for (; fields; fields = fields->next) {
        const struct node_field *known = find_field(type, fields->name);

        if (known && known->write)
            known->write(call, subject, fields, json);
    }
    if (!cJSON_GetObjectItemCaseSensitive(json, "id"))
        find_field(type, "id")->write(call, subject, &id_field, json);
    return json;
}

cJSON *node_json(const struct call *call, const struct node_type *type,
                 const struct field *fields, const void *subject)
{
    struct text complaint = {0};
    struct field *defaults = NULL;
    cJSON *json;

    if (!fields && !fields_parse(type->defaults, &defaults, &complaint))
        abort();
    json = write_fields(call, type, fields ? fields : defaults, subject);
    fields_free(defaults);
    text_free(&complaint);
    return json;
}

void node_answer(const struct call *call, const struct node_type *type, const void *subject,
                 struct answer *answer)
{
    struct field *fields = NULL;

    if (node_fields(call, type, &fields, answer) && node_suits(type, fields, subject, answer))
        answer_json(answer, node_json(call, type, fields, subject));
    fields_free(fields);
}
