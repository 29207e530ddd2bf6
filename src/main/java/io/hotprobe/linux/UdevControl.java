package io.hotprobe.linux;

import io.hotprobe.module.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The socket by which {@code udevadm} speaks to udevd, {@code /run/udev/control}: it is there as long as a udevd is, {@code
 * udevadm settle} and {@code udevadm control} ask by it, and only root may. A message has 280 bytes: version (16), magic, kind,
 * value (256). A client sends what it wants and {@value #END}, and waits until the connection is closed. Source: {@code
 * src/udev/udev-ctrl.c} of systemd 252 and 257.
 */
public final class UdevControl implements AutoCloseable {

  /** What is asked for; what is asked in another kind of message is passed over. */
  public enum Request {
    /** Everything that came before is to be taken in first. */
    PING,
    /** Rules are to be read again. */
    RELOAD,
    /** The daemon is to end. */
    EXIT
  }

  static final int MESSAGE = 280;
  static final int MAGIC = 0xdead1dea;
  static final int MAGIC_AT = 16;
  static final int KIND_AT = 20;
  static final int END = 0;
  static final int RELOAD = 4;
  static final int PING = 7;
  static final int EXIT = 8;

  static final int AF_UNIX = 1;
  static final int SOCK_SEQPACKET = 5;
  private static final int ECONNREFUSED = 111;
  private static final int SOL_SOCKET = 1;
  private static final int SO_PEERCRED = 17;
  private static final int PATH_LIMIT = 107;
  private static final int BACKLOG = 16;
  private static final int OWN_ONLY = 0600;
  private static final Charset NAMES = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  /** How long a client may say nothing. */
  private static final int PATIENCE_MILLIS = 5_000;

  /** How many messages a client may send. */
  private static final int MOST_MESSAGES = 64;

  private final Libc libc;
  private final Path path;
  private final Descriptor listening;
  private final Descriptor wakeUp;
  private final Object file;
  private volatile boolean closed;

  /** @throws IOException if the socket is gone from its path already */
  private UdevControl(Libc libc, Path path, Descriptor listening, Descriptor wakeUp) throws IOException {
    this.libc = libc;
    this.path = path;
    this.file = file(path);
    this.listening = listening;
    this.wakeUp = wakeUp;
  }

  /**
   * Makes the socket, in place of one that a daemon before this one left.
   *
   * @throws IOException naming the call, the path and the errno; or that a daemon serves it already
   */
  public static UdevControl open(Path path) throws IOException {
    if (isServed(path)) {
      throw new IOException(path + ": another daemon serves it: udevd, or a hotprobe that manages nodes. End it first (udevd by systemctl"
          + " mask --now systemd-udevd-control.socket systemd-udevd-kernel.socket systemd-udevd.service), or leave --manage-nodes out");
    }
    Libc libc = Libc.link();
    Files.createDirectories(path.getParent());
    Files.deleteIfExists(path);
    int fd = libc.socket(AF_UNIX, SOCK_SEQPACKET | Libc.O_CLOEXEC | Libc.O_NONBLOCK, 0);
    Descriptor listening = Descriptor.of(libc, "socket", fd, "RestrictAddressFamilies= must include AF_UNIX");
    try {
      check("bind", libc.bind(fd, address(path), Short.BYTES + PATH_LIMIT + 1), path);
      check("chmod", libc.chmod((path + "\0").getBytes(NAMES), OWN_ONLY), path);
      check("listen", libc.listen(fd, BACKLOG), path);
      Descriptor wakeUp = Descriptor.of(libc, "eventfd", libc.eventfd(0, Libc.O_CLOEXEC | Libc.O_NONBLOCK), "");
      return new UdevControl(libc, path, listening, wakeUp);
    } catch (IOException failed) {
      listening.close();
      throw failed;
    }
  }

  /**
   * Whether a daemon answers there. It sees a client that asks for nothing.
   *
   * @throws IOException if that cannot be found out: naming the call, the path and the errno
   */
  public static boolean isServed(Path path) throws IOException {
    Libc libc = Libc.link();
    int fd = libc.socket(AF_UNIX, SOCK_SEQPACKET | Libc.O_CLOEXEC | Libc.O_NONBLOCK, 0);
    Descriptor client = Descriptor.of(libc, "socket", fd, "RestrictAddressFamilies= must include AF_UNIX");
    try {
      if (libc.connect(fd, address(path), Short.BYTES + PATH_LIMIT + 1) == 0) {
        return true;
      }
      int errno = Libc.errno();
      if (errno == Errno.ENOENT.number() || errno == ECONNREFUSED) {
        return false;
      }
      if (errno == Errno.EAGAIN.number()) {
        // Too many clients wait there already.
        return true;
      }
      throw new ErrnoException("connect", errno, path.toString());
    } finally {
      client.close();
    }
  }

