package io.hotprobe.linux;

import io.hotprobe.module.Errno;
import java.nio.ByteBuffer;

/**
 * A socket to the kernel's network configuration, for one request and its answer at a time. Source: netlink(7), rtnetlink(7),
 * include/uapi/linux/{netlink,rtnetlink}.h. Confined to one thread.
 */
final class RouteSocket implements AutoCloseable {

  /** Bytes of nlmsghdr, of ifinfomsg, of rtattr. */
  static final int HEADER = 16;
  static final int LINK_MESSAGE = 16;
  static final int ATTRIBUTE = 4;

  static final short REQUEST = 1;
  static final short ACKNOWLEDGE = 4;

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int NETLINK_ROUTE = 0;
  private static final int SOCKADDR_NL = 12;
  private static final short NLMSG_ERROR = 2;

  /** More than the kernel tells of a link, its virtual functions left out; what is longer is cut. */
  private static final int ANSWER_LIMIT = 32 << 10;

  private final Libc libc;
  private final Descriptor socket;

  private RouteSocket(Libc libc, Descriptor socket) {
    this.libc = libc;
    this.socket = socket;
  }

  static RouteSocket open(Libc libc) throws ErrnoException {
    int fd = libc.socket(AF_NETLINK, SOCK_RAW | Libc.O_CLOEXEC, NETLINK_ROUTE);
    return new RouteSocket(libc, Descriptor.of(libc, "socket", fd, "RestrictAddressFamilies= must include AF_NETLINK"));
  }

  /**
   * Begins a request about a link: header and ifinfomsg, with {@code room} bytes left for attributes.
   *
   * @param flags besides {@link #REQUEST}
   */
  static ByteBuffer request(short type, short flags, int index, int room) {
    int length = HEADER + LINK_MESSAGE + room;
    ByteBuffer message = Libc.allocate(length);
    message.putInt(length).putShort(type).putShort((short) (REQUEST | flags)).putInt(1).putInt(0);
    return message.putInt(0).putInt(index).putInt(0).putInt(0);
  }

  /**
   * Sends a request and waits for its answer, which is there as soon as the request was sent.
   *
   * @param what it is about, for the message of an error
   * @return the answer from its header on; an acknowledgement is one too
   * @throws ErrnoException also when the kernel refuses
   */
  ByteBuffer exchange(ByteBuffer request, String what) throws ErrnoException {
    ByteBuffer kernel = Libc.allocate(SOCKADDR_NL).putShort(0, (short) AF_NETLINK);
    if (libc.sendto(socket.fd(), request, request.capacity(), 0, kernel, SOCKADDR_NL) < 0) {
      throw new ErrnoException("sendto", Libc.errno(), what);
    }
    ByteBuffer answer = Libc.allocate(ANSWER_LIMIT);
    long bytes;
    do {
      bytes = libc.read(socket.fd(), answer, ANSWER_LIMIT);
    } while (bytes < 0 && Libc.errno() == Errno.EINTR.number());
    if (bytes < 0) {
      throw new ErrnoException("read", Libc.errno(), what);
    }
    if (bytes < HEADER + Integer.BYTES) {
      throw new ErrnoException("read", Errno.EIO.number(), what + ": the kernel gave no answer to it");
    }
    if (answer.getShort(4) == NLMSG_ERROR && answer.getInt(HEADER) != 0) {
      throw new ErrnoException("sendto", -answer.getInt(HEADER), what);
    }
    return answer.limit((int) bytes);
  }

  @Override
  public void close() {
    socket.close();
  }
}
