/*
 * Calls that steer the emulator and ask it what is true: everything under /_emulator/. They
 * need no token, know no latency and are not counted.
 */
#ifndef EMULATOR_SERVER_CONTROL_H
#define EMULATOR_SERVER_CONTROL_H

#include "answer.h"
#include "emulator.h"
#include "request.h"

#define CONTROL_PREFIX "/_emulator/"

void control_answer(struct emulator *emulator, const struct request *request,
                    struct answer *answer);

#endif
