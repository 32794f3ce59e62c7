/*
 * The world is the same whenever and in whatever order it is asked, and it is a believable one.
 */
#include "captions.h"
#include "dates.h"
#include "posts.h"
#include "urls.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct world small_world = {
    .seed = 7, .accounts = 12, .posts_per_day = 1.5, .history_days = 120};

static int64_t instant(const char *string)
{
    int64_t at = 0;

    assert_true(date_parse(string, &at));
    return at;
}

static void account_does_not_depend_on_how_many_there_are(void **state)
{
    struct world larger = small_world;
    struct account few;
    struct account many;

    (void)state;
    larger.accounts = 5000;

    world_account(&small_world, 3, &few);
    world_account(&larger, 3, &many);

    assert_memory_equal(&few, &many, sizeof few);
}

static void another_seed_is_another_world(void **state)
{
    struct world other = small_world;
    struct account one;
    struct account two;

    (void)state;
    other.seed = 8;

    world_account(&small_world, 0, &one);
    world_account(&other, 0, &two);

    assert_string_not_equal(one.id, two.id);
    assert_string_not_equal(one.token, two.token);
}

static int compare_strings(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static void usernames_are_never_shared(void **state)
{
    enum { COUNT = 5000 };
    char **names = calloc(COUNT, sizeof *names);

    (void)state;
    assert_non_null(names);
    for (unsigned i = 0; i < COUNT; i++) {
        struct account account;

        world_account(&small_world, i, &account);
        names[i] = strdup(account.username);
    }
    qsort(names, COUNT, sizeof *names, compare_strings);

    for (unsigned i = 1; i < COUNT; i++)
        assert_string_not_equal(names[i - 1], names[i]);

    for (unsigned i = 0; i < COUNT; i++)
        free(names[i]);
    free(names);
}

static void ids_can_be_read_back(void **state)
{
    char id[ID_ROOM];
    unsigned account;
    unsigned slide;
    int64_t slot;

    (void)state;
    id_write_slide(99, 123456, 7654321, 9, id);

    assert_int_equal(strlen(id), 17);
    assert_true(id_read_slide(99, id, &account, &slot, &slide));
    assert_int_equal(account, 123456);
    assert_int_equal(slot, 7654321);
    assert_int_equal(slide, 9);
    assert_false(id_read_user(99, id, &account));
    assert_false(id_read_media(99, id, &account, &slot));
}

static void posts_come_newest_first_and_are_found_by_id(void **state)
{
    int64_t at = instant("2026-05-05T06:00:00Z");
    int64_t last = INT64_MAX;
    struct account account;
    struct post post;
    struct post found;
    unsigned count = 0;

    (void)state;
    world_account(&small_world, 2, &account);
    for (int64_t below = posts_slot_after(&account, at);
         posts_next_older(&account, below, at, &post); below = post.slot) {
        assert_true(post.published <= last && post.published <= at);
        last = post.published;
        assert_true(posts_find(&small_world, post.id, at, &found));
        assert_memory_equal(&post, &found, sizeof post);
        count++;
    }

    assert_true(count > 100);
    assert_int_equal(count, posts_count(&account, at));
}

static void huge_account_has_exactly_that_many_posts_at_the_epoch(void **state)
{
    struct world world = small_world;
    struct account account;

    (void)state;
    world.huge = 50000;
    world_account(&world, 0, &account);

    assert_int_equal(posts_count(&account, WORLD_EPOCH - 7 * 3600), 50000);
}

/* Over half a year some posts must have lost likes from one day to the next, but few. */
static void likes_grow_and_sometimes_drop(void **state)
{
    int64_t at = instant("2026-06-01");
    struct account account;
    struct post post;
    unsigned drops = 0;
    unsigned rises = 0;

    (void)state;
    world_account(&small_world, 1, &account);
    for (int64_t below = posts_slot_after(&account, at);
         posts_next_older(&account, below, at, &post); below = post.slot) {
        int64_t today = post_likes(&post, at);
        int64_t tomorrow = post_likes(&post, at + SECONDS_A_DAY);

        drops += tomorrow < today;
        rises += tomorrow > today;
        assert_true(post_comments(&post, at + SECONDS_A_DAY) >= post_comments(&post, at));
        assert_int_equal(post_likes(&post, post.published - 1), 0);
    }

    assert_true(drops > 0);
    assert_true(rises > 0);
}

static void followers_grow_over_a_year_and_are_lost_on_some_days(void **state)
{
    struct account account;
    unsigned losses = 0;

    (void)state;
    world_account(&small_world, 4, &account);
    for (int64_t at = WORLD_EPOCH; at < WORLD_EPOCH + 365 * SECONDS_A_DAY; at += SECONDS_A_DAY)
        losses +=
            account_followers(&account, at + SECONDS_A_DAY) < account_followers(&account, at);

    assert_in_range(losses, 1, 180);
    assert_true(account_followers(&account, WORLD_EPOCH + 365 * SECONDS_A_DAY) >
                account_followers(&account, WORLD_EPOCH));
}

static size_t characters_of(const struct text *text)
{
    size_t count = 0;

    for (size_t i = 0; i < text->size; i++)
        count += ((unsigned char)text->data[i] & 0xC0) != 0x80;
    return count;
}

static void captions_are_of_all_kinds(void **state)
{
    static const char *const wanted[] = {"＃", "\n.\n", "#1️⃣", "\u200d",
                                         "\"", "🏽",  "&#39;"};
    bool seen[sizeof wanted / sizeof *wanted] = {false};
    struct world world = small_world;
    struct account account;
    unsigned absent = 0;
    unsigned longest = 0;

    (void)state;
    world.huge = 5000;
    world_account(&world, 0, &account);
    for (int64_t slot = account.rhythm.first_slot; slot < account.rhythm.full_until_slot;
         slot++) {
        struct text text = {0};
        struct post post;

        assert_true(posts_at_slot(&account, slot, &post));
        absent += !caption_write(&account, &post, &text);
        longest += characters_of(&text) == CAPTION_MAX;
        assert_null(strstr(text_peek(&text), "{"));
        assert_true(characters_of(&text) <= CAPTION_MAX);
        for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
            seen[i] = seen[i] || strstr(text_peek(&text), wanted[i]);
        text_free(&text);
    }

    assert_in_range(absent, 50, 500);
    assert_in_range(longest, 5, 200);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        assert_true(seen[i]);
}

static void signature_changes_by_day_and_path_does_not(void **state)
{
    struct account account;
    char today[URL_ROOM];
    char later[URL_ROOM];
    char tomorrow[URL_ROOM];

    (void)state;
    world_account(&small_world, 0, &account);
    url_write_picture(&account, today);
    url_write_picture(&account, later);
    url_write_picture(&account, tomorrow);
    url_sign(today, instant("2026-02-01T01:00"));
    url_sign(later, instant("2026-02-01T23:00"));
    url_sign(tomorrow, instant("2026-02-02T01:00"));

    assert_string_equal(today, later);
    assert_string_not_equal(today, tomorrow);
    assert_memory_equal(today, tomorrow, strcspn(today, "?") + 1);
}

static void dates_that_are_none_are_refused(void **state)
{
    int64_t at = 5;

    (void)state;
    assert_false(date_parse("", &at));
    assert_false(date_parse("2026-02-31", &at));
    assert_false(date_parse("2026-01-01x", &at));
    assert_false(date_parse("yesterday", &at));
    assert_int_equal(at, 5);
    assert_int_equal(instant("1767225600"), instant("2026-01-01T00:00:00Z"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(account_does_not_depend_on_how_many_there_are),
        cmocka_unit_test(another_seed_is_another_world),
        cmocka_unit_test(usernames_are_never_shared),
        cmocka_unit_test(ids_can_be_read_back),
        cmocka_unit_test(posts_come_newest_first_and_are_found_by_id),
        cmocka_unit_test(huge_account_has_exactly_that_many_posts_at_the_epoch),
        cmocka_unit_test(likes_grow_and_sometimes_drop),
        cmocka_unit_test(followers_grow_over_a_year_and_are_lost_on_some_days),
        cmocka_unit_test(captions_are_of_all_kinds),
        cmocka_unit_test(signature_changes_by_day_and_path_does_not),
        cmocka_unit_test(dates_that_are_none_are_refused),
    };

    return cmocka_run_group_tests_name("world", tests, NULL, NULL);
}
