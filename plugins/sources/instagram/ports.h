/* ports.h - the ports and fields of the source `graph`, and their numbers. */
#ifndef INSTAGRAM_PORTS_H
#define INSTAGRAM_PORTS_H

#include <toba/plugin.h>

/* Inputs. */
enum { IN_KNOWN, N_INPUTS };
enum { K_ID, K_ARCHIVED, K_PUBLISHED };

/* Outputs. An account's row in `user` is written by three ports, each with the columns that it
 * knows: the profile once it is read; both flags when the account is done, or when the API says
 * that it does not exist; one flag when it failed for another reason. */
enum {
    OUT_USER,
    OUT_USER_FLAGS,
    OUT_USER_PROBLEM,
    OUT_USER_DATA,
    OUT_MEDIA,
    OUT_MEDIA_LIKE_COMMENT,
    OUT_MEDIA_ARCHIVED,
    N_OUTPUTS
};

enum { U_ID, U_USERNAME, U_NAME, U_BIOGRAPHY, U_PICTURE, U_WEBSITE, U_PAGE };
enum { F_ID, F_HAS_PROBLEMS, F_IS_VALID, F_PAGE };
enum { P_ID, P_HAS_PROBLEMS, P_PAGE };
enum { D_USER, D_FOLLOWERS, D_FOLLOWS, D_MEDIA, D_DAY };
enum {
    M_ID,
    M_USER,
    M_PERMALINK,
    M_TYPE,
    M_PUBLISHED,
    M_USERNAME,
    M_CAPTION,
    M_COMMENTS_ON,
    M_COMMENTS,
    M_LIKES,
    M_URL,
    M_THUMBNAIL,
    M_SHORTCODE,
    M_OWNER,
    M_ARCHIVED,
    M_DAY
};
enum { H_ID, H_MEDIA, H_LIKES, H_COMMENTS, H_DAY };
enum { A_ID, A_ARCHIVED };

extern const struct toba_port graph_inputs[N_INPUTS];
extern const struct toba_port graph_outputs[N_OUTPUTS];

#endif
