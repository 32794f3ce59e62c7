/* engagement.c - the likes and comments that an account's posts gained in the last T days, how
 * that grew, and how it grew measured against the account's followers.
 *
 * A post's gain in a window is its newest count up to the window's end minus its newest count
 * from before the window. A post published inside the window starts from zero; an older one
 * that was first seen inside it starts from its oldest count, because what it gained before is
 * not known. A count that the owner hides, on either side, gains nothing.
 *
 * A window is said by how many days `ago` it ends, counted back from D, and by its length. Both
 * ends of a growth are computed here from the recorded counts, so no result is read back. */
#include <string.h>

#include <toba/plugin.h>

struct engagement {
    struct toba_days timeframes;
    int64_t tolerance_days;
    const char *basis; /* gained, published */
};

enum { MEDIA, HISTORY, FOLLOWERS }; /* inputs */
enum { MEDIA_TIMESTAMP };
enum { HISTORY_LIKES, HISTORY_COMMENTS };
enum { FOLLOWERS_VALUE };

enum { TOTAL, GROWTH, RATE_GROWTH }; /* outputs */
enum { TOTAL_USER, TOTAL_TIMEFRAME, TOTAL_DATE, TOTAL_LIKES, TOTAL_COMMENTS, TOTAL_ENGAGEMENT };
enum { GROWTH_USER, GROWTH_TIMEFRAME, GROWTH_DATE, GROWTH_FRACTION }; /* of both growths */

struct counts {
    struct toba_int likes, comments;
};

struct sums {
    int64_t likes, comments;
    bool seen; /* some post has a count up to the window's end */
};

static bool counts_published(const struct engagement *self)
{
    return strcmp(self->basis, "published") == 0;
}

static struct counts current_counts(struct toba_in *in)
{
    return (struct counts){toba_get_int(in, HISTORY, HISTORY_LIKES),
                           toba_get_int(in, HISTORY, HISTORY_COMMENTS)};
}

/* What the current post's counts `now` are measured from. */
static struct counts base_counts(const struct engagement *self, struct toba_in *in, int32_t ago,
                                 int32_t days, struct counts now)
{
    const struct counts zero = {{0}, {0}};
    const struct toba_int published = toba_get_day(in, MEDIA, MEDIA_TIMESTAMP);
    const int64_t end = (int64_t)toba_day(in) - ago;
    const bool is_new = !published.null && published.v > end - days;

    if (counts_published(self)) /* all of a post of the window, nothing of another */
        return is_new && published.v <= end ? zero : now;
    if (toba_as_of(in, HISTORY, ago + days))
        return current_counts(in);
    if (is_new || !toba_as_of(in, HISTORY, TOBA_OLDEST))
        return zero;
    return current_counts(in);
}

static int64_t gain(struct toba_int now, struct toba_int base)
{
    return now.null || base.null ? 0 : now.v - base.v;
}

static void add_post(const struct engagement *self, struct toba_in *in, int32_t ago,
                     int32_t days, struct sums *sums)
{
    if (!toba_as_of(in, HISTORY, ago))
        return;

    const struct counts now = current_counts(in);
    const struct counts base = base_counts(self, in, ago, days, now);

    sums->likes += gain(now.likes, base.likes);
    sums->comments += gain(now.comments, base.comments);
    sums->seen = true;
}

static struct toba_double total(const struct sums *sums)
{
    return (struct toba_double){(double)(sums->likes + sums->comments), !sums->seen};
}

/* Missing where either number is, or the one below is 0. */
static struct toba_double ratio(struct toba_double above, struct toba_double below)
{
    if (above.null || below.null || below.v == 0)
        return (struct toba_double){.null = true};
    return (struct toba_double){.v = above.v / below.v};
}

static struct toba_double growth(struct toba_double a, struct toba_double b)
{
    const struct toba_double difference = {a.v - b.v, a.null};

    return ratio(difference, b);
}

static struct toba_double followers(struct toba_in *in, int32_t ago)
{
    if (!toba_as_of(in, FOLLOWERS, ago))
        return (struct toba_double){.null = true};
    return toba_get_double(in, FOLLOWERS, FOLLOWERS_VALUE);
}

static int put_total(struct toba_in *in, struct toba_out *out, int32_t days,
                     const struct sums *now, struct toba_error *err)
{
    toba_put_key(out, TOTAL, TOTAL_USER, in);
    toba_put_int(out, TOTAL, TOTAL_TIMEFRAME, days);
    toba_put_int(out, TOTAL, TOTAL_DATE, toba_day(in));
    toba_put_int(out, TOTAL, TOTAL_LIKES, now->likes);
    toba_put_int(out, TOTAL, TOTAL_COMMENTS, now->comments);
    toba_put_int(out, TOTAL, TOTAL_ENGAGEMENT, now->likes + now->comments);
    return toba_end_row(out, TOTAL, err);
}

