/*
 * Opens a socket, so that the kernel asks modprobe for what it has no code for yet.
 *
 * usage: opensocket FAMILY TYPE PROTOCOL      numbers, as socket(2) takes them; prints "open" or what errno says
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

int main(int count, char **words)
{
    if (count != 4) {
        fprintf(stderr, "usage: opensocket FAMILY TYPE PROTOCOL\n");
        return 2;
    }
    int opened = socket(atoi(words[1]), atoi(words[2]), atoi(words[3]));
    puts(opened >= 0 ? "open" : strerror(errno));
    return opened < 0;
}
