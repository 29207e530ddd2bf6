/*
 * Writes the table fnmatch.txt: random patterns and texts with the answer of this machine's fnmatch(3), flags 0, C locale.
 *
 *   cc -o fnmatch fnmatch.c && ./fnmatch > fnmatch.txt
 */
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <gnu/libc-version.h>

static const char *atoms[] = {
  "a", "b", "c", "A", "B", "0", "9", "_", "-", ":", "/", ".", "]", "!", "^", "=", " ", "\x7f", "\x80", "\xff",
  "*", "*", "*", "?", "?", "[", "[", "\\", "\\*", "\\?", "\\[", "\\]", "\\\\", "\\a",
  "[abc]", "[a-c]", "[!a-c]", "[^a]", "[]a]", "[!]a]", "[^]]", "[a-]", "[-a]", "[!-a]", "[a-c-e]", "[c-a]", "[--/]", "[a\\]b]",
  "[\\a-c]", "[a-\\c]", "[\\]]", "[\\", "[a", "[!", "[]", "[!]", "[^]", "[a-", "[[]", "[[:", "[[:digit:]]", "[[:alpha:]]",
  "[![:alpha:]]", "[[:alnum:]_]", "[[:upper:][:digit:]]", "[^[:space:]]", "[[:punct:]]", "[[:xdigit:]]", "[[:blank:]]",
  "[[:cntrl:]]", "[[:graph:]]", "[[:print:]]", "[[:lower:]]", "[[:nope:]]", "[a[:nope:]]", "[![:nope:]]", "[![:nope:]a]", "[[=a=]]", "[![=a=]b]", "[[.a.]]", "[[.a.]-c]", "[a-[.c.]]", "[[:digit:]", "[[:Digit:]]",
  "[[:]]", "[[::]]", "[:digit:]", "[a[:]", "[?]", "[*]", "[!*]", "[/]", "[!/]", "[.]", "[\x80-\xff]", "[a-\xff]", "[0-9a-f]",
  "usb:v*", "d*", "[0-9]*", "ic*", "[a-z]*", "**", "?*", "*?"
};
static const char *bytes[] = {
  "a", "b", "c", "d", "e", "A", "B", "0", "5", "9", "_", "-", ":", "/", ".", "]", "[", "!", "^", "=", "\\", "*", "?", " ", "\t",
  "\x01", "\x7f", "\x80", "\xff", "usb:v", "[a", "[]", "[:", "digit"
};
#define COUNT(x) (sizeof(x) / sizeof(*(x)))

static unsigned long long state = 20260101;

static unsigned below(unsigned bound)
{
  state = state * 6364136223846793005ULL + 1442695040888963407ULL;
  return (unsigned) (state >> 33) % bound;
}

/* POSIX leaves open what "[." and "[=" mean when they are not closed, long names inside them, and a range up to a class. */
static int is_undefined(const char *pattern)
{
  if (strstr(pattern, "-[:"))
    return 1;
  for (const char *p = pattern; *p; p++)
    if (p[0] == '[' && (p[1] == '.' || p[1] == '=') && !(p[2] && p[3] == p[1] && p[4] == ']'))
      return 1;
  return 0;
}

static void print(const char *text)
{
  for (const unsigned char *p = (const unsigned char *) text; *p; p++) {
    if (*p > ' ' && *p < 0x7f && *p != '%')
      putchar(*p);
    else
      printf("%%%02x", *p);
  }
}

int main(void)
{
  int matches = 0, others = 0;
  printf("# PATTERN TEXT 1|0, bytes as %%HH where not printable; made by fnmatch.c with glibc %s\n", gnu_get_libc_version());
  while (matches < 1500 || others < 1500) {
    char pattern[256] = "", text[256] = "";
    for (int i = below(4); i >= 0; i--) {
      strcat(pattern, atoms[below(COUNT(atoms))]);
      for (int tries = 0; below(8); tries++) {
        char longer[256];
        strcpy(longer, text);
        strcat(longer, bytes[below(COUNT(bytes))]);
        if (tries == 40 || fnmatch(pattern, longer, 0) == 0) {
          if (tries < 40 || below(2))
            strcpy(text, longer);
          break;
        }
      }
    }
    int match = fnmatch(pattern, text, 0) == 0;
    if (is_undefined(pattern))
      continue;
    if (match ? matches++ < 1500 : others++ < 1500) {
      print(pattern);
      putchar('\t');
      print(text);
      printf("\t%d\n", match);
    }
  }
  return 0;
}