/* A row of either growth; none when the value at D is missing. */
static int put_growth(struct toba_in *in, struct toba_out *out, int port, int32_t days,
                      struct toba_double now, struct toba_double before, struct toba_error *err)
{
    const struct toba_double fraction = growth(now, before);

    if (now.null)
        return 0;
    toba_put_key(out, port, GROWTH_USER, in);
    toba_put_int(out, port, GROWTH_TIMEFRAME, days);
    toba_put_int(out, port, GROWTH_DATE, toba_day(in));
    if (fraction.null)
        toba_put_null(out, port, GROWTH_FRACTION);
    else
        toba_put_double(out, port, GROWTH_FRACTION, fraction.v);
    return toba_end_row(out, port, err);
}

/* All rows of one timeframe. `now` is the window that ends at D, `before` the one before it. */
static int put_rows(struct toba_in *in, struct toba_out *out, int32_t days,
                    const struct sums *now, const struct sums *before, struct toba_error *err)
{
    int code = 0;

    if (toba_wired(out, TOTAL) && now->seen)
        code = put_total(in, out, days, now, err);
    if (!code && toba_wired(out, GROWTH))
        code = put_growth(in, out, GROWTH, days, total(now), total(before), err);
    if (!code && toba_wired(out, RATE_GROWTH)) {
        const struct toba_double rate_now = ratio(total(now), followers(in, 0));
        const struct toba_double rate_before = ratio(total(before), followers(in, days));

        code = put_growth(in, out, RATE_GROWTH, days, rate_now, rate_before, err);
    }
    return code;
}

static int user(void *instance, struct toba_in *in, struct toba_out *out,
                struct toba_error *err)
{
    const struct engagement *self = instance;
    const struct toba_days *timeframes = &self->timeframes;
    const bool grows = toba_wired(out, GROWTH) || toba_wired(out, RATE_GROWTH);
    struct sums now[TOBA_DAYS_MAX] = {0}, before[TOBA_DAYS_MAX] = {0};
    int code = 0;

    while (toba_next(in, MEDIA)) {
        for (int32_t i = 0; i < timeframes->n; i++) {
            add_post(self, in, 0, timeframes->at[i], &now[i]);
            if (grows)
                add_post(self, in, timeframes->at[i], timeframes->at[i], &before[i]);
        }
    }
    for (int32_t i = 0; !code && i < timeframes->n; i++)
        code = put_rows(in, out, timeframes->at[i], &now[i], &before[i], err);
    return code;
}

/* The points in time at which a post's counts are wanted: 0, T, 2T and the oldest, or fewer. */
static int plan_history(const struct engagement *self, struct toba_plan *plan, bool grows,
                        struct toba_error *err)
{
    const bool gained = !counts_published(self);
    int code = toba_plan_as_of(plan, HISTORY, 0, TOBA_ANY_AGE, err);

    if (!code && gained)
        code = toba_plan_as_of(plan, HISTORY, TOBA_OLDEST, TOBA_ANY_AGE, err);
    for (int32_t i = 0; !code && i < self->timeframes.n; i++) {
        const int32_t days = self->timeframes.at[i];

        if (gained || grows)
            code = toba_plan_as_of(plan, HISTORY, days, TOBA_ANY_AGE, err);
        if (!code && gained && grows)
            code = toba_plan_as_of(plan, HISTORY, 2 * days, TOBA_ANY_AGE, err);
    }
    return code;
}

static int plan_followers(const struct engagement *self, struct toba_plan *plan,
                          struct toba_error *err)
{
    const int32_t tolerance = (int32_t)self->tolerance_days;
    int code;

    if (!toba_plan_wired(plan, false, FOLLOWERS)) {
        toba_fail(err, TOBA_E_CONFIG, "\"rate_growth\" needs the input \"followers\"");
        return toba_hint(err, "name the table of follower counts in the constructor, as in "
                              "followers = raw.user_data { value = \"followers_count\" }");
    }
    code = toba_plan_as_of(plan, FOLLOWERS, 0, tolerance, err);
    for (int32_t i = 0; !code && i < self->timeframes.n; i++)
        code = toba_plan_as_of(plan, FOLLOWERS, self->timeframes.at[i], tolerance, err);
    return code;
}

static int plan_points(void *instance, struct toba_plan *plan, struct toba_error *err)
{
    const struct engagement *self = instance;
    const bool rates = toba_plan_wired(plan, true, RATE_GROWTH);
    const bool grows = rates || toba_plan_wired(plan, true, GROWTH);
    int code = plan_history(self, plan, grows, err);

    if (!code && rates)
        code = plan_followers(self, plan, err);
    return code;
}

