/* test_accounts_file.c - the accounts file, good and bad. */
#include "accounts_file.h"
#include "harness.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
    char path[64];
    struct harness harness;
    struct tokens tokens;
    struct accounts accounts;
    struct toba_error err;
};

static void write_file(const char *path, const char *text, mode_t mode)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    chmod(path, mode);
}

static int read_text(struct fixture *fixture, const char *text, const char *fallback)
{
    struct token *token = NULL;

    *fixture = (struct fixture){.path = "/tmp/toba-accounts-XXXXXX"};
    close(mkstemp(fixture->path));
    write_file(fixture->path, text, 0600);
    harness_init(&fixture->harness, NULL, 0);
    if (fallback)
        tokens_add(&fixture->tokens, fallback, &token, &fixture->err);
    return accounts_file_read(fixture->path, &fixture->harness.in, token, &fixture->tokens,
                              &fixture->accounts, &fixture->err);
}

static void fini(struct fixture *fixture)
{
    unlink(fixture->path);
    harness_fini(&fixture->harness);
    accounts_free(&fixture->accounts);
    tokens_free(&fixture->tokens);
}

static void columns_may_stand_in_any_order(void **state)
{
    struct fixture f;

    (void)state;
    assert_int_equal(read_text(&f,
                               "\xEF\xBB\xBFtoken,username, user_id ,page_id\r\n"
                               "TA,kopi, 101 ,9001\r\n"
                               "\r\n"
                               "\"T\"\"B\",\"a, b\",102,\r\n"
                               ",,103",
                               "TF"),
                     0);

    assert_int_equal(f.accounts.n, 3);
    assert_string_equal(f.accounts.at[0]->id, "101");
    assert_int_equal(f.accounts.at[0]->page_id, 9001);
    assert_string_equal(f.accounts.at[0]->token->value, "TA");
    assert_string_equal(f.accounts.at[1]->token->value, "T\"B");
    assert_int_equal(f.accounts.at[1]->page_id, 0);
    assert_string_equal(f.accounts.at[2]->token->value, "TF");
    assert_string_equal(f.harness.log, "");
    fini(&f);
}

static void accounts_may_share_a_token(void **state)
{
    struct fixture f;

    (void)state;
    assert_int_equal(read_text(&f, "user_id,token\n1,T\n2,T\n3,U\n", NULL), 0);

    assert_ptr_equal(f.accounts.at[0]->token, f.accounts.at[1]->token);
    assert_ptr_not_equal(f.accounts.at[0]->token, f.accounts.at[2]->token);
    fini(&f);
}

static void a_token_may_come_from_the_environment_or_a_file(void **state)
{
    char path[] = "/tmp/toba-token-XXXXXX", text[200];
    struct fixture f;

    (void)state;
    close(mkstemp(path));
    write_file(path, "  TFILE\n", 0644);
    setenv("TOBA_TEST_TOKEN", "TENV", 1);
    snprintf(text, sizeof text, "user_id,token\n1,env:TOBA_TEST_TOKEN\n2,file:%s\n", path);
    assert_int_equal(read_text(&f, text, NULL), 0);

    assert_string_equal(f.accounts.at[0]->token->value, "TENV");
    assert_string_equal(f.accounts.at[1]->token->value, "TFILE");
    assert_non_null(strstr(f.harness.log, "others can read the token file"));
    unlink(path);
    fini(&f);
}

static void an_unknown_column_and_open_tokens_warn(void **state)
{
    char *log;
    struct fixture f;
    struct tokens tokens = {0};
    struct accounts accounts = {0};

    (void)state;
    assert_int_equal(read_text(&f, "user_id,token,colour\n1,T,red\n2,U,blue\n", NULL), 0);
    assert_non_null(strstr(f.harness.log, "\"colour\""));
    assert_null(strstr(f.harness.log, "everybody"));

    chmod(f.path, 0644);
    assert_int_equal(
        accounts_file_read(f.path, &f.harness.in, NULL, &tokens, &accounts, &f.err), 0);
    log = strstr(f.harness.log, "everybody can read it");
    assert_non_null(log);
    assert_null(strstr(log + 1, "everybody can read it")); /* once, not once a row */
    accounts_free(&accounts);
    tokens_free(&tokens);
    fini(&f);
}

