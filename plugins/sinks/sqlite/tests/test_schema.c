/* test_schema.c - the tables that the store makes, and databases that are not as declared. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rig.h"
#include "tables.h"

static struct rig rig;

static int set_up(void **state)
{
    (void)state;
    rig_init(&rig);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    rig_fini(&rig);
    return 0;
}

static void expect_error(int code, int wanted, const char *message, const char *detail)
{
    assert_int_equal(code, wanted);
    assert_non_null(strstr(rig.err.message, message));
    if (detail && !strstr(rig.err.detail, detail))
        fail_msg("'%s' is not in '%s'", detail, rig.err.detail);
    assert_true(rig.err.hint[0] != '\0');
}

/* ---- What is made -------------------------------------------------------- */

static void columns_have_the_declared_types(void **state)
{
    (void)state;
    rig_open(&rig, &user_table);

    assert_query(
        &rig, "SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info('user')",
        "id|TEXT|1|NULL|1\n"
        "username|TEXT|0|NULL|0\n"
        "picture|TEXT|0|NULL|0\n"
        "page|INTEGER|0|NULL|0\n"
        "updated|TEXT|1|NULL|0\n"
        "has_problems|INTEGER|1|0|0\n");
}

static void a_table_without_surrogate_is_kept_in_the_order_of_its_key(void **state)
{
    (void)state;
    rig_open(&rig, &user_table, &post_table, &like_table, &day_table);

    assert_query(&rig,
                 "SELECT name, wr, strict FROM pragma_table_list WHERE name IN"
                 " ('user', 'post_day', 'user_day') ORDER BY name",
                 "post_day|1|1\nuser|1|1\nuser_day|0|1\n");
}

static void a_surrogate_stands_beside_a_unique_key(void **state)
{
    (void)state;
    rig_open(&rig, &user_table, &day_table);

    assert_query(&rig, "SELECT name FROM pragma_table_info('user_day') WHERE pk = 1", "id\n");
    assert_query(&rig,
                 "SELECT x.name FROM pragma_index_list('user_day') l,"
                 " pragma_index_xinfo(l.name) x WHERE l.\"unique\" AND x.key ORDER BY x.seqno",
                 "user_id\nday\n");
}

static void references_scopes_and_stamps_are_indexed_unless_the_key_begins_so(void **state)
{
    (void)state;
    rig_open(&rig, &user_table, &post_table, &like_table, &day_table, &result_table,
             &lead_table);

    assert_query(&rig,
                 "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
                 " ORDER BY name",
                 "lead_post_id_index\n"
                 "post_day_updated_index\n"
                 "post_user_id_index\n"
                 "result_user_id_day_index\n"
                 "user_day_updated_index\n");
}

static void comments_are_kept_in_the_schema(void **state)
{
    (void)state;
    rig_open(&rig, &user_table);

    assert_query(&rig,
                 "SELECT sql LIKE '%-- One row an account.%',"
                 " sql LIKE '%-- handle, as it is now%' FROM sqlite_schema WHERE name = 'user'",
                 "1|1\n");
}

static void names_may_hold_anything(void **state)
{
    static const struct toba_column columns[] = {
        {.name = "select \"x\"; --", .type = TOBA_TEXT, .flags = TOBA_NOT_NULL},
        {.name = "it's", .type = TOBA_INT32, .comment = "a\r\n) evil"},
    };
    static const int32_t key[] = {0}, both[] = {0, 1};
    static const struct toba_table odd = {.size = sizeof odd,
                                          .schema = "s",
                                          .name = "dr\"op table; '%s",
                                          .columns = columns,
                                          .n_columns = 2,
                                          .key = key,
                                          .n_key = 1,
                                          .date = -1,
                                          .indexed_stamp = 1};
    static const struct toba_write write = {
        .size = sizeof write, .table = &odd, .columns = both, .n_columns = 2, .step = "t"};

    (void)state;
    rig_open(&rig, &odd);
    rig_close(&rig);
    rig_open(&rig, &odd);
    rig_write(&rig, &write, "a | 1");

    assert_query(&rig, "SELECT * FROM \"dr\"\"op table; '%s\"", "a|1\n");
}

