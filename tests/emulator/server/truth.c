/*
 * Playing the runs through, account by account.
 */
#include "truth.h"

#include "captions.h"
#include "csv.h"
#include "dates.h"
#include "urls.h"

#include <stdio.h>
#include <string.h>

#define RUN_HOUR 6

/* A run's view of one account. */
struct run {
    int64_t at;
    bool reads;         /* false: the account is in trouble */
    bool is_full;       /* the list ends at LISTED_MAX, not at the first post */
    int64_t first_slot; /* older posts are not listed */
    int64_t end_slot;   /* newer posts are not published yet */
};

struct runs {
    struct account account;
    struct run run[TRUTH_DAYS_MAX];
    unsigned count;
};

/* What the runs made of one post. */
struct sighting {
    const struct run *last; /* NULL: no run listed it */
    bool archived;
};

struct table {
    const char *name;
    const char *header;
    void (*add_rows)(const struct truth *truth, const struct runs *runs, struct csv_rows *rows);
};

/* Few accounts have so many posts: the walk is spared to all others. */
static void find_listed_slots(const struct account *account, struct run *run)
{
    struct post post = {0};
    int64_t below;
    unsigned count = 0;

    run->end_slot = posts_slot_after(account, run->at);
    run->first_slot = account->rhythm.first_slot;
    below = run->end_slot;
    if (run->end_slot - run->first_slot <= LISTED_MAX)
        return;
    for (; count < LISTED_MAX && posts_next_older(account, below, run->at, &post); count++)
        below = post.slot;
    run->is_full = count == LISTED_MAX;
    if (run->is_full)
        run->first_slot = below;
}

static void fill_runs(const struct truth *truth, unsigned index, struct runs *runs)
{
    world_account(truth->world, index, &runs->account);
    runs->count = 0;
    for (int64_t day = date_day(truth->from); day <= date_day(truth->to); day++) {
        struct run *run = &runs->run[runs->count++];

        memset(run, 0, sizeof *run);
        run->at = day * SECONDS_A_DAY + RUN_HOUR * 3600;
        run->reads = access_trouble(truth->access, index, run->at) == TROUBLE_NONE;
        find_listed_slots(&runs->account, run);
    }
}

static const struct run *last_read(const struct runs *runs)
{
    for (unsigned i = runs->count; i-- > 0;)
        if (runs->run[i].reads)
            return &runs->run[i];
    return NULL;
}

static bool lists(const struct run *run, const struct post *post)
{
    return run->reads && post->slot >= run->first_slot && post_is_visible(post, run->at);
}

/* A post below the end of a full list may still be there: only inside the list's span is
 * absence a sign. */
static struct sighting sight(const struct runs *runs, const struct post *post)
{
    struct sighting sighting = {0};

    for (unsigned i = 0; i < runs->count; i++) {
        const struct run *run = &runs->run[i];

        if (lists(run, post))
            sighting.last = run;
        else if (sighting.last && run->reads && post->slot >= run->first_slot)
            sighting.archived = true;
    }
    return sighting;
}

/* The texts of a profile are NULL where the API leaves them out. */
static const char *null_if_empty(const char *string)
{
    return *string ? string : NULL;
}

/* An account that never could be read has a row that says so and knows no more. */
static void add_user_rows(const struct truth *truth, const struct runs *runs,
                          struct csv_rows *rows)
{
    const struct account *account = &runs->account;
    int64_t last_run = runs->run[runs->count - 1].at;
    enum trouble_kind trouble = access_trouble(truth->access, account->index, last_run);
    bool known = last_read(runs) != NULL;
    char picture[URL_ROOM];
    struct text line = {0};

    url_write_picture(account, picture);
    csv_add_string(&line, account->id);
    csv_add_string(&line, known ? account->username : NULL);
    csv_add_string(&line, known ? account->name : NULL);
    csv_add_string(&line, known ? null_if_empty(account->biography) : NULL);
    csv_add_string(&line, known ? picture : NULL);
    csv_add_string(&line, known ? null_if_empty(account->website) : NULL);
    csv_add_string(&line, account->page_id);
    csv_add_bool(&line, trouble != TROUBLE_NONE);
    csv_add_bool(&line, trouble != TROUBLE_GONE);
    csv_rows_add(rows, account->id, &line);
    text_free(&line);
}

static void add_user_data_rows(const struct truth *truth, const struct runs *runs,
                               struct csv_rows *rows)
{
    const struct account *account = &runs->account;

    (void)truth;
    for (unsigned i = 0; i < runs->count; i++) {
        const struct run *run = &runs->run[i];
        struct text line = {0};
        char date[DATE_ROOM];
        char key[ID_ROOM + DATE_ROOM];

        if (!run->reads)
            continue;
        date_write_day(run->at, date);
        csv_add_string(&line, account->id);
        csv_add_number(&line, account_followers(account, run->at));
        csv_add_number(&line, account_follows(account, run->at));
        csv_add_number(&line, posts_count(account, run->at));
        csv_add_string(&line, date);
        snprintf(key, sizeof key, "%s,%s", account->id, date);
        csv_rows_add(rows, key, &line);
        text_free(&line);
    }
}

