/*
 * The peer of the alias benchmark: libkmod's own lookup over a corpus of modaliases.
 *
 *   libkmod MODULE_DIRECTORY CORPUS print      one line per modalias: it, a tab, its modules joined by commas, in kmod's order
 *   libkmod MODULE_DIRECTORY CORPUS time N     looks the corpus up N times; prints "<ns per lookup> <hits in one pass>" per pass
 *
 * Indexes are mapped once (kmod_load_resources) and there is no configuration, which is the best a long-running user of
 * libkmod can do. One lookup = kmod_module_new_from_lookup, one walk over the list, release of the list.
 */
#include <libkmod.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct corpus {
	char *text;
	char **lines;
	size_t count;
};

static void die(const char *what, const char *name)
{
	fprintf(stderr, "libkmod: %s: ", what);
	perror(name);
	exit(2);
}

static struct corpus read_corpus(const char *path)
{
	struct corpus corpus = { 0 };
	FILE *file = fopen(path, "r");
	long size;

	if (!file || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0)
		die("cannot read the corpus", path);
	rewind(file);
	corpus.text = calloc((size_t)size + 1, 1);
	corpus.lines = calloc((size_t)size + 1, sizeof(char *));
	if (!corpus.text || !corpus.lines || fread(corpus.text, 1, (size_t)size, file) != (size_t)size)
		die("cannot read the corpus", path);
	fclose(file);
	for (char *line = strtok(corpus.text, "\n"); line; line = strtok(NULL, "\n"))
		corpus.lines[corpus.count++] = line;
	return corpus;
}

static struct kmod_list *look_up(struct kmod_ctx *ctx, const char *modalias)
{
	struct kmod_list *list = NULL;

	if (kmod_module_new_from_lookup(ctx, modalias, &list) < 0)
		return NULL; /* an unusable modalias: kmod finds nothing either */
	return list;
}

static void print_all(struct kmod_ctx *ctx, const struct corpus *corpus)
{
	for (size_t i = 0; i < corpus->count; i++) {
		struct kmod_list *list = look_up(ctx, corpus->lines[i]), *at;
		const char *separator = "\t";

		fputs(corpus->lines[i], stdout);
		if (!list)
			putchar('\t');
		kmod_list_foreach(at, list) {
			struct kmod_module *module = kmod_module_get_module(at);
			printf("%s%s", separator, kmod_module_get_name(module));
			separator = ",";
			kmod_module_unref(module);
		}
		putchar('\n');
		kmod_module_unref_list(list);
	}
}

static size_t pass(struct kmod_ctx *ctx, const struct corpus *corpus)
{
	size_t hits = 0;

	for (size_t i = 0; i < corpus->count; i++) {
		struct kmod_list *list = look_up(ctx, corpus->lines[i]), *at;

		kmod_list_foreach(at, list)
			hits++;
		kmod_module_unref_list(list);
	}
	return hits;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e9 + time.tv_nsec;
}

int main(int argc, char **argv)
{
	const char *no_configuration[] = { NULL };

	if (argc < 4 || (strcmp(argv[3], "time") == 0 && argc < 5)) {
		fprintf(stderr, "usage: libkmod MODULE_DIRECTORY CORPUS print | time N\n");
		return 2;
	}
	struct corpus corpus = read_corpus(argv[2]);
	struct kmod_ctx *ctx = kmod_new(argv[1], no_configuration);
	if (!ctx || kmod_load_resources(ctx) < 0)
		die("cannot load the indexes of", argv[1]);
	kmod_set_log_priority(ctx, 0);
	if (strcmp(argv[3], "print") == 0) {
		print_all(ctx, &corpus);
	} else {
		for (int i = 0; i < atoi(argv[4]); i++) {
			double start = now();
			size_t hits = pass(ctx, &corpus);
			printf("%.1f %zu\n", (now() - start) / (double)corpus.count, hits);
			fflush(stdout);
		}
	}
	kmod_unref(ctx);
	free(corpus.lines);
	free(corpus.text);
	return 0;
}
