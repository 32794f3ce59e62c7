/* fuzz_accounts_file.c - any bytes as the accounts file of the Instagram source. */
#include <stdlib.h>

#include "accounts_file.h"
#include "batch/host.h"
#include "input.h"

static void read_file(const char *path, const char *fallback)
{
    const struct toba_in in = {.host = tb_batch_host()};
    struct tokens tokens = {.app_secret = fallback};
    struct accounts accounts = {0};
    struct token *token = NULL;
    struct toba_error err;

    if (!fallback || tokens_add(&tokens, fallback, &token, &err) == 0) {
        int code = accounts_file_read(path, &in, token, &tokens, &accounts, &err);

        if (code ? code != err.code : accounts.n == 0)
            abort();
    }
    accounts_free(&accounts);
    tokens_free(&tokens);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *path = fuzz_file(data, size);

    read_file(path, NULL);
    read_file(path, "fallback");
    return 0;
}
