/* ports.c - see ports.h. */
#include "ports.h"

/* clang-format off */
static const struct toba_field known[] = {
    [K_ID]        = {"id",           TOBA_TEXT,      0, "the post"},
    [K_ARCHIVED]  = {"is_archieved", TOBA_BOOL,      0, "whether it is known to be gone"},
    [K_PUBLISHED] = {"timestamp",    TOBA_TIMESTAMP, TOBA_OPTIONAL, "when it was published"},
};

static const struct toba_field user[] = {
    [U_ID]        = {"id",                  TOBA_TEXT,  0, "the account"},
    [U_USERNAME]  = {"username",            TOBA_TEXT,  0, "handle"},
    [U_NAME]      = {"name",                TOBA_TEXT,  0, "display name"},
    [U_BIOGRAPHY] = {"biography",           TOBA_TEXT,  0, "profile text"},
    [U_PICTURE]   = {"profile_picture_url", TOBA_TEXT,  0, "signed: changes every few days"},
    [U_WEBSITE]   = {"website",             TOBA_TEXT,  0, "link of the profile"},
    [U_PAGE]      = {"social_account_id",   TOBA_INT64, 0, "the Page behind the account"},
};

static const struct toba_field user_flags[] = {
    [F_ID]           = {"id",                TOBA_TEXT,  0, "the account"},
    [F_HAS_PROBLEMS] = {"has_problems",      TOBA_BOOL,  0, "whether the fetch needs a person"},
    [F_IS_VALID]     = {"is_userid_valid",   TOBA_BOOL,  0, "false when the API knows no such id"},
    [F_PAGE]         = {"social_account_id", TOBA_INT64, 0, "the Page behind the account"},
};

static const struct toba_field user_problem[] = {
    [P_ID]           = {"id",                TOBA_TEXT,  0, "the account"},
    [P_HAS_PROBLEMS] = {"has_problems",      TOBA_BOOL,  0, "true: the fetch needs a person"},
    [P_PAGE]         = {"social_account_id", TOBA_INT64, 0, "the Page behind the account"},
};

static const struct toba_field user_data[] = {
    [D_USER]      = {"user_id",         TOBA_TEXT,  0, "the account"},
    [D_FOLLOWERS] = {"followers_count", TOBA_INT32, 0, "followers"},
    [D_FOLLOWS]   = {"follows_count",   TOBA_INT32, 0, "accounts followed"},
    [D_MEDIA]     = {"media_count",     TOBA_INT32, 0, "posts"},
    [D_DAY]       = {"datestamp",       TOBA_DATE,  0, "the API's date"},
};

static const struct toba_field media[] = {
    [M_ID]          = {"id",                 TOBA_TEXT,      0, "the post"},
    [M_USER]        = {"user_id",            TOBA_TEXT,      0, "the account whose list shows it"},
    [M_PERMALINK]   = {"permalink",          TOBA_TEXT,      0, "its page"},
    [M_TYPE]        = {"media_type",         TOBA_TEXT,      0, "IMAGE, VIDEO or CAROUSEL_ALBUM"},
    [M_PUBLISHED]   = {"timestamp",          TOBA_TIMESTAMP, 0, "when it was published"},
    [M_USERNAME]    = {"username",           TOBA_TEXT,      0, "who published it"},
    [M_CAPTION]     = {"caption",            TOBA_TEXT,      0, "its text"},
    [M_COMMENTS_ON] = {"is_comment_enabled", TOBA_BOOL,      0, "whether comments are allowed"},
    [M_COMMENTS]    = {"comments_count",     TOBA_INT32,     0, "comments, replies included"},
    [M_LIKES]       = {"like_count",         TOBA_INT32,     0, "likes; NULL when hidden"},
    [M_URL]         = {"media_url",          TOBA_TEXT,      0, "signed: changes every call"},
    [M_THUMBNAIL]   = {"thumbnail_url",      TOBA_TEXT,      0, "of a video; signed"},
    [M_SHORTCODE]   = {"shortcode",          TOBA_TEXT,      0, "part of its address"},
    [M_OWNER]       = {"owner_id",           TOBA_TEXT,      0, "the same as user_id"},
    [M_ARCHIVED]    = {"is_archieved",       TOBA_BOOL,      0, "false: it is listed"},
    [M_DAY]         = {"datestamp",          TOBA_DATE,      0, "D"},
};

static const struct toba_field media_like_comment[] = {
    [H_ID]       = {"id",             TOBA_TEXT,  0, "<media_id>_<yyyymmdd>"},
    [H_MEDIA]    = {"media_id",       TOBA_TEXT,  0, "the post"},
    [H_LIKES]    = {"like_count",     TOBA_INT32, 0, "likes; NULL when hidden"},
    [H_COMMENTS] = {"comments_count", TOBA_INT32, 0, "comments, replies included"},
    [H_DAY]      = {"datestamp",      TOBA_DATE,  0, "the API's date"},
};

static const struct toba_field media_archived[] = {
    [A_ID]       = {"id",           TOBA_TEXT, 0, "the post"},
    [A_ARCHIVED] = {"is_archieved", TOBA_BOOL, 0, "true: it is listed no more"},
};

#define FIELDS(array) .fields = array, .n_fields = TOBA_COUNT(array)

const struct toba_port graph_inputs[N_INPUTS] = {
    [IN_KNOWN] = {"known", "posts already stored, to tell which are gone", TOBA_OPTIONAL,
                  .rows = TOBA_ALL, .key = "user_id", FIELDS(known)},
};

const struct toba_port graph_outputs[N_OUTPUTS] = {
    [OUT_USER] = {"user", "profiles", TOBA_OPTIONAL, .table = "user", FIELDS(user)},
    [OUT_USER_FLAGS] = {"user_flags", "accounts fetched well, and accounts that do not exist",
                        TOBA_OPTIONAL, .table = "user", FIELDS(user_flags)},
    [OUT_USER_PROBLEM] = {"user_problem", "accounts whose fetch needs a person", TOBA_OPTIONAL,
                          .table = "user", FIELDS(user_problem)},
    [OUT_USER_DATA] = {"user_data", "the day's counters of each account", TOBA_OPTIONAL,
                       .table = "user_data", FIELDS(user_data)},
    [OUT_MEDIA] = {"media", "posts", TOBA_OPTIONAL, .table = "media", FIELDS(media)},
    [OUT_MEDIA_LIKE_COMMENT] = {"media_like_comment", "the day's counters of each post",
                                TOBA_OPTIONAL, .table = "media_like_comment",
                                FIELDS(media_like_comment)},
    [OUT_MEDIA_ARCHIVED] = {"media_archived", "posts that are listed no more; needs `known`",
                            TOBA_OPTIONAL, .table = "media", FIELDS(media_archived)},
};
/* clang-format on */
