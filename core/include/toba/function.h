/* function.h - the form in which a function of a pipeline file travels to a component.
 *
 * A struct toba_function is one value, a function. Every value is a byte of enum
 * toba_function_tag and what the tag says; numbers are in the machine's own form, a size is an
 * int64_t. Tables and functions count from 0 in the order in which they begin, so that one that
 * is met again is told by its number: what was shared stays shared, and circles end. All is
 * made by the core, in memory, from a pipeline that it has read; nothing of it comes from a
 * file. */
#ifndef TOBA_FUNCTION_H
#define TOBA_FUNCTION_H

#ifdef __cplusplus
extern "C" {
#endif

/* What a value begins with. */
enum toba_function_tag {
    TOBA_FUNCTION_NIL = 'n',     /* nothing follows */
    TOBA_FUNCTION_FALSE = 'f',   /* nothing follows */
    TOBA_FUNCTION_TRUE = 't',    /* nothing follows */
    TOBA_FUNCTION_INT = 'i',     /* int64_t */
    TOBA_FUNCTION_DOUBLE = 'd',  /* double */
    TOBA_FUNCTION_TEXT = 's',    /* a size, the bytes */
    TOBA_FUNCTION_TABLE = '{',   /* key, value, key, value … */
    TOBA_FUNCTION_END = '}',     /* … the end of the table */
    TOBA_FUNCTION_AGAIN = 'r',   /* int64_t: the number of the table or function meant */
    TOBA_FUNCTION_LIBRARY = 'l', /* a text value: "tostring", "math.floor" */
    TOBA_FUNCTION_GLOBALS = 'g', /* the table of global variables, where the function runs */
    /* A text value: the file. A text value: the function's chunk as Lua 5.4 dumps it, with
     * lines. A byte: how many upvalues. The upvalues' values. */
    TOBA_FUNCTION_CODE = 'c'
};

#ifdef __cplusplus
}
#endif

#endif
