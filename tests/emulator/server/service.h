/*
 * From a request to its answer: control calls, and API calls with their latency, faults and
 * limits.
 */
#ifndef EMULATOR_SERVER_SERVICE_H
#define EMULATOR_SERVER_SERVICE_H

#include "answer.h"
#include "emulator.h"
#include "request.h"

/* Fills answer, which answer_fini releases. Blocks for as long as the answer is to be late. */
void service_answer(struct emulator *emulator, const struct request *request,
                    struct answer *answer);

#endif
