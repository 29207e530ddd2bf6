/*
 * Prints the kernel's uevents in hotprobe's recording format, stamped at receipt.
 *
 * usage: uevents FILE      FILE is created, or is a serial port; returns when the listener listens
 *
 * A passive listener: it only receives, so what it measures does not depend on which daemon runs. Serial ports are
 * slow; what they cannot take yet waits in memory, so that a stamp never waits for output.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum {
    KERNEL_GROUP = 1,
    RECEIVE_BUFFER_BYTES = 64 << 20,
    MESSAGE_BYTES = 16 << 10, /* the kernel sends at most 2 KiB of properties and one devpath */
    PENDING_BYTES = 64 << 20,
    ESCAPE_BYTES = 4, /* \xHH */
};

static char pending[PENDING_BYTES];
static size_t pending_start, pending_end;

static void die(const char *what)
{
    fprintf(stderr, "uevents: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void put(const char *text, size_t length)
{
    if (pending_end + length * ESCAPE_BYTES + 1 > sizeof pending) {
        fprintf(stderr, "uevents: more than %d bytes wait for output\n", PENDING_BYTES);
        exit(1);
    }
    for (size_t i = 0; i < length; i++) {
        unsigned char c = text[i];
        if (c < 0x20 || c == 0x7f || c == '\\')
            pending_end += sprintf(pending + pending_end, "\\x%02X", c);
        else
            pending[pending_end++] = c;
    }
}

static void put_line(const char *text, size_t length)
{
    put(text, length);
    pending[pending_end++] = '\n';
}

static void drain(int out)
{
    ssize_t written = write(out, pending + pending_start, pending_end - pending_start);
    if (written < 0 && errno != EAGAIN)
        die("write");
    if (written > 0)
        pending_start += written;
    if (pending_start == pending_end)
        pending_start = pending_end = 0;
}

static long long micros_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static void record(const char *message, size_t length, long long micros)
{
    size_t header = strnlen(message, length);
    const char *at = memchr(message, '@', header);
    if (!at)
        return;
    char stamp[64];
    put(stamp, snprintf(stamp, sizeof stamp, "@ %lld ", micros));
    put(message, at - message);
    put(" ", 1);
    put_line(at + 1, message + header - at - 1);
    for (size_t start = header + 1; start < length;) {
        size_t property = strnlen(message + start, length - start);
        put_line(message + start, property);
        start += property + 1;
    }
    put_line("", 0);
}

static void receive(int in)
{
    static long long first_micros;
    char message[MESSAGE_BYTES];
    struct sockaddr_nl sender;
    socklen_t sender_size = sizeof sender;
    ssize_t length = recvfrom(in, message, sizeof message, MSG_TRUNC, (struct sockaddr *)&sender, &sender_size);
    long long micros = micros_now();
    if (length < 0) {
        if (errno == EINTR)
            return;
        die(errno == ENOBUFS ? "events were lost, RECEIVE_BUFFER_BYTES is too small" : "recvfrom");
    }
    if (sender.nl_pid != 0 || (size_t)length > sizeof message)
        return;
    if (!first_micros)
        first_micros = micros;
    record(message, length, micros - first_micros);
}

static int open_kernel(void)
{
    int in = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_KOBJECT_UEVENT);
    if (in < 0)
        die("socket");
    int bytes = RECEIVE_BUFFER_BYTES;
    if (setsockopt(in, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) < 0)
        die("SO_RCVBUFFORCE, which needs root");
    struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = KERNEL_GROUP};
    if (bind(in, (struct sockaddr *)&address, sizeof address) < 0)
        die("bind");
    return in;
}

static int open_output(const char *file)
{
    int out = open(file, O_WRONLY | O_CREAT | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0644);
    if (out < 0)
        die(file);
    struct termios terminal;
    if (tcgetattr(out, &terminal) == 0) {
        cfmakeraw(&terminal);
        tcsetattr(out, TCSANOW, &terminal);
    }
    return out;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: uevents FILE\n");
        return 2;
    }
    int in = open_kernel();
    int out = open_output(argv[1]);
    put_line("# hotprobe recording 1", 22);
    if (daemon(1, 1) < 0)
        die("daemon");
    for (;;) {
        struct pollfd ready[] = {
            {.fd = in, .events = POLLIN},
            {.fd = out, .events = pending_start < pending_end ? POLLOUT : 0},
        };
        if (poll(ready, 2, -1) < 0 && errno != EINTR)
            die("poll");
        if (ready[0].revents)
            receive(in);
        else if (ready[1].revents)
            drain(out);
    }
}
