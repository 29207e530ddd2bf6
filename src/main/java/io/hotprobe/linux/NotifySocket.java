package io.hotprobe.linux;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The way to tell a service manager how a service is, as sd_notify(3) has it: datagrams of lines {@code KEY=VALUE} to the socket that
 * {@code NOTIFY_SOCKET} names, a path or, behind {@code @}, a name in the abstract namespace.
 *
 * <p>Safe for any thread; a call blocks {@value #PATIENCE_MILLIS} ms at most, for a manager that does not read.
 */
public final class NotifySocket implements AutoCloseable {

  /** How long to wait for room at the manager's side. */
  static final int PATIENCE_MILLIS = 1_000;

  // include/linux/socket.h, include/uapi/asm-generic/socket.h
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int SO_SNDTIMEO = 21;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int PATH_LIMIT = 107;

  // struct msghdr: name* 0, namelen 8, iov* 16, iovlen 24, control* 32, controllen 40, flags 48;
  // behind it an iovec at 56, and at 72 a cmsghdr: len 0, level 8, type 12, data 16
  private static final int IOVEC = 56;
  private static final int CONTROL = 72;
  private static final int CONTROL_BYTES = 24;
  private static final int CONTROL_LENGTH = 20;

  private final Libc libc;
  private final Descriptor socket;
  private final ByteBuffer address;
  private final int addressLength;

  private NotifySocket(Libc libc, Descriptor socket, ByteBuffer address, int addressLength) {
    this.libc = libc;
    this.socket = socket;
    this.address = address;
    this.addressLength = addressLength;
  }

  /**
   * The socket of the manager that started this process.
   *
   * @param name the value of {@code NOTIFY_SOCKET}; null or empty when there is no manager
   * @throws IOException if the name is no path and not abstract, or no socket can be had
   */
  public static Optional<NotifySocket> of(String name) throws IOException {
    if (name == null || name.isEmpty()) {
      return Optional.empty();
    }
    byte[] path = name.getBytes(StandardCharsets.UTF_8);
    if (path[0] != '/' && path[0] != '@' || path.length < 2 || path.length > PATH_LIMIT) {
      throw new IOException("NOTIFY_SOCKET=" + name + ": neither a path nor @ and a name, of at most " + PATH_LIMIT + " bytes");
    }
    if (path[0] == '@') {
      path[0] = 0;
    }
    Libc libc = Libc.link();
    ByteBuffer address = Libc.allocate(Short.BYTES + PATH_LIMIT + 1).putShort((short) AF_UNIX).put(path).clear();
    int fd = libc.socket(AF_UNIX, SOCK_DGRAM | Libc.O_CLOEXEC, 0);
    Descriptor socket = Descriptor.of(libc, "socket", fd, "RestrictAddressFamilies= must include AF_UNIX");
    ByteBuffer patience = Libc.allocate(2 * Long.BYTES).putLong(0, PATIENCE_MILLIS / 1000);
    libc.setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, patience, patience.capacity());
    return Optional.of(new NotifySocket(libc, socket, address, Short.BYTES + path.length));
  }

  /**
   * Sends one datagram.
   *
   * @param state lines {@code KEY=VALUE}
   * @throws IOException if the manager cannot be reached or does not read: naming the call and the errno
   */
  public void send(String state) throws IOException {
    send(state, -1);
  }

  /**
   * Has the manager keep a descriptor across restarts of this service.
   *
   * @param name by which it comes back, see {@link PassedDescriptors}
   * @throws IOException as {@link #send}
   */
  public void store(String name, int fd) throws IOException {
    // A socket with a pending error, as one that overran has, would be thrown away by a manager that polls it.
    send("FDSTORE=1\nFDNAME=" + name + "\nFDPOLL=0", fd);
  }

  private synchronized void send(String state, int fd) throws ErrnoException {
    byte[] text = state.getBytes(StandardCharsets.UTF_8);
    ByteBuffer payload = Libc.allocate(text.length).put(text);
    ByteBuffer message = Libc.allocate(CONTROL + CONTROL_BYTES);
    long base = Libc.address(message);
    message.putLong(0, Libc.address(address)).putInt(8, addressLength);
    message.putLong(16, base + IOVEC).putLong(24, 1);
    message.putLong(IOVEC, Libc.address(payload)).putLong(IOVEC + 8, text.length);
    if (fd >= 0) {
      message.putLong(32, base + CONTROL).putLong(40, CONTROL_BYTES);
      message.putLong(CONTROL, CONTROL_LENGTH).putInt(CONTROL + 8, SOL_SOCKET).putInt(CONTROL + 12, SCM_RIGHTS).putInt(CONTROL + 16, fd);
    }
    long sent = libc.sendmsg(socket.fd(), message, MSG_NOSIGNAL);
    int errno = sent < 0 ? Libc.errno() : 0;
    Reference.reachabilityFence(payload);
    if (sent < 0) {
      throw new ErrnoException("sendmsg", errno, "NOTIFY_SOCKET: the service manager does not take messages");
    }
  }

  @Override
  public synchronized void close() {
    socket.close();
  }
}