static void expect_refused(const char *text, const char *where, const char *why)
{
    struct fixture f;
    char place[100];

    assert_int_equal(read_text(&f, text, NULL), TOBA_E_CONFIG);
    snprintf(place, sizeof place, "%s%s", f.path, where);
    if (!strstr(f.err.message, place) || !strstr(f.err.message, why))
        fail_msg("\"%s\" names neither %s nor %s", f.err.message, place, why);
    fini(&f);
}

static void bad_rows_name_file_and_line(void **state)
{
    (void)state;
    expect_refused("", ":1:", "empty");
    expect_refused("username,token\nx,y\n", ":1:", "user_id");
    expect_refused("user_id,token,user_id\n", ":1:", "twice");
    expect_refused("user_id,token\n1,T\nkopi,T\n", ":3:", "\"kopi\" is not an id");
    expect_refused("user_id,token\n,T\n", ":2:", "is not an id");
    expect_refused("user_id,token\n1,T\n1,U\n", ":3:", "twice");
    expect_refused("user_id,token\n1,\n", ":2:", "no token");
    expect_refused("user_id\n1\n", ":2:", "no token");
    expect_refused("user_id,token\n1,env:TOBA_TEST_UNSET\n", ":2:", "TOBA_TEST_UNSET");
    expect_refused("user_id,token\n1,file:/nowhere\n", ":2:", "/nowhere");
    expect_refused("user_id,token\n1,\"a b\"\n", ":2:", "space");
    expect_refused("user_id,token,page_id\n1,T,x\n", ":2:", "page_id");
    expect_refused("user_id,token,page_id\n1,T,99999999999999999999\n", ":2:", "page_id");
    expect_refused("user_id,token\n\"1\n2\",T\n3,\"T\n", ":2:", "is not an id");
    expect_refused("user_id,token\n1,T\n2,\"T\n", ":3:", "quote");
    expect_refused("user_id,token\n1,\"T\"\"\n", ":2:", "quote");
    expect_refused("user_id,token\n1,\"T\"x\n", ":2:", "closing quote");
    expect_refused("user_id,token\n", "", "no account");
}

static void errors_never_show_a_token(void **state)
{
    struct fixture f;

    (void)state;
    assert_int_equal(read_text(&f, "user_id,token\nx,EAABsecret\n", NULL), TOBA_E_CONFIG);
    assert_null(strstr(f.err.message, "EAABsecret"));
    fini(&f);
    assert_int_equal(read_text(&f, "user_id,token\n1,EAAB secret\n", NULL), TOBA_E_CONFIG);
    assert_null(strstr(f.err.message, "EAAB"));
    fini(&f);
}

static void a_path_that_is_no_file_is_refused(void **state)
{
    struct fixture f;

    (void)state;
    read_text(&f, "user_id\n", NULL);
    assert_int_equal(
        accounts_file_read("/tmp", &f.harness.in, NULL, &f.tokens, &f.accounts, &f.err),
        TOBA_E_CONFIG);
    assert_int_equal(accounts_file_read("/nowhere/at/all", &f.harness.in, NULL, &f.tokens,
                                        &f.accounts, &f.err),
                     TOBA_E_CONFIG);
    assert_non_null(strstr(f.err.message, "/nowhere/at/all"));
    fini(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_may_stand_in_any_order),
        cmocka_unit_test(accounts_may_share_a_token),
        cmocka_unit_test(a_token_may_come_from_the_environment_or_a_file),
        cmocka_unit_test(an_unknown_column_and_open_tokens_warn),
        cmocka_unit_test(bad_rows_name_file_and_line),
        cmocka_unit_test(errors_never_show_a_token),
        cmocka_unit_test(a_path_that_is_no_file_is_refused),
    };

    return cmocka_run_group_tests_name("instagram accounts file", tests, NULL, NULL);
}
