/* small_disk.c - see small_disk.h. */
#include "small_disk.h"

#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <cmocka.h>

/* The name space is made once; its mounts reach nobody else. */
static bool enter_name_space(void)
{
    static bool entered;

    if (!entered)
        entered =
            unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
    return entered;
}

static int mount_again(const char *folder, unsigned long flags, int kilobytes)
{
    char options[32];

    snprintf(options, sizeof options, "size=%dk", kilobytes);
    return mount("tmpfs", folder, "tmpfs", flags, options);
}

bool small_disk_mount(const char *folder, int kilobytes)
{
    return enter_name_space() && mkdir(folder, 0700) == 0 &&
           mount_again(folder, 0, kilobytes) == 0;
}

void small_disk_resize(const char *folder, int kilobytes)
{
    assert_int_equal(mount_again(folder, MS_REMOUNT, kilobytes), 0);
}

void small_disk_read_only(const char *folder, bool read_only)
{
    assert_int_equal(mount(NULL, folder, NULL, MS_REMOUNT | (read_only ? MS_RDONLY : 0), NULL),
                     0);
}

void small_disk_unmount(const char *folder)
{
    assert_int_equal(umount2(folder, MNT_DETACH), 0);
}
