/* small_disk.h - a file system of a few megabytes, or one that is read-only, in a folder.
 *
 * It is mounted in a name space of the test program alone, and so is gone with it. Only root
 * can. */
#ifndef E2E_SMALL_DISK_H
#define E2E_SMALL_DISK_H

#include <stdbool.h>

/* False: this user cannot mount. `kilobytes` of room. */
bool small_disk_mount(const char *folder, int kilobytes);
void small_disk_resize(const char *folder, int kilobytes);
void small_disk_read_only(const char *folder, bool read_only);
void small_disk_unmount(const char *folder);

#endif
