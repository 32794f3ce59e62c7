/* suggest.h - "did you mean …?" */
#ifndef TB_BASE_SUGGEST_H
#define TB_BASE_SUGGEST_H

/* The better of two names for what was written: `best` (may be NULL) or `candidate`, whichever
 * is fewer edits away; NULL when neither is near enough to be meant. Start with NULL, fold over
 * all names. Names longer than 63 bytes are never meant. */
const char *tb_suggest(const char *written, const char *best, const char *candidate);

#endif