  /** {@code struct sockaddr_un}. */
  static ByteBuffer address(Path path) throws IOException {
    byte[] name = path.toString().getBytes(NAMES);
    if (name.length > PATH_LIMIT) {
      throw new IOException(path + ": longer than the " + PATH_LIMIT + " bytes that a socket's path may have");
    }
    return Libc.allocate(Short.BYTES + PATH_LIMIT + 1).putShort((short) AF_UNIX).put(name).clear();
  }

  private static void check(String call, int result, Path path) throws ErrnoException {
    if (result < 0) {
      throw new ErrnoException(call, Libc.errno(), path.toString());
    }
  }

  /**
   * Serves one client after the other until {@link #close}, on the calling thread.
   *
   * @param handler a client waits until it has come back
   * @throws IOException if the socket fails; a client's fault ends its connection only
   */
  public void serve(Consumer<Request> handler) throws IOException {
    Poll poll = new Poll(libc, listening.fd(), wakeUp.fd());
    try {
      while (!closed) {
        poll.await(-1);
        if (!closed && poll.ready(0)) {
          accept(handler);
        }
      }
    } finally {
      listening.close();
      wakeUp.close();
    }
  }

  private void accept(Consumer<Request> handler) throws ErrnoException {
    int fd = libc.accept4(listening.fd(), null, null, Libc.O_CLOEXEC | Libc.O_NONBLOCK);
    if (fd < 0) {
      return;
    }
    Descriptor client = Descriptor.of(libc, "accept4", fd, "");
    try {
      if (mayAsk(client)) {
        converse(client, handler);
      }
    } finally {
      client.close();
    }
  }

  /** Root and whoever this process runs as. */
  private boolean mayAsk(Descriptor client) {
    ByteBuffer credentials = Libc.allocate(3 * Integer.BYTES);
    ByteBuffer length = Libc.allocate(Integer.BYTES).putInt(0, credentials.capacity());
    if (libc.getsockopt(client.fd(), SOL_SOCKET, SO_PEERCRED, credentials, length) < 0) {
      return false;
    }
    int user = credentials.getInt(Integer.BYTES);
    return user == 0 || user == libc.geteuid();
  }

  private void converse(Descriptor client, Consumer<Request> handler) throws ErrnoException {
    ByteBuffer message = Libc.allocate(MESSAGE);
    Poll poll = new Poll(libc, client.fd(), wakeUp.fd());
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    for (int messages = 0; messages < MOST_MESSAGES && !closed; ) {
      long read = libc.read(client.fd(), message, MESSAGE);
      if (read == MESSAGE && message.getInt(MAGIC_AT) == MAGIC) {
        messages++;
        if (message.getInt(KIND_AT) == END) {
          return;
        }
        pass(message.getInt(KIND_AT), handler);
        continue;
      }
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      boolean later = read < 0 && (Libc.errno() == Errno.EAGAIN.number() || Libc.errno() == Errno.EINTR.number());
      if (!later || left <= 0) {
        return;
      }
      poll.await((int) left);
    }
  }

  private static void pass(int kind, Consumer<Request> handler) {
    switch (kind) {
      case PING -> handler.accept(Request.PING);
      case RELOAD -> handler.accept(Request.RELOAD);
      case EXIT -> handler.accept(Request.EXIT);
      default -> {
        // The level of the log, the number of workers, global properties: there is no such thing here.
        return;
      }
    }
  }

  /** Ends {@link #serve} and takes the socket away, unless it is another's by now. A second call does nothing. */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    if (wakeUp.fd() >= 0) {
      libc.write(wakeUp.fd(), Libc.allocate(Long.BYTES).putLong(0, 1), Long.BYTES);
    }
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && file(path).equals(file)) {
      Files.delete(path);
    }
  }

  /** Which file that is, whatever its name. */
  private static Object file(Path path) throws IOException {
    return Files.readAttributes(path, "unix:dev,ino", LinkOption.NOFOLLOW_LINKS);
  }
}
