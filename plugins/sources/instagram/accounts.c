/* accounts.c - see accounts.h. */
#include "accounts.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct account *)a)->id, ((const struct account *)b)->id);
}

static void keep(void *node)
{
    (void)node; /* the list owns it */
}

static bool make_room(struct accounts *accounts)
{
    int32_t room = accounts->room ? 2 * accounts->room : 64;
    struct account **at;

    if (accounts->n < accounts->room)
        return true;
    at = realloc(accounts->at, (size_t)room * sizeof *at);
    if (!at)
        return false;
    accounts->at = at;
    accounts->room = room;
    return true;
}

int accounts_add(struct accounts *accounts, const char *id, int64_t page_id,
                 struct token *token, bool *added, struct toba_error *err)
{
    struct account *account = calloc(1, sizeof *account), **found = NULL;

    *added = false;
    if (account && make_room(accounts)) {
        snprintf(account->id, sizeof account->id, "%s", id);
        account->page_id = page_id;
        account->token = token;
        found = tsearch(account, &accounts->by_id, by_id);
    }
    if (!found || *found != account)
        free(account);
    if (!found)
        return toba_fail(err, TOBA_E_MEMORY, "no memory for an account");
    *added = *found == account;
    if (*added)
        accounts->at[accounts->n++] = account;
    return 0;
}

void accounts_free(struct accounts *accounts)
{
    tdestroy(accounts->by_id, keep);
    for (int32_t i = 0; i < accounts->n; i++)
        free(accounts->at[i]);
    free(accounts->at);
}
