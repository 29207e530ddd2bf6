package io.hotprobe.linux;

import io.hotprobe.module.Errno;
import io.hotprobe.nodes.Interfaces;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The network interfaces of this machine, by rtnetlink: {@code RTM_SETLINK} with {@code IFLA_IFNAME}. Source: rtnetlink(7),
 * include/uapi/linux/{netlink,rtnetlink,if_link}.h.
 */
public final class LinuxInterfaces implements Interfaces {

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int NETLINK_ROUTE = 0;
  private static final int SOCKADDR_NL = 12;

  private static final short RTM_SETLINK = 19;
  private static final short NLMSG_ERROR = 2;
  private static final short REQUEST_AND_ACKNOWLEDGE = 1 | 4;
  private static final short IFLA_IFNAME = 3;

  /** Bytes of nlmsghdr, of ifinfomsg, of rtattr. */
  private static final int HEADER = 16;
  private static final int LINK_MESSAGE = 16;
  private static final int ATTRIBUTE = 4;

  private static final int ANSWER_LIMIT = 4096;

  private final Libc libc;

  /** @throws IOException if JNA's native library cannot be loaded */
  public LinuxInterfaces() throws IOException {
    this.libc = Libc.link();
  }

  @Override
  public void rename(int index, String name) throws IOException {
    int fd = libc.socket(AF_NETLINK, SOCK_RAW | Libc.O_CLOEXEC, NETLINK_ROUTE);
    Descriptor socket = Descriptor.of(libc, "socket", fd, "RestrictAddressFamilies= must include AF_NETLINK");
    try {
      send(socket, request(index, name));
      receive(socket, "RTM_SETLINK interface " + index + " to " + name);
    } finally {
      socket.close();
    }
  }

  private static ByteBuffer request(int index, String name) {
    byte[] text = (name + '\0').getBytes(StandardCharsets.ISO_8859_1);
    int length = HEADER + LINK_MESSAGE + ATTRIBUTE + (text.length + 3 & ~3);
    ByteBuffer message = Libc.allocate(length);
    message.putInt(length).putShort(RTM_SETLINK).putShort(REQUEST_AND_ACKNOWLEDGE).putInt(1).putInt(0);
    message.putInt(0).putInt(index).putInt(0).putInt(0);
    message.putShort((short) (ATTRIBUTE + text.length)).putShort(IFLA_IFNAME).put(text);
    return message.clear();
  }

  private void send(Descriptor socket, ByteBuffer message) throws ErrnoException {
    ByteBuffer kernel = Libc.allocate(SOCKADDR_NL).putShort(0, (short) AF_NETLINK);
    if (libc.sendto(socket.fd(), message, message.capacity(), 0, kernel, SOCKADDR_NL) < 0) {
      throw new ErrnoException("sendto", Libc.errno(), "");
    }
  }

  /** The answer is there as soon as the request was sent. */
  private void receive(Descriptor socket, String what) throws ErrnoException {
    ByteBuffer answer = Libc.allocate(ANSWER_LIMIT);
    long bytes;
    do {
      bytes = libc.read(socket.fd(), answer, ANSWER_LIMIT);
    } while (bytes < 0 && Libc.errno() == Errno.EINTR.number());
    if (bytes < 0) {
      throw new ErrnoException("read", Libc.errno(), what);
    }
    if (bytes < HEADER + Integer.BYTES || answer.getShort(4) != NLMSG_ERROR) {
      throw new ErrnoException("read", Errno.EIO.number(), what + ": the kernel gave no answer to it");
    }
    int error = -answer.getInt(HEADER);
    if (error != 0) {
      throw new ErrnoException("sendto", error, what);
    }
  }
}
