/* world.c - see world.h. */
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/day.h"
#include "database.h"
#include "settings.h"

#define POSTS_MAX 6
#define NOW "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"

struct world {
    sqlite3 *db;
    struct dice dice;
    char user[32];
};

/* ---- Rows ---------------------------------------------------------------- */

/* Executes a statement whose parameters are texts; NULL is NULL. */
static void put(sqlite3 *db, const char *sql, int n, const char *const *values)
{
    sqlite3_stmt *statement = NULL;

    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    for (int i = 0; i < n; i++)
        sqlite3_bind_text(statement, i + 1, values[i], -1, SQLITE_STATIC);
    if (sqlite3_step(statement) != SQLITE_DONE)
        fail_msg("%s\nin: %s", sqlite3_errmsg(db), sql);
    sqlite3_finalize(statement);
}

#define PUT(db, sql, ...)                                                                      \
    put(db, sql, (int)(sizeof((const char *[]){__VA_ARGS__}) / sizeof(const char *)),          \
        (const char *[]){__VA_ARGS__})

static const char *date_of(int day, char text[TB_DAY_TEXT])
{
    return tb_day_print(WORLD_FIRST_DAY + day, text);
}

struct number {
    char text[24];
    bool null;
};

static const char *value(const struct number *number)
{
    return number->null ? NULL : number->text;
}

static void put_user(const struct world *world)
{
    PUT(world->db, "INSERT OR IGNORE INTO user(id, updated_timestamp) VALUES (?, " NOW ")",
        world->user);
}

/* A row that is there already is corrected, and stamped, as a run would do it. */
static void put_followers(const struct world *world, int day, const struct number *followers,
                          const struct number *posts)
{
    char date[TB_DAY_TEXT];

    PUT(world->db,
        "INSERT INTO user_data(user_id, datestamp, followers_count, media_count,"
        " updated_timestamp) VALUES (?, ?, CAST(? AS INTEGER), CAST(? AS INTEGER), " NOW ")"
        " ON CONFLICT DO UPDATE SET followers_count = excluded.followers_count,"
        " media_count = excluded.media_count, updated_timestamp = excluded.updated_timestamp",
        world->user, date_of(day, date), value(followers), value(posts));
}

static void put_counts(const struct world *world, const char *post, int day,
                       const struct number *likes, const struct number *comments)
{
    char date[TB_DAY_TEXT];

    PUT(world->db,
        "INSERT INTO media_like_comment(media_id, datestamp, id, like_count, comments_count,"
        " updated_timestamp) VALUES (?1, ?2, ?1 || ?2, CAST(?3 AS INTEGER),"
        " CAST(?4 AS INTEGER), " NOW ")"
        " ON CONFLICT DO UPDATE SET like_count = excluded.like_count,"
        " comments_count = excluded.comments_count,"
        " updated_timestamp = excluded.updated_timestamp",
        post, date_of(day, date), value(likes), value(comments));
}

static void put_post(const struct world *world, const char *post, const char *published)
{
    PUT(world->db,
        "INSERT INTO media(id, user_id, timestamp, updated_timestamp, datestamp)"
        " VALUES (?, ?, ?, " NOW ", '2026-10-01')",
        post, world->user, published);
}

/* ---- Numbers ------------------------------------------------------------- */

/* Mostly something that grows, now and then nothing at all. */
static struct number count_of(struct world *world, int64_t about, int null_percent)
{
    struct number number = {.null = dice_percent(&world->dice, null_percent)};
    int64_t n = about;

    if (dice_percent(&world->dice, 4))
        n = 0;
    else if (dice_percent(&world->dice, 4))
        n = -dice_between(&world->dice, 1, 50);
    else if (dice_percent(&world->dice, 2))
        n = dice_between(&world->dice, 10000000, 90000000);
    snprintf(number.text, sizeof number.text, "%lld", (long long)n);
    return number;
}

/* How many of a hundred days have a row: few, most, or all. */
static int density(struct world *world)
{
    static const int percents[] = {3, 15, 35, 60, 85, 97, 100};

    return percents[dice_below(&world->dice, sizeof percents / sizeof percents[0])];
}

/* ---- A world ------------------------------------------------------------- */

static void make_followers(struct world *world)
{
    int percent = density(world);
    int first = dice_percent(&world->dice, 50) ? 0 : (int)dice_below(&world->dice, WORLD_DAYS);
    int64_t followers = dice_below(&world->dice, 3) ? dice_below(&world->dice, 5000) : 0;

    for (int day = first; day < WORLD_DAYS; day++) {
        followers += dice_between(&world->dice, -20, 40);
        if (dice_percent(&world->dice, percent)) {
            const struct number n = count_of(world, followers, 5);
            const struct number posts = count_of(world, day / 3, 5);

            put_followers(world, day, &n, &posts);
        }
    }
}