static const struct toba_option options[] = {
    {.name = "timeframes",
     .type = TOBA_OPTION_DAYS,
     .offset = offsetof(struct engagement, timeframes),
     .fallback = "7,28",
     .min = 1,
     .max = 3650,
     .help = "the lengths of the windows, in days"},
    {.name = "tolerance_days",
     .type = TOBA_OPTION_INT,
     .offset = offsetof(struct engagement, tolerance_days),
     .fallback = "2",
     .min = 0,
     .max = 3650,
     .help = "how many days older than asked a follower count may be"},
    {.name = "basis",
     .type = TOBA_OPTION_TEXT,
     .offset = offsetof(struct engagement, basis),
     .fallback = "gained",
     .choices = "gained published",
     .help = "gained: what all posts gained in the window; published: the counts so far of "
             "the posts published in it"},
};

static const struct toba_field media_fields[] = {
    {.name = "timestamp", .type = TOBA_TIMESTAMP, .help = "when the post was published"},
};

/* 32 bits, so that no sum of them can leave 64. */
static const struct toba_field history_fields[] = {
    {.name = "like_count", .type = TOBA_INT32, .help = "likes so far; NULL: hidden"},
    {.name = "comments_count", .type = TOBA_INT32, .help = "comments so far"},
};

static const struct toba_field follower_fields[] = {
    {.name = "value", .type = TOBA_NUMBER, .help = "the account's followers"},
};

static const struct toba_field total_fields[] = {
    {.name = "user_id", .help = "whose posts they are"},
    {.name = "timeframe", .type = TOBA_INT32, .help = "the window's length in days"},
    {.name = "date", .type = TOBA_DATE, .flags = TOBA_DATE_ROLE, .help = "the run's date"},
    {.name = "likes_count", .type = TOBA_INT64, .help = "likes gained"},
    {.name = "comments_count", .type = TOBA_INT64, .help = "comments gained"},
    {.name = "engagement", .type = TOBA_INT64, .help = "their sum"},
};

static const struct toba_field growth_fields[] = {
    {.name = "user_id", .help = "whose posts they are"},
    {.name = "timeframe", .type = TOBA_INT32, .help = "the window's length in days"},
    {.name = "date", .type = TOBA_DATE, .flags = TOBA_DATE_ROLE, .help = "the run's date"},
    {.name = "growth", .type = TOBA_DOUBLE, .help = "a fraction: 0.25 is +25 %"},
};

static const struct toba_port inputs[] = {
    {.name = "media",
     .help = "the users' posts",
     .rows = TOBA_ALL,
     .key = "user_id",
     .sub_key = "media_id",
     .fields = media_fields,
     .n_fields = TOBA_COUNT(media_fields)},
    {.name = "history",
     .help = "the posts' counts by date",
     .rows = TOBA_AS_OF,
     .key = "user_id",
     .sub_key = "media_id",
     .parent = "media",
     .fields = history_fields,
     .n_fields = TOBA_COUNT(history_fields)},
    {.name = "followers",
     .help = "the users' followers by date; needed for rate_growth",
     .flags = TOBA_OPTIONAL,
     .rows = TOBA_AS_OF,
     .key = "user_id",
     .fields = follower_fields,
     .n_fields = TOBA_COUNT(follower_fields)},
};

static const struct toba_port outputs[] = {
    {.name = "total",
     .help = "engagement in the window, for each user and timeframe",
     .fields = total_fields,
     .n_fields = TOBA_COUNT(total_fields)},
    {.name = "growth",
     .help = "growth of the engagement against the window before",
     .fields = growth_fields,
     .n_fields = TOBA_COUNT(growth_fields)},
    {.name = "rate_growth",
     .help = "growth of the engagement per follower against the window before",
     .fields = growth_fields,
     .n_fields = TOBA_COUNT(growth_fields)},
};

static const struct toba_component engagement = {
    TOBA_COMPONENT_HEADER,
    .kind = TOBA_GROUP,
    .name = "engagement",
    .summary = "Likes and comments gained by an account's posts, and how they grow",
    .options = options,
    .n_options = TOBA_COUNT(options),
    .inputs = inputs,
    .n_inputs = TOBA_COUNT(inputs),
    .outputs = outputs,
    .n_outputs = TOBA_COUNT(outputs),
    .instance_size = sizeof(struct engagement),
    .plan = plan_points,
    .group = user,
};

static const struct toba_component *const components[] = {&engagement};

static const struct toba_plugin plugin = {
    TOBA_PLUGIN_HEADER,
    .name = "engagement",
    .version = "0.1.0",
    .licence = "Apache-2.0",
    .summary = "Engagement of an account's posts, and its growth",
    .components = components,
    .n_components = TOBA_COUNT(components),
};

const struct toba_plugin *toba_plugin_entry(void)
{
    return &plugin;
}
