/* result.c - see result.h. */
#include "kit/result.h"

void tb_kit_end(struct tb_kit_result *result, int status, const char *format, ...)
{
    va_list args;

    if (result->status)
        return;
    va_start(args, format);
    vsnprintf(result->what, sizeof result->what, format, args);
    va_end(args);
    result->status = status;
}

void tb_kit_end_error(struct tb_kit_result *result, int status, const char *what,
                      const struct toba_error *err)
{
    if (result->status)
        return;
    snprintf(result->what, sizeof result->what, "%s%.400s", what, err->message);
    snprintf(result->detail, sizeof result->detail, "%s", err->detail);
    snprintf(result->hint, sizeof result->hint, "%s", err->hint);
    result->status = status;
}

void tb_kit_hint(struct tb_kit_result *result, const char *format, ...)
{
    va_list args;

    if (result->hint[0])
        return;
    va_start(args, format);
    vsnprintf(result->hint, sizeof result->hint, format, args);
    va_end(args);
}

void tb_kit_at(struct tb_kit_result *result, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(result->at, sizeof result->at, format, args);
    va_end(args);
}
