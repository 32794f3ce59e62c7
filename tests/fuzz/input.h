/* input.h - what the fuzz targets share: their input as a file or as a text, and the entry
 * points that libFuzzer calls. */
#ifndef FUZZ_INPUT_H
#define FUZZ_INPUT_H

#include <stddef.h>
#include <stdint.h>

/* Called once for each input; returns 0. A fault is a crash, a leak, or abort(). */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The path of a file in memory that holds the input, valid until the next call. */
const char *fuzz_file(const uint8_t *data, size_t size);

/* Writes the input to the file at `path`. */
void fuzz_write(const char *path, const uint8_t *data, size_t size);

/* A copy of the input with a zero byte after it, to be freed; its own allocation, so that
 * reading past it is seen. */
char *fuzz_text(const uint8_t *data, size_t size);

#endif
