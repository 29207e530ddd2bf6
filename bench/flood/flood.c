/*
 * Makes the kernel send uevents as fast as it can: writes an action to the uevent files of all devices, round and round.
 *
 *   flood ACTION COUNT [THREADS]
 *
 * Prepares first: opens every /sys/devices/.../uevent and keeps those whose write moves /sys/kernel/uevent_seqnum (some devices
 * send nothing); that sends one uevent each. Then prints "ready FILES", waits for a line on standard input, writes COUNT times,
 * and prints "NANOSECONDS EVENTS" with the number of uevents the kernel numbered meanwhile. Needs root.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define MOST_FILES 65536
#define MOST_THREADS 64
#define DEEPEST 64

static int files[MOST_FILES];
static int file_count;
static const char *action;
static size_t action_length;

struct share {
	pthread_t thread;
	long first, count;
	int failed;
};

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static long seqnum(void)
{
	char text[32] = "";
	int fd = open("/sys/kernel/uevent_seqnum", O_RDONLY | O_CLOEXEC);

	if (fd < 0 || read(fd, text, sizeof text - 1) < 0)
		die("/sys/kernel/uevent_seqnum");
	close(fd);
	return atol(text);
}

static int trigger(int fd)
{
	return pwrite(fd, action, action_length, 0) == (ssize_t)action_length;
}

static int visit(const char *path, const struct stat *status, int type, struct FTW *at)
{
	(void)status;
	if (type != FTW_F || strcmp(path + at->base, "uevent") != 0 || file_count == MOST_FILES)
		return 0;
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	long before = seqnum();
	if (trigger(fd) && seqnum() > before)
		files[file_count++] = fd;
	else
		close(fd);
	return 0;
}

static void *write_share(void *argument)
{
	struct share *share = argument;

	for (long i = share->first; i < share->first + share->count; i++)
		if (!trigger(files[i % file_count]))
			share->failed++;
	return NULL;
}

static long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000L + time.tv_nsec;
}

int main(int argc, char **argv)
{
	struct share shares[MOST_THREADS] = { 0 };
	long count = argc > 2 ? atol(argv[2]) : 0;
	int threads = argc > 3 ? atoi(argv[3]) : 1;
	struct rlimit limit;

	if (count <= 0 || threads <= 0 || threads > MOST_THREADS) {
		fprintf(stderr, "usage: flood ACTION COUNT [THREADS]\n");
		return 2;
	}
	action = argv[1];
	action_length = strlen(action);
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
	if (nftw("/sys/devices", visit, DEEPEST, FTW_PHYS) != 0 || file_count == 0) {
		fprintf(stderr, "flood: no uevent file of /sys/devices can be written; run as root\n");
		return 2;
	}
	printf("ready %d\n", file_count);
	fflush(stdout);
	if (getchar() == EOF)
		return 0;

	long first = seqnum();
	long start = now();
	for (int i = 0; i < threads; i++) {
		shares[i].first = count * i / threads;
		shares[i].count = count * (i + 1) / threads - shares[i].first;
		if (pthread_create(&shares[i].thread, NULL, write_share, &shares[i]) != 0)
			die("pthread_create");
	}
	int failed = 0;
	for (int i = 0; i < threads; i++) {
		pthread_join(shares[i].thread, NULL);
		failed += shares[i].failed;
	}
	long elapsed = now() - start;
	if (failed > 0)
		fprintf(stderr, "flood: %d writes failed\n", failed);
	printf("%ld %ld\n", elapsed, seqnum() - first);
	return 0;
}
