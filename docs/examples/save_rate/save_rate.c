/* save_rate.c - of those whom a user's posts of the last days reached, the part that saved
 * them. An instance is its only option, so `self` is the timeframes. */
#include <toba/plugin.h>

enum { MEDIA, SAVED, REACH };
enum { USER, TIMEFRAME, DATE, RATE };

static int plan(void *self, struct toba_plan *plan, struct toba_error *err)
{
    int code = toba_plan_as_of(plan, SAVED, 0, TOBA_ANY_AGE, err);

    (void)self;
    return code ? code : toba_plan_as_of(plan, REACH, 0, TOBA_ANY_AGE, err);
}

static int user(void *self, struct toba_in *in, struct toba_out *out, struct toba_error *err)
{
    const struct toba_days *days = self;
    double saved[TOBA_DAYS_MAX] = {0}, reach[TOBA_DAYS_MAX] = {0};
    int posts[TOBA_DAYS_MAX] = {0}, code = 0; /* posts whose reach is known */

    while (toba_next(in, MEDIA)) {
        const struct toba_int published = toba_get_day(in, MEDIA, 0);
        toba_as_of(in, SAVED, 0); /* now the port's row; without one every field is NULL */
        toba_as_of(in, REACH, 0);
        const struct toba_double s = toba_get_double(in, SAVED, 0);
        const struct toba_double r = toba_get_double(in, REACH, 0);

        for (int i = 0; i < days->n && !published.null; i++)
            if (published.v > toba_day(in) - days->at[i] && published.v <= toba_day(in)) {
                saved[i] += s.null ? 0 : s.v;
                reach[i] += r.null ? 0 : r.v;
                posts[i] += !r.null;
            }
    }
    for (int i = 0; i < days->n && !code; i++) {
        if (posts[i] == 0)
            continue;
        toba_put_key(out, 0, USER, in);
        toba_put_int(out, 0, TIMEFRAME, days->at[i]);
        toba_put_int(out, 0, DATE, toba_day(in));
        if (reach[i] != 0)
            toba_put_double(out, 0, RATE, saved[i] / reach[i]);
        code = toba_end_row(out, 0, err);
    }
    return code;
}

/* clang-format off */
static const struct toba_option options[] = {
    {"timeframes", TOBA_OPTION_DAYS, 0, 0, "7,28", 1, 3650, NULL, "the windows, in days"}};
static const struct toba_field media[] = {{"timestamp", TOBA_TIMESTAMP, 0, "its publication"}};
static const struct toba_field number[] = {{"value", TOBA_NUMBER, 0, "the number so far"}};
static const struct toba_field rate[] = {
    {"user_id", TOBA_ANY, 0, "whose posts they are"},
    {"timeframe", TOBA_INT32, 0, "the window's length in days"},
    {"date", TOBA_DATE, TOBA_DATE_ROLE, "the run's date"},
    {"save_rate", TOBA_DOUBLE, 0, "a fraction: 0.25 is one save for four that were reached"}};
static const struct toba_port inputs[] = {
    {"media", "the users' posts", 0, TOBA_ALL, "user_id", "media_id", 0, 0, TOBA_FIELDS(media)},
    {"saved", "saves by date", 0, TOBA_AS_OF, "user_id", "media_id", "media", 0, number, 1},
    {"reach", "reach by date", 0, TOBA_AS_OF, "user_id", "media_id", "media", 0, number, 1}};
static const struct toba_port outputs[] = {
    {.name = "rate", .help = "a row for each user and timeframe", TOBA_FIELDS(rate)}};
static const struct toba_component save_rate = {
    TOBA_COMPONENT_HEADER, .kind = TOBA_GROUP, .name = "save_rate", .plan = plan, .group = user,
    .summary = "Saves per person reached, by posts", .instance_size = sizeof(struct toba_days),
    TOBA_OPTIONS(options), TOBA_INPUTS(inputs), TOBA_OUTPUTS(outputs)};

TOBA_PLUGIN("save_rate", "0.1.0", "Apache-2.0", "How often posts are saved", &save_rate)
