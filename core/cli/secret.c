/* secret.c - see secret.h. */
#include "cli/secret.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST 65536

static const char *file_content(const char *path, struct tb_arena *arena)
{
    FILE *file = fopen(path, "re");
    char *text = file ? tb_arena_new(arena, LONGEST + 1) : NULL;
    size_t size = 0;

    if (text)
        size = fread(text, 1, LONGEST, file);
    if (file)
        fclose(file);
    while (size && (text[size - 1] == '\n' || text[size - 1] == '\r'))
        text[--size] = '\0';
    return size ? text : NULL;
}

const char *tb_secret_read(void *context, const char *name, struct tb_arena *arena)
{
    const char *value = getenv(name);
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    const char *path;

    (void)context;
    if (value && value[0])
        return tb_arena_copy(arena, value);
    path = tb_arena_print(arena, "%s_FILE", name);
    path = path ? getenv(path) : NULL;
    if (!path && folder)
        path = tb_arena_print(arena, "%s/%s", folder, name);
    return path ? file_content(path, arena) : NULL;
}