static void add_caption(const struct account *account, const struct post *post,
                        struct text *line)
{
    struct text caption = {0};

    if (caption_write(account, post, &caption))
        csv_add_string(line, text_peek(&caption));
    else
        csv_add_null(line);
    text_free(&caption);
}

static void add_media_line(const struct account *account, const struct post *post,
                           const struct sighting *sighting, struct text *line)
{
    char url[URL_ROOM];
    char date[DATE_ROOM];
    char shortcode[SHORTCODE_ROOM];

    csv_add_string(line, post->id);
    csv_add_string(line, account->id);
    url_write_permalink(post, url);
    csv_add_string(line, url);
    csv_add_string(line, post_media_type(post));
    date_write_iso(post->published, date);
    csv_add_string(line, date);
    csv_add_string(line, account->username);
    add_caption(account, post, line);
    csv_add_bool(line, !post->closed_to_comments);
    csv_add_number(line, post_comments(post, sighting->last->at));
    csv_add_number(line, post_likes(post, sighting->last->at));
    csv_add_string(line, url_write_media(post, url) ? url : NULL);
    csv_add_string(line, url_write_thumbnail(post, url) ? url : NULL);
    url_write_shortcode(post, shortcode);
    csv_add_string(line, shortcode);
    csv_add_string(line, account->id);
    csv_add_bool(line, sighting->archived);
    date_write_day(sighting->last->at, date);
    csv_add_string(line, date);
}

/* Every post that any of the runs can have listed. */
static void posts_range(const struct runs *runs, int64_t *first, int64_t *end)
{
    *first = INT64_MAX;
    *end = 0;
    for (unsigned i = 0; i < runs->count; i++) {
        if (runs->run[i].first_slot < *first)
            *first = runs->run[i].first_slot;
        if (runs->run[i].end_slot > *end)
            *end = runs->run[i].end_slot;
    }
}

static void add_media_rows(const struct truth *truth, const struct runs *runs,
                           struct csv_rows *rows)
{
    struct post post;
    int64_t slot;
    int64_t end;

    (void)truth;
    for (posts_range(runs, &slot, &end); slot < end; slot++) {
        struct sighting sighting;
        struct text line = {0};

        if (!posts_at_slot(&runs->account, slot, &post))
            continue;
        sighting = sight(runs, &post);
        if (!sighting.last)
            continue;
        add_media_line(&runs->account, &post, &sighting, &line);
        csv_rows_add(rows, post.id, &line);
        text_free(&line);
    }
}

static void add_like_comment_row(const struct post *post, const struct run *run,
                                 struct csv_rows *rows)
{
    char id[ID_ROOM + DATE_ROOM];
    char date[DATE_ROOM];
    struct text line = {0};

    date_write_compact(run->at, date);
    snprintf(id, sizeof id, "%s_%s", post->id, date);
    date_write_day(run->at, date);
    csv_add_string(&line, id);
    csv_add_string(&line, post->id);
    csv_add_number(&line, post_likes(post, run->at));
    csv_add_number(&line, post_comments(post, run->at));
    csv_add_string(&line, date);
    csv_rows_add(rows, id, &line);
    text_free(&line);
}

static void add_like_comment_rows(const struct truth *truth, const struct runs *runs,
                                  struct csv_rows *rows)
{
    struct post post;
    int64_t slot;
    int64_t end;

    (void)truth;
    for (posts_range(runs, &slot, &end); slot < end; slot++) {
        if (!posts_at_slot(&runs->account, slot, &post))
            continue;
        for (unsigned i = 0; i < runs->count; i++)
            if (lists(&runs->run[i], &post))
                add_like_comment_row(&post, &runs->run[i], rows);
    }
}

/* clang-format off */
static const struct table tables[] = {
    {"user",
     "id,username,name,biography,profile_picture_url,website,social_account_id,has_problems,"
     "is_userid_valid\n",
     add_user_rows},
    {"user_data",
     "user_id,followers_count,follows_count,media_count,datestamp\n",
     add_user_data_rows},
    {"media",
     "id,user_id,permalink,media_type,timestamp,username,caption,is_comment_enabled,"
     "comments_count,like_count,media_url,thumbnail_url,shortcode,owner_id,is_archieved,datestamp\n",
     add_media_rows},
    {"media_like_comment",
     "id,media_id,like_count,comments_count,datestamp\n",
     add_like_comment_rows},
};
/* clang-format on */

static const struct table *find_table(const char *name)
{
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (strcmp(tables[i].name, name) == 0)
            return &tables[i];
    return NULL;
}

bool truth_write(const struct truth *truth, const char *name, struct text *text)
{
    const struct table *table = find_table(name);
    int64_t days = date_day(truth->to) - date_day(truth->from) + 1;
    struct csv_rows rows = {0};
    struct runs runs;

    if (!table || days < 1 || days > TRUTH_DAYS_MAX)
        return false;
    for (unsigned i = 0; i < truth->world->accounts; i++) {
        fill_runs(truth, i, &runs);
        table->add_rows(truth, &runs, &rows);
    }
    text_add(text, table->header);
    csv_rows_write(&rows, text);
    csv_rows_free(&rows);
    return true;
}