/* When a post says that it was published: long ago, in the window, on the edge of a day, after
 * it was first seen, or not at all. */
static const char *publish(struct world *world, char text[40])
{
    static const char *const times[] = {"T00:00:00Z", "T23:59:59Z", "T12:34:56Z"};
    char date[TB_DAY_TEXT];

    if (dice_percent(&world->dice, 12))
        return NULL;
    snprintf(text, 40, "%s%s", date_of((int)dice_between(&world->dice, -30, 99), date),
             times[dice_below(&world->dice, 3)]);
    return text;
}

static void make_history(struct world *world, const char *post)
{
    int percent = density(world);
    int first = (int)dice_below(&world->dice, WORLD_DAYS);
    int last = dice_percent(&world->dice, 70) ? WORLD_DAYS
                                              : (int)dice_between(&world->dice, 1, WORLD_DAYS);
    int hidden = dice_percent(&world->dice, 15) ? 100 : dice_percent(&world->dice, 30) ? 40 : 0;
    int64_t likes = dice_below(&world->dice, 300), comments = dice_below(&world->dice, 30);

    if (dice_percent(&world->dice, 60))
        first = 0;
    for (int day = first; day < last; day++) {
        likes += dice_between(&world->dice, -4, 12); /* some are taken back */
        comments += dice_between(&world->dice, -1, 2);
        if (dice_percent(&world->dice, percent)) {
            const struct number l = count_of(world, likes, hidden);
            const struct number c = count_of(world, comments, 3);

            put_counts(world, post, day, &l, &c);
        }
    }
}

static void name_post(const struct world *world, int post, char text[48])
{
    snprintf(text, 48, "%s-post-%d", world->user, post);
}

static struct world world_of(sqlite3 *db, int64_t seed, int round)
{
    struct world world = {.db = db, .dice = {(uint64_t)(seed * 16 + round)}};

    snprintf(world.user, sizeof world.user, "world-%lld", (long long)seed);
    return world;
}

void world_make(sqlite3 *db, int64_t seed)
{
    struct world world = world_of(db, seed, 0);
    int posts = (int)dice_below(&world.dice, POSTS_MAX + 1);

    if (dice_percent(&world.dice, 93))
        put_user(&world);
    if (dice_percent(&world.dice, 90))
        make_followers(&world);
    for (int i = 0; i < posts; i++) {
        char post[48], published[40];

        name_post(&world, i, post);
        if (dice_percent(&world.dice, 95))
            put_post(&world, post, publish(&world, published));
        if (dice_percent(&world.dice, 90))
            make_history(&world, post);
    }
}

/* ---- Changes ------------------------------------------------------------- */

static void come_late_or_be_corrected(struct world *world)
{
    for (int i = (int)dice_below(&world->dice, 6); i > 0; i--) {
        const struct number n = count_of(world, dice_below(&world->dice, 3000), 10);
        const struct number other = count_of(world, dice_below(&world->dice, 100), 10);
        char post[48];

        name_post(world, (int)dice_below(&world->dice, POSTS_MAX), post);
        if (dice_percent(&world->dice, 40))
            put_followers(world, (int)dice_below(&world->dice, WORLD_DAYS), &n, &other);
        else
            put_counts(world, post, (int)dice_below(&world->dice, WORLD_DAYS), &n, &other);
    }
}

/* Only what no later row of the same key is measured from: nobody tells a run of a row that is
 * gone, so the difference of the row behind it would stay as it was. */
static void vanish(struct world *world)
{
    char post[48];

    name_post(world, (int)dice_below(&world->dice, POSTS_MAX), post);
    switch (dice_below(&world->dice, 4)) {
    case 0:
        PUT(world->db, "DELETE FROM media WHERE id = ?", post);
        break;
    case 1:
        PUT(world->db, "DELETE FROM media_like_comment WHERE media_id = ?", post);
        break;
    case 2:
        PUT(world->db, "DELETE FROM user_data WHERE user_id = ?", world->user);
        break;
    default:
        PUT(world->db,
            "DELETE FROM media_like_comment WHERE media_id = ?1 AND datestamp ="
            " (SELECT max(datestamp) FROM media_like_comment WHERE media_id = ?1)",
            post);
    }
}

void world_change(sqlite3 *db, int64_t seed, int round)
{
    struct world world = world_of(db, seed, round);

    if (dice_percent(&world.dice, 30))
        put_user(&world);
    if (dice_percent(&world.dice, 50))
        come_late_or_be_corrected(&world);
    if (dice_percent(&world.dice, 30))
        vanish(&world);
}
