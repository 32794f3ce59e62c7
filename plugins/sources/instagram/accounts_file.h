/* accounts_file.h - the accounts file: CSV with a header, one row an account.
 *
 * Columns, in any order: user_id (required), username, token, page_id. Others are left alone
 * with a warning. README.md says more. */
#ifndef INSTAGRAM_ACCOUNTS_FILE_H
#define INSTAGRAM_ACCOUNTS_FILE_H

#include "accounts.h"

/* Reads the file. `fallback` is the token of rows without one; NULL: they must have one.
 * Warnings go to the log. Errors name the file and the line, never a token. */
int accounts_file_read(const char *path, const struct toba_in *in, struct token *fallback,
                       struct tokens *tokens, struct accounts *accounts,
                       struct toba_error *err);

#endif
