/* test_recording.c - answers recorded from a server come again without it, and without
 * secrets. */
#include "client_fixture.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char token[] = "EAABsecret0123456789";

struct folder {
    char path[64];
};

static struct folder new_folder(void)
{
    struct folder folder = {"/tmp/toba-recording-XXXXXX"};

    assert_non_null(mkdtemp(folder.path));
    return folder;
}

/* Calls `each` for the files of the folder, and returns how many there are. */
static int for_files(const struct folder *folder, void (*each)(const char *path))
{
    DIR *dir = opendir(folder->path);
    struct dirent *entry;
    char path[400];
    int n = 0;

    while ((entry = readdir(dir))) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", folder->path, entry->d_name);
        each(path);
        n++;
    }
    closedir(dir);
    return n;
}

static void remove_file(const char *path)
{
    unlink(path);
}

static void remove_folder(const struct folder *folder)
{
    for_files(folder, remove_file);
    rmdir(folder->path);
}

static void expect_no_token(const char *path)
{
    char text[4096];
    FILE *file = fopen(path, "rb");
    size_t size = fread(text, 1, sizeof text - 1, file);

    text[size] = '\0';
    fclose(file);
    assert_null(strstr(text, token));
    assert_non_null(strstr(text, "access_token=***"));
}

static void cut_short(const char *path)
{
    assert_int_equal(truncate(path, 60), 0);
}

static void submit_secret(struct toba_http *http, const char *url, const char *group)
{
    const struct toba_http_pair query[] = {{"access_token", token}};

    submit(http, &(struct toba_http_request){.size = sizeof(struct toba_http_request),
                                             .url = url,
                                             .query = query,
                                             .n_query = 1,
                                             .groups = {group},
                                             .n_groups = 1});
}

static struct toba_http *recorder(const struct folder *folder)
{
    struct toba_http_config config = quick();

    config.record = folder->path;
    return open_client(&config);
}

static struct toba_http *player(const struct folder *folder)
{
    struct toba_http_config config = quick();

    config.replay = folder->path;
    config.backoff_ms = config.backoff_max_ms = 1000000; /* a replay waits for nothing */
    config.max_tries = 3;
    return open_client(&config);
}

static void a_recording_replays_without_the_server(void **state)
{
    struct folder folder = new_folder();
    struct server *server = server_start();
    struct toba_http *http = recorder(&folder);
    struct toba_http_answer *answer;
    int64_t date;

    (void)state;
    submit_secret(http, server_url(server, "/fail?n=2&status=503"), "a");
    answer = take(http);
    date = answer->date;
    toba_http_answer_free(answer);
    toba_http_close(http);
    server_stop(server);

    http = player(&folder);
    submit_secret(http, "http://elsewhere.invalid/fail?n=2&status=503", "a");
    answer = take(http);
    assert_int_equal(answer->code, 0);
    assert_int_equal(answer->status, 200);
    assert_int_equal(answer->tries, 3);
    assert_string_equal(answer->body, "good");
    assert_int_equal(answer->date, date);
    toba_http_answer_free(answer);
    toba_http_close(http);
    remove_folder(&folder);
}

static void secrets_are_nowhere_in_a_recording(void **state)
{
    struct folder folder = new_folder();
    struct server *server = server_start();
    struct toba_http *http = recorder(&folder);
    struct toba_http_answer *answer;

    (void)state;
    submit_secret(http, server_url(server, "/json"), "a");
    answer = take(http);
    assert_non_null(strstr(answer->body, token)); /* the answer itself is as it came */
    assert_null(strstr(answer->url, token));
    toba_http_answer_free(answer);
    toba_http_close(http);
    server_stop(server);

    assert_int_equal(for_files(&folder, expect_no_token), 1);
    http = player(&folder);
    submit_secret(http, "http://h/json", "a");
    answer = take(http);
    assert_string_equal(
        answer->body,
        "{\"next\":\"http://h/p?access_token=***\\u0026after=q\",\"echo\":\"***\"}");
    toba_http_answer_free(answer);
    toba_http_close(http);
    remove_folder(&folder);
}

