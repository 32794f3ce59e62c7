/* value.h - NULL is nil; whole numbers, days and instants are integers, doubles are floats,
 * booleans and texts what they are. */
#ifndef VALUE_H
#define VALUE_H

#include "step.h"

/* Pushes the current row's value of an input field of a type that toba_field_type() told. */
void value_push(lua_State *L, struct toba_in *in, int32_t port, int32_t field, int32_t type,
                uint32_t flags);
/* Puts the value on top, not nil, into an output field; raises when it does not fit. */
void value_put(lua_State *L, struct toba_out *out, int32_t port, int32_t field, int32_t type,
               const char *name);

#endif
