package io.hotprobe.linux;

import io.hotprobe.module.Errno;
import io.hotprobe.nodes.Listeners;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * udev's group of the kernel's uevent socket, where libudev's monitors listen. Needs CAP_NET_ADMIN, and no other udevd. Safe for
 * any thread.
 */
public final class UdevGroup implements Listeners, AutoCloseable {

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int SOCKADDR_NL = 12;
  private static final int GROUPS = 8;
  private static final int UDEV_GROUP = 2;
  private static final int ECONNREFUSED = 111;

  private final Libc libc;
  private final Descriptor socket;
  private final ByteBuffer group = Libc.allocate(SOCKADDR_NL).putShort(0, (short) AF_NETLINK).putInt(GROUPS, UDEV_GROUP);

  private UdevGroup(Libc libc, Descriptor socket) {
    this.libc = libc;
    this.socket = socket;
  }

  /** @throws IOException if this kernel or sandbox has no uevent socket */
  public static UdevGroup open() throws IOException {
    Libc libc = Libc.link();
    int fd = libc.socket(AF_NETLINK, SOCK_RAW | Libc.O_CLOEXEC | Libc.O_NONBLOCK, NetlinkSocket.NETLINK_KOBJECT_UEVENT);
    return new UdevGroup(libc, Descriptor.of(libc, "socket", fd, "RestrictAddressFamilies= must include AF_NETLINK"));
  }

  @Override
  public synchronized void send(byte[] message) throws IOException {
    if (socket.fd() < 0) {
      throw new IOException("the socket of udev's group is closed");
    }
    ByteBuffer direct = Libc.allocate(message.length).put(message).clear();
    if (libc.sendto(socket.fd(), direct, message.length, 0, group, SOCKADDR_NL) < 0) {
      int errno = Libc.errno();
      // Nobody listens.
      if (errno != ECONNREFUSED) {
        throw new ErrnoException("sendto", errno, errno == Errno.EPERM.number() ? "run this as root" : "");
      }
    }
  }

  @Override
  public synchronized void close() {
    socket.close();
  }
}
