package io.hotprobe.linux;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * A netlink socket bound to the kernel's uevents, with credentials on and its receive buffer as large as it could be made.
 *
 * <p>Confined to one thread at a time.
 */
final class NetlinkSocket implements AutoCloseable {

  // include/linux/socket.h, include/linux/net.h, include/uapi/linux/netlink.h, include/uapi/asm-generic/socket.h
  static final int NETLINK_KOBJECT_UEVENT = 15;
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUF = 8;
  private static final int SO_PASSCRED = 16;
  private static final int SO_ATTACH_FILTER = 26;
  private static final int SO_DETACH_FILTER = 27;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SO_PROTOCOL = 38;
  private static final int F_SETFL = 4;

  private static final int EACCES = 13;
  private static final int EPROTONOSUPPORT = 93;
  private static final int EAFNOSUPPORT = 97;

  private static final int INT = Integer.BYTES;
  private static final int SOCKADDR_NL = 12;

  private final Libc libc;
  private final Descriptor descriptor;
  private final ByteBuffer value = Libc.allocate(INT);
  private final ByteBuffer length = Libc.allocate(INT);

  private NetlinkSocket(Libc libc, Descriptor descriptor) {
    this.libc = libc;
    this.descriptor = descriptor;
  }

  /** Opens and binds one; see {@link UeventSocket#open}. */
  static NetlinkSocket open(Libc libc, int groups, int receiveBufferBytes) throws ErrnoException {
    int fd = libc.socket(AF_NETLINK, SOCK_RAW | Libc.O_CLOEXEC | Libc.O_NONBLOCK, NETLINK_KOBJECT_UEVENT);
    NetlinkSocket socket = new NetlinkSocket(libc, Descriptor.of(libc, "socket", fd, fd < 0 ? remedy(Libc.errno()) : ""));
    try {
      socket.set("SO_PASSCRED", SO_PASSCRED, 1);
      socket.growReceiveBuffer(receiveBufferBytes);
      socket.bind(groups);
      return socket;
    } catch (ErrnoException failed) {
      socket.close();
      throw failed;
    }
  }

  /**
   * Takes over a socket that an earlier process opened and bound, with what waits in it, but without the filter that it may have.
   *
   * @throws IOException if it is anything else; it is then closed
   */
  static NetlinkSocket adopt(Libc libc, int fd, int groups, int receiveBufferBytes) throws IOException {
    NetlinkSocket socket = new NetlinkSocket(libc, Descriptor.adopt(libc, fd));
    try {
      ByteBuffer address = socket.address();
      if (address.getShort(0) != AF_NETLINK || socket.get("SO_PROTOCOL", SO_PROTOCOL) != NETLINK_KOBJECT_UEVENT
          || (address.getInt(8) & groups) != groups) {
        throw new IOException("descriptor " + fd + " that was kept for hotprobe is no uevent socket");
      }
      libc.fcntl(fd, F_SETFL, Libc.O_NONBLOCK);
      socket.filter(null);
      socket.set("SO_PASSCRED", SO_PASSCRED, 1);
      socket.growReceiveBuffer(receiveBufferBytes);
      return socket;
    } catch (IOException failed) {
      socket.close();
      throw failed;
    }
  }

  private static String remedy(int errno) {
    return switch (errno) {
      case EPROTONOSUPPORT, EAFNOSUPPORT -> "this kernel or sandbox has no netlink uevents: it needs CONFIG_NET, and under systemd"
          + " RestrictAddressFamilies= must include AF_NETLINK";
      case 1, EACCES -> "a sandbox (seccomp, SELinux, AppArmor) forbids netlink: allow AF_NETLINK";
      case 23, 24 -> "raise the limit on open files (ulimit -n, LimitNOFILE=)";
      default -> "";
    };
  }

  /** The kernel books twice what is asked, and without privilege cuts what is asked to net.core.rmem_max and says nothing. */
  private void growReceiveBuffer(int bytes) throws ErrnoException {
    set("SO_RCVBUF", SO_RCVBUF, bytes);
    if (receiveBuffer() < 2L * bytes) {
      value.putInt(0, bytes);
      // Refused without CAP_NET_ADMIN: what we have is then all there is, and receiveBuffer() tells.
      libc.setsockopt(fd(), SOL_SOCKET, SO_RCVBUFFORCE, value, INT);
    }
  }

  private void set(String name, int option, int to) throws ErrnoException {
    value.putInt(0, to);
    if (libc.setsockopt(fd(), SOL_SOCKET, option, value, INT) < 0) {
      throw new ErrnoException("setsockopt", Libc.errno(), name);
    }
  }

  /** Port id 0 leaves the choice of one to the kernel. */
  private void bind(int groups) throws ErrnoException {
    ByteBuffer address = Libc.allocate(SOCKADDR_NL).putShort(0, (short) AF_NETLINK).putInt(8, groups);
    if (libc.bind(fd(), address, SOCKADDR_NL) < 0) {
      int errno = Libc.errno();
      throw new ErrnoException("bind", errno, remedy(errno));
    }
  }

  /** Has the kernel drop what a filter drops; null ends that. Whether it does as asked: a sandbox may forbid it. */
  boolean filter(HeaderFilter filter) {
    if (filter == null) {
      libc.setsockopt(fd(), SOL_SOCKET, SO_DETACH_FILTER, Libc.allocate(INT), INT);
      return true;
    }
    ByteBuffer program = filter.program();
    boolean attached = libc.setsockopt(fd(), SOL_SOCKET, SO_ATTACH_FILTER, program, program.capacity()) == 0;
    Reference.reachabilityFence(filter);
    return attached;
  }

  int fd() {
    return descriptor.fd();
  }

  /** The receive buffer the kernel gave, in bytes as the kernel books them. */
  int receiveBuffer() throws ErrnoException {
    return get("SO_RCVBUF", SO_RCVBUF);
  }

  private int get(String name, int option) throws ErrnoException {
    length.putInt(0, INT);
    if (libc.getsockopt(fd(), SOL_SOCKET, option, value, length) < 0) {
      throw new ErrnoException("getsockopt", Libc.errno(), name);
    }
    return value.getInt(0);
  }

  /** The port id that the kernel chose. */
  int port() throws ErrnoException {
    return address().getInt(4);
  }

  private ByteBuffer address() throws ErrnoException {
    ByteBuffer address = Libc.allocate(SOCKADDR_NL);
    length.putInt(0, SOCKADDR_NL);
    if (libc.getsockname(fd(), address, length) < 0) {
      throw new ErrnoException("getsockname", Libc.errno(), "");
    }
    return address;
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
