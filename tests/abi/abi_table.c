/* abi_table.c - prints where every member of the SDK's structs lies, and what its constants
 * are.
 *
 * The list of members is made from the headers themselves (list-members), so that none can be
 * forgotten; a hole in a struct that no alignment explains is an error all the same. */
#include <stdio.h>
#include <stdlib.h>

#include <toba/batch.h>
#include <toba/function.h>
#include <toba/http.h>
#include <toba/store.h>

static size_t end; /* of the member before */

static void check_hole(const char *name, size_t next)
{
    if (next < end || next - end >= sizeof(void *)) {
        fprintf(stderr, "before %s lies a member that the list does not have\n", name);
        exit(1);
    }
}

static void print_member(const char *name, const char *declaration, size_t offset, size_t size)
{
    check_hole(name, offset);
    end = offset + size;
    printf("  %4zu %4zu  %-16s %s\n", offset, size, name, declaration);
}

#define STRUCT(s)                                                                              \
    end = 0;                                                                                   \
    printf("struct %s: %zu bytes\n", #s, sizeof(struct s));
#define MEMBER(s, m, declaration)                                                              \
    print_member(#m, declaration, offsetof(struct s, m), sizeof(((struct s *)NULL)->m));
#define STRUCT_END(s)                                                                          \
    check_hole("the end of " #s, sizeof(struct s));                                            \
    printf("\n");
#define CONSTANT(c) printf("%s = %lld\n", #c, (long long)(c));

int main(void)
{
    printf("The SDK's binary interface, version %d.%d: offset, size, name and declaration of\n"
           "every member, and every constant. Made by abi_table.\n\n",
           TOBA_ABI_MAJOR, TOBA_ABI_MINOR);
#include "members.h"
    return 0;
}
