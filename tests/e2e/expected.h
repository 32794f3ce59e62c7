/* expected.h - what a run must leave in the tables: the emulator's truth, and the metrics as
 * plain SQL computes them from the raw tables. Doubles must be equal in every bit. */
#ifndef E2E_EXPECTED_H
#define E2E_EXPECTED_H

#include <sqlite3.h>

#include "emulator.h"

/* The raw tables, after one run a day from date to date. */
void expect_truth(const struct emulator *emulator, sqlite3 *db, const char *from,
                  const char *to);
/* The rows of the date in every derived table. `what` begins the message of a failure. */
void expect_metrics(sqlite3 *db, const char *date, const char *what);
/* The growth columns of all rows up to the date. */
void expect_growths(sqlite3 *db, const char *date, const char *what);

#endif
