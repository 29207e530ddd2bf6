/*
 * The kernel's three module calls in memory, for a program that is started with this preloaded inside a world: what is inserted
 * appears in /sys/module, what is deleted goes from there. As the real one it refuses a module whose dependencies are not live, one that
 * is live already, and to delete one that is in use. /current/kernel.script: "fail MODULE ERRNO" refuses, other lines are for hotprobe.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static char *attribute(const char *module, const char *name)
{
	static char path[4][512];
	static int next;
	char *p = path[next++ % 4];
	snprintf(p, sizeof path[0], "/sys/module/%s%s%s", module, *name ? "/" : "", name);
	return p;
}

static long number(const char *module)
{
	long n = 0;
	FILE *f = fopen(attribute(module, "refcnt"), "r");
	if (f) {
		if (fscanf(f, "%ld", &n) != 1)
			n = 0;
		fclose(f);
	}
	return n;
}

static void put(const char *module, const char *name, const char *text)
{
	FILE *f = fopen(attribute(module, name), "w");
	if (f) {
		fprintf(f, "%s\n", text);
		fclose(f);
	}
}

static void count(const char *module, long change)
{
	char text[24];
	snprintf(text, sizeof text, "%ld", number(module) + change);
	put(module, "refcnt", text);
}

/* The value of a modinfo string; it must not be the first of its section. */
static const char *info(const char *image, size_t size, const char *key)
{
	char tag[32];
	size_t length = (size_t) snprintf(tag + 1, sizeof tag - 1, "%s=", key) + 1;
	tag[0] = 0;
	const char *at = memmem(image, size, tag, length);
	return at ? at + length : "";
}

static int scripted(const char *module)
{
	char line[256], name[128], errors[32];
	int found = 0;
	FILE *f = fopen("/current/kernel.script", "r");
	while (f && fgets(line, sizeof line, f))
		if (sscanf(line, "fail %127s %31s", name, errors) == 2 && !strcmp(name, module))
			for (int e = 1; e < 134; e++)
				if (strerrorname_np(e) && !strcmp(strerrorname_np(e), errors))
					found = e;
	if (f)
		fclose(f);
	return found;
}

static int refuse(int error)
{
	errno = error;
	return -1;
}

static int insert(const char *image, size_t size)
{
	char module[128], depends[512], holder[700], link[160];
	if (size < 4 || memcmp(image, "\177ELF", 4))
		return refuse(ENOEXEC);
	snprintf(module, sizeof module, "%s", info(image, size, "name"));
	if (!access(attribute(module, "initstate"), F_OK))
		return refuse(EEXIST);
	snprintf(depends, sizeof depends, "%s", info(image, size, "depends"));
	for (char *save, *d = strtok_r(depends, ",", &save); d; d = strtok_r(NULL, ",", &save))
		if (access(attribute(d, ""), F_OK))
			return refuse(ENOENT);
	if (scripted(module))
		return refuse(scripted(module));
	snprintf(depends, sizeof depends, "%s", info(image, size, "depends"));
	for (char *save, *d = strtok_r(depends, ",", &save); d; d = strtok_r(NULL, ",", &save)) {
		snprintf(holder, sizeof holder, "%s/%s", attribute(d, "holders"), module);
		snprintf(link, sizeof link, "../../%s", module);
		if (symlink(link, holder) == 0)
			count(d, 1);
	}
	mkdir(attribute(module, ""), 0755);
	mkdir(attribute(module, "holders"), 0755);
	put(module, "refcnt", "0");
	put(module, "coresize", "16384");
	put(module, "initstate", "live");
	return 0;
}

int init_module(void *image, unsigned long size, const char *args)
{
	(void) args;
	return insert(image, size);
}

static int insert_file(int fd)
{
	struct stat st;
	if (fstat(fd, &st) || st.st_size == 0)
		return refuse(ENOEXEC);
	char *image = mmap(NULL, (size_t) st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (image == MAP_FAILED)
		return -1;
	int result = insert(image, (size_t) st.st_size);
	int error = errno;
	munmap(image, (size_t) st.st_size);
	errno = error;
	return result;
}

long syscall(long call, ...)
{
	va_list more;
	long a[6];
	va_start(more, call);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(more, long);
	va_end(more);
	if (call == SYS_finit_module)
		return insert_file((int) a[0]);
	long (*real)(long, ...) = dlsym(RTLD_NEXT, "syscall");
	return real(call, a[0], a[1], a[2], a[3], a[4], a[5]);
}

int delete_module(const char *module, unsigned int flags)
{
	char command[1024];
	if (access(attribute(module, ""), F_OK))
		return refuse(ENOENT);
	if (number(module) > 0 && !(flags & O_TRUNC))
		return refuse(flags & O_NONBLOCK ? EAGAIN : EBUSY);
	if (scripted(module))
		return refuse(scripted(module));
	unlink(attribute(module, "refcnt"));
	unlink(attribute(module, "coresize"));
	unlink(attribute(module, "initstate"));
	rmdir(attribute(module, "holders"));
	rmdir(attribute(module, ""));
	/* Whom it held. */
	snprintf(command, sizeof command, "for h in /sys/module/*/holders/%s; do [ -L \"$h\" ] && echo \"$h\"; done", module);
	FILE *held = popen(command, "r");
	while (held && fgets(command, sizeof command, held)) {
		command[strcspn(command, "\n")] = 0;
		unlink(command);
		char *name = command + strlen("/sys/module/");
		*strchr(name, '/') = 0;
		count(name, -1);
	}
	if (held)
		pclose(held);
	return 0;
}