static void wrong_values_are_impossible(void **state)
{
    static const char *const wrong[] = {
        "INSERT INTO user_day(user_id, day, updated) VALUES('u','2026-1-01',"
        "'2026-11-23T05:00:00Z')",
        "INSERT INTO user_day(user_id, day, updated) VALUES('u','2026-02-30',"
        "'2026-11-23T05:00:00Z')",
        "INSERT INTO user_day(user_id, day, updated) VALUES('u','2026-01-01','2026-11-23')",
        "INSERT INTO user_day(user_id, day, updated) VALUES('u','2026-01-01',"
        "'2026-11-23 05:00:00')",
        "INSERT INTO user_day(user_id, day, updated, posts) VALUES('u','2026-01-01',"
        "'2026-11-23T05:00:00Z', 3000000000)",
        "INSERT INTO user_day(user_id, day, updated, posts) VALUES('u','2026-01-01',"
        "'2026-11-23T05:00:00Z', 'many')",
        "INSERT INTO user_day(user_id, day, updated) VALUES(NULL,'2026-01-01',"
        "'2026-11-23T05:00:00Z')",
        "INSERT INTO user(id, updated, has_problems) VALUES('u','2026-11-23T05:00:00Z', 2)",
    };
    sqlite3 *db = NULL;

    (void)state;
    rig_open(&rig, &user_table, &day_table);
    assert_int_equal(sqlite3_open(rig.path, &db), SQLITE_OK);

    for (int32_t i = 0; i < TOBA_COUNT(wrong); i++)
        if (sqlite3_exec(db, wrong[i], NULL, NULL, NULL) != SQLITE_CONSTRAINT)
            fail_msg("was taken: %s", wrong[i]);
    assert_int_equal(sqlite3_exec(db,
                                  "INSERT INTO user_day(user_id, day, updated)"
                                  " VALUES('u','2026-01-01','2026-11-23T05:00:00Z')",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
}

/* ---- Databases that are there -------------------------------------------- */

static void opening_again_changes_nothing(void **state)
{
    char before[8192];

    (void)state;
    rig_open(&rig, &user_table, &day_table, &lead_table);
    rig_close(&rig);
    snprintf(before, sizeof before, "%s", rig_query(&rig, "SELECT sql FROM sqlite_schema"));

    rig.sink.create = false;
    rig_open(&rig, &user_table, &day_table, &lead_table);

    assert_query(&rig, "SELECT sql FROM sqlite_schema", before);
}

static void missing_columns_and_indexes_are_added(void **state)
{
    (void)state;
    rig_sql(&rig, "CREATE TABLE user(id TEXT NOT NULL PRIMARY KEY, updated TEXT NOT NULL);"
                  "INSERT INTO user VALUES('u', '2026-01-01T00:00:00Z');"
                  "CREATE TABLE user_day(id INTEGER PRIMARY KEY, user_id TEXT NOT NULL,"
                  " day TEXT NOT NULL, updated TEXT NOT NULL, UNIQUE(user_id, day))");

    rig_open(&rig, &user_table, &day_table);

    assert_query(&rig, "SELECT id, page, has_problems FROM user", "u|NULL|0\n");
    assert_query(&rig, "SELECT count(*) FROM pragma_table_info('user_day')", "7\n");
    assert_query(&rig,
                 "SELECT count(*) FROM sqlite_schema WHERE name = 'user_day_updated_index'",
                 "1\n");
}

static void an_index_of_another_name_is_enough(void **state)
{
    (void)state;
    rig_open(&rig, &user_table, &post_table);
    rig_sql(&rig, "DROP INDEX post_user_id_index;"
                  "CREATE INDEX mine ON post(user_id, published)");
    rig_close(&rig);

    rig_open(&rig, &user_table, &post_table);

    assert_query(&rig, "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql NOT NULL",
                 "mine\n");
}

static void what_nobody_declared_is_left_alone(void **state)
{
    (void)state;
    rig_sql(&rig, "CREATE TABLE mine(a); INSERT INTO mine VALUES(1);"
                  "CREATE TABLE user(id TEXT NOT NULL PRIMARY KEY, updated TEXT NOT NULL,"
                  " note TEXT)");

    rig_open(&rig, &user_table);

    assert_query(&rig, "SELECT a FROM mine", "1\n");
    assert_query(&rig, "SELECT count(*) FROM pragma_table_info('user') WHERE name = 'note'",
                 "1\n");
}

static void differences_are_errors_that_say_what(void **state)
{
    static const struct {
        const char *sql, *how;
    } cases[] = {
        {"CREATE TABLE user(id INTEGER NOT NULL PRIMARY KEY)", "column id is INTEGER there"},
        {"CREATE TABLE user(id TEXT NOT NULL PRIMARY KEY, username TEXT NOT NULL)",
         "column username may not be NULL there"},
        {"CREATE TABLE user(id TEXT NOT NULL PRIMARY KEY, updated TEXT)",
         "column updated may be NULL there"},
        {"CREATE TABLE user(id TEXT NOT NULL PRIMARY KEY, x TEXT NOT NULL)",
         "column x is NOT NULL there and not declared"},
        {"CREATE TABLE user(id TEXT NOT NULL PRIMARY KEY)", "column updated is missing"},
        {"CREATE TABLE user(id TEXT NOT NULL, updated TEXT NOT NULL)", "unique key"},
        {"CREATE TABLE user(id TEXT NOT NULL COLLATE NOCASE PRIMARY KEY, updated TEXT NOT "
         "NULL)",
         "unique key"},
        {"CREATE TABLE user(id TEXT NOT NULL, updated TEXT NOT NULL, PRIMARY KEY(id, updated))",
         "unique key"},
        {"CREATE TABLE user(id TEXT NOT NULL PRIMARY KEY, page INTEGER AS (1))",
         "column page is generated there"},
        {"CREATE VIEW user AS SELECT 1 AS id", "it is a view there"},
        {"CREATE VIRTUAL TABLE user USING fts5(id)", "it is a virtual there"},
    };

    (void)state;
    for (int32_t i = 0; i < TOBA_COUNT(cases); i++) {
        rig_sql(&rig, cases[i].sql);

        expect_error(rig_try_open(&rig, &user_table, NULL), TOBA_E_SINK,
                     "table user is not as declared", cases[i].how);
        rig_sql(&rig, i == 9 ? "DROP VIEW user" : "DROP TABLE user");
    }
}

static void without_create_nothing_is_made_and_the_statement_is_said(void **state)
{
    (void)state;
    rig_sql(&rig, "CREATE TABLE mine(a)");
    rig.sink.create = false;

    expect_error(rig_try_open(&rig, &user_table, NULL), TOBA_E_SINK, "missing",
                 "CREATE TABLE main.\"user\"");
    assert_query(&rig, "SELECT count(*) FROM sqlite_schema", "1\n");
}

static void two_tables_of_one_name_are_refused(void **state)
{
    struct toba_table other = user_table;

    (void)state;
    other.schema = "computed";
    other.name = "USER";

    expect_error(rig_try_open(&rig, &user_table, &other, NULL), TOBA_E_CONFIG,
                 "raw.user and computed.USER", NULL);
}

static void a_default_that_does_not_fit_is_refused(void **state)
{
    struct toba_column columns[6];
    struct toba_table other = user_table;

    (void)state;
    memcpy(columns, user_table.columns, sizeof columns);
    columns[USER_PROBLEMS].fallback = "maybe";
    other.columns = columns;

    expect_error(rig_try_open(&rig, &other, NULL), TOBA_E_CONFIG,
                 "user.has_problems, 'maybe', is neither true nor false", NULL);
}

/* ---- Files that are no store --------------------------------------------- */

static void a_file_that_is_no_database_is_refused(void **state)
{
    FILE *file = fopen(rig.path, "w");

    (void)state;
    for (int i = 0; i < 1000; i++)
        fputs("this is not a database\n", file);
    fclose(file);

    expect_error(rig_try_open(&rig, &user_table, NULL), TOBA_E_SINK, rig.path, NULL);
    assert_non_null(strstr(rig.err.hint, "no SQLite database"));
}

static void a_folder_that_is_missing_is_said(void **state)
{
    (void)state;
    snprintf(rig.path, sizeof rig.path, "%s/none/store.db", rig.folder);

    expect_error(rig_try_open(&rig, &user_table, NULL), TOBA_E_SINK, "cannot open", NULL);
    assert_non_null(strstr(rig.err.hint, "folder"));
}

static void a_truncated_database_is_an_error(void **state)
{
    (void)state;
    rig_open(&rig, &user_table, &post_table, &day_table);
    rig_close(&rig);
    assert_int_equal(truncate(rig.path, 5000), 0);

    expect_error(rig_try_open(&rig, &user_table, &post_table, &day_table, NULL), TOBA_E_SINK,
                 rig.path, NULL);
}

static void a_database_in_another_encoding_is_refused(void **state)
{
    (void)state;
    rig_sql(&rig, "PRAGMA encoding = 'UTF-16le'; CREATE TABLE x(a)");

    expect_error(rig_try_open(&rig, &user_table, NULL), TOBA_E_SINK, "encoding", NULL);
}

static void names_that_sqlite_reads_specially_are_plain_files(void **state)
{
    char *old = getcwd(NULL, 0);

    (void)state;
    assert_int_equal(chdir(rig.folder), 0);
    snprintf(rig.path, sizeof rig.path, ":memory:");
    rig_open(&rig, &user_table);
    assert_int_equal(access(":memory:", F_OK), 0);
    rig_close(&rig);
    unlink(":memory:");
    snprintf(rig.path, sizeof rig.path, "file:x?mode=memory");
    rig_open(&rig, &user_table);
    assert_int_equal(access("file:x?mode=memory", F_OK), 0);
    rig_close(&rig);
    unlink("file:x?mode=memory");
    assert_int_equal(chdir(old), 0);
    free(old);
}

static void an_empty_path_is_refused(void **state)
{
    (void)state;
    rig.path[0] = '\0';

    assert_int_equal(rig_try_open(&rig, &user_table, NULL), TOBA_E_CONFIG);
}

static void a_locked_database_is_said(void **state)
{
    sqlite3 *db = NULL;

    (void)state;
    rig_open(&rig, &user_table);
    sqlite3_open(rig.path, &db);
    sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);

    expect_error(rig.store->begin(rig.self, &rig.err), TOBA_E_SINK, "begin to write", NULL);
    assert_non_null(strstr(rig.err.hint, "busy_seconds"));
    sqlite3_close(db);
    rig_must(&rig, rig.store->begin(rig.self, &rig.err));
    rig.store->abort(rig.self);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(columns_have_the_declared_types),
        CASE(a_table_without_surrogate_is_kept_in_the_order_of_its_key),
        CASE(a_surrogate_stands_beside_a_unique_key),
        CASE(references_scopes_and_stamps_are_indexed_unless_the_key_begins_so),
        CASE(comments_are_kept_in_the_schema),
        CASE(names_may_hold_anything),
        CASE(wrong_values_are_impossible),
        CASE(opening_again_changes_nothing),
        CASE(missing_columns_and_indexes_are_added),
        CASE(an_index_of_another_name_is_enough),
        CASE(what_nobody_declared_is_left_alone),
        CASE(differences_are_errors_that_say_what),
        CASE(without_create_nothing_is_made_and_the_statement_is_said),
        CASE(two_tables_of_one_name_are_refused),
        CASE(a_default_that_does_not_fit_is_refused),
        CASE(a_file_that_is_no_database_is_refused),
        CASE(a_folder_that_is_missing_is_said),
        CASE(a_truncated_database_is_an_error),
        CASE(a_database_in_another_encoding_is_refused),
        CASE(names_that_sqlite_reads_specially_are_plain_files),
        CASE(an_empty_path_is_refused),
        CASE(a_locked_database_is_said),
    };

    return cmocka_run_group_tests_name("sqlite schema", tests, NULL, NULL);
}
