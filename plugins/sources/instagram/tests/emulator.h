/* emulator.h - a running Graph emulator: the program itself, reached over HTTP only. */
#ifndef INSTAGRAM_TEST_EMULATOR_H
#define INSTAGRAM_TEST_EMULATOR_H

#include <sys/types.h>

struct emulator {
    pid_t process;
    char url[64];
};

/* Starts it on a free port with these switches (NULL ends them), up to 12. */
void emulator_start(struct emulator *emulator, const char *const *switches);
void emulator_stop(struct emulator *emulator);

/* The body that a path below /_emulator/ answers; POSTs `body` unless it is NULL. The caller
 * frees it. */
char *emulator_control(const struct emulator *emulator, const char *path, const char *body);

/* Calls of the API that the emulator has answered. */
int emulator_calls(const struct emulator *emulator);

#endif