static void requests_that_differ_by_their_group_are_told_apart(void **state)
{
    struct folder folder = new_folder();
    struct server *server = server_start();
    struct toba_http *http = recorder(&folder);
    struct toba_http_answer *answer;

    (void)state;
    submit_secret(http, server_url(server, "/fail?n=1&status=404"), "a");
    toba_http_answer_free(take(http));
    submit_secret(http, server_url(server, "/fail?n=1&status=404"), "b");
    toba_http_answer_free(take(http));
    toba_http_close(http);
    server_stop(server);

    http = player(&folder);
    submit_secret(http, "http://h/fail?n=1&status=404", "b");
    answer = take(http);
    assert_int_equal(answer->status, 200);
    toba_http_answer_free(answer);
    submit_secret(http, "http://h/fail?n=1&status=404", "a");
    answer = take(http);
    assert_int_equal(answer->status, 404);
    toba_http_answer_free(answer);
    toba_http_close(http);
    remove_folder(&folder);
}

static void a_failed_transfer_is_replayed_as_one(void **state)
{
    struct folder folder = new_folder();
    struct server *server = server_start();
    struct toba_http *http = recorder(&folder);
    struct toba_http_answer *answer;

    (void)state;
    submit_secret(http, server_url(server, "/cut?n=1"), "a");
    toba_http_answer_free(take(http));
    toba_http_close(http);
    server_stop(server);

    http = player(&folder);
    submit_secret(http, "http://h/cut?n=1", "a");
    answer = take(http);
    assert_int_equal(answer->tries, 2);
    assert_string_equal(answer->body, "good");
    toba_http_answer_free(answer);
    toba_http_close(http);
    remove_folder(&folder);
}

static void what_was_not_recorded_is_an_error_that_names_the_request(void **state)
{
    struct folder folder = new_folder();
    struct toba_http *http = player(&folder);
    struct toba_http_answer *answer;

    (void)state;
    submit_secret(http, "http://h/echo?q=1", "a");
    answer = take(http);

    assert_int_equal(answer->code, TOBA_E_CONFIG);
    assert_non_null(strstr(answer->error->detail, "/echo?q=1&access_token=***"));
    toba_http_answer_free(answer);
    toba_http_close(http);
    remove_folder(&folder);
}

static void a_damaged_recording_is_an_error(void **state)
{
    struct folder folder = new_folder();
    struct server *server = server_start();
    struct toba_http *http = recorder(&folder);
    struct toba_http_answer *answer;

    (void)state;
    submit_secret(http, server_url(server, "/echo"), "a");
    toba_http_answer_free(take(http));
    toba_http_close(http);
    server_stop(server);
    for_files(&folder, cut_short);

    http = player(&folder);
    submit_secret(http, "http://h/echo", "a");
    answer = take(http);
    assert_int_equal(answer->code, TOBA_E_CONFIG);
    assert_non_null(strstr(answer->error->message, "damaged"));
    toba_http_answer_free(answer);
    toba_http_close(http);
    remove_folder(&folder);
}

static void a_folder_is_recorded_into_only_once(void **state)
{
    struct folder folder = new_folder();
    struct server *server = server_start();
    struct toba_http *http = recorder(&folder);
    struct toba_http_config config = quick();
    struct toba_error err = {0};

    (void)state;
    submit_secret(http, server_url(server, "/echo"), "a");
    toba_http_answer_free(take(http));
    toba_http_close(http);
    server_stop(server);

    config.record = folder.path;
    assert_int_equal(toba_http_open(&config, &http, &err), TOBA_E_CONFIG);
    assert_non_null(strstr(err.message, "not empty"));
    config.replay = folder.path;
    assert_int_equal(toba_http_open(&config, &http, &err), TOBA_E_CONFIG);
    config.record = NULL;
    config.replay = "/nowhere/at/all";
    assert_int_equal(toba_http_open(&config, &http, &err), TOBA_E_CONFIG);
    remove_folder(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_recording_replays_without_the_server),
        cmocka_unit_test(secrets_are_nowhere_in_a_recording),
        cmocka_unit_test(requests_that_differ_by_their_group_are_told_apart),
        cmocka_unit_test(a_failed_transfer_is_replayed_as_one),
        cmocka_unit_test(what_was_not_recorded_is_an_error_that_names_the_request),
        cmocka_unit_test(a_damaged_recording_is_an_error),
        cmocka_unit_test(a_folder_is_recorded_into_only_once),
    };

    return cmocka_run_group_tests_name("http recording", tests, NULL, NULL);
}
