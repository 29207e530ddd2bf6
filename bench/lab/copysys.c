/*
 * Copies directories of sysfs into one that tar can pack.
 *
 * usage: copysys TO FROM...      FROM/x becomes TO/FROM/x; TO is created below an existing directory
 *
 * A sysfs file says 4096 for its size and may fail when it is read. So each is read to its end, at most FILE_BYTES of
 * it, and what cannot be read becomes an empty file without read permission. Directories, links and all other modes
 * are kept. Prints how many files were copied, cut and unreadable.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FILE_BYTES = 64 << 10,
    OPEN_DIRECTORIES = 32,
    UNREADABLE = ~0444,
};

static const char *to;
static int copied, cut, unreadable;

static void die(const char *what)
{
    fprintf(stderr, "copysys: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* The file's bytes, or -1 if one read of it fails. */
static ssize_t read_all(const char *from, char *bytes)
{
    int in = open(from, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (in < 0)
        return -1;
    ssize_t length = 0, more = 0;
    while (length < FILE_BYTES && (more = read(in, bytes + length, FILE_BYTES - length)) > 0)
        length += more;
    close(in);
    return more < 0 ? -1 : length;
}

static void copy_file(const char *from, const char *copy, mode_t mode)
{
    static char bytes[FILE_BYTES];
    ssize_t length = mode & 0444 ? read_all(from, bytes) : -1;
    copied++;
    cut += length == FILE_BYTES;
    unreadable += length < 0;
    int out = open(copy, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (out < 0 || write(out, bytes, length < 0 ? 0 : length) < 0)
        die(copy);
    if (fchmod(out, mode & (length < 0 ? UNREADABLE : ~0) & 07777) < 0)
        die(copy);
    close(out);
}

static void copy_link(const char *from, const char *copy)
{
    char target[PATH_MAX];
    ssize_t length = readlink(from, target, sizeof target - 1);
    if (length < 0)
        return; /* its device has gone */
    target[length] = 0;
    if (symlink(target, copy) < 0)
        die(copy);
}

static int copy(const char *from, const struct stat *status, int type, struct FTW *walk)
{
    (void)walk;
    char copy[PATH_MAX];
    if ((size_t)snprintf(copy, sizeof copy, "%s/%s", to, from) >= sizeof copy)
        return 0;
    if (type == FTW_D && mkdir(copy, 0755) < 0 && errno != EEXIST)
        die(copy);
    if (type == FTW_SL)
        copy_link(from, copy);
    if (type == FTW_F)
        copy_file(from, copy, status->st_mode);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: copysys TO FROM...\n");
        return 2;
    }
    to = argv[1];
    if (mkdir(to, 0755) < 0 && errno != EEXIST)
        die(to);
    for (int i = 2; i < argc; i++)
        if (nftw(argv[i], copy, OPEN_DIRECTORIES, FTW_PHYS) < 0)
            die(argv[i]);
    printf("%d files, %d cut, %d unreadable\n", copied, cut, unreadable);
    return 0;
}
