/* suggest.c - see suggest.h. The distance is optimal string alignment: insertions, deletions,
 * replacements and swaps of neighbours (R. A. Wagner and M. J. Fischer, 1974; R. Lowrance,
 * 1975). */
#include "base/suggest.h"

#include <limits.h>
#include <string.h>

#define LONGEST 63

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int distance(const char *a, const char *b)
{
    int n = (int)strlen(a), m = (int)strlen(b);
    int d[LONGEST + 1][LONGEST + 1];

    if (n > LONGEST || m > LONGEST)
        return INT_MAX;
    for (int i = 0; i <= n; i++)
        d[i][0] = i;
    for (int j = 0; j <= m; j++)
        d[0][j] = j;
    for (int i = 1; i <= n; i++) {
        for (int j = 1; j <= m; j++) {
            int change = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);

            d[i][j] = least(change, least(d[i - 1][j], d[i][j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
        }
    }
    return d[n][m];
}

const char *tb_suggest(const char *written, const char *best, const char *candidate)
{
    int far = 1 + (int)strlen(written) / 3;
    int edits = distance(written, candidate);

    if (edits > far || (best && distance(written, best) <= edits))
        return best;
    return candidate;
}
