package io.hotprobe.linux;

import io.hotprobe.builtins.NetDevices;
import io.hotprobe.module.Errno;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * What this machine's kernel tells of its network interfaces: {@code SIOCETHTOOL} (include/uapi/linux/ethtool.h) and {@code RTM_GETLINK}
 * with {@code IFLA_LINKINFO} (include/uapi/linux/if_link.h). Safe for any thread.
 */
public final class LinuxNetDevices implements NetDevices {

  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SIOCETHTOOL = 0x8946;

  /** struct ifreq: the name, then a pointer. */
  private static final int IFREQ = 40;
  private static final int IFNAMSIZ = 16;

  /** struct ethtool_drvinfo: the command, the driver's name, more. */
  private static final int ETHTOOL_GDRVINFO = 3;
  private static final int DRVINFO = 196;
  private static final int DRIVER_NAME = 32;

  /** struct ethtool_perm_addr: the command, the room for bytes and then their number, the bytes. */
  private static final int ETHTOOL_GPERMADDR = 0x20;
  private static final int PERM_ADDR = 8;
  private static final int MOST_ADDRESS = 32;

  private static final short RTM_GETLINK = 18;
  private static final short IFLA_LINKINFO = 18;
  private static final short IFLA_INFO_KIND = 1;
  private static final int TYPE_MASK = 0x3fff;

  @Override
  public Optional<String> driver(String name) throws ErrnoException {
    ByteBuffer information = Libc.allocate(DRVINFO).putInt(0, ETHTOOL_GDRVINFO);
    return ethtool(name, information) ? Optional.of(text(information, Integer.BYTES, DRIVER_NAME)).filter(driver -> !driver.isEmpty()) : Optional.empty();
  }

  @Override
  public Optional<String> permanentAddress(String name) throws ErrnoException {
    ByteBuffer address = Libc.allocate(PERM_ADDR + MOST_ADDRESS).putInt(0, ETHTOOL_GPERMADDR).putInt(Integer.BYTES, MOST_ADDRESS);
    if (!ethtool(name, address)) {
      return Optional.empty();
    }
    int bytes = Math.min(address.getInt(Integer.BYTES), MOST_ADDRESS);
    StringJoiner joined = new StringJoiner(":");
    int any = 0;
    for (int i = 0; i < bytes; i++) {
      int each = address.get(PERM_ADDR + i) & 0xff;
      joined.add(String.format("%02x", each));
      any |= each;
    }
    // Virtual interfaces have zeros.
    return any == 0 ? Optional.empty() : Optional.of(joined.toString());
  }

  /** False when the interface's driver has no answer. */
  private static boolean ethtool(String name, ByteBuffer command) throws ErrnoException {
    Libc libc = Libc.linkUnchecked();
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length >= IFNAMSIZ) {
      throw new ErrnoException("ioctl", Errno.ENODEV.number(), "SIOCETHTOOL " + name);
    }
    ByteBuffer request = Libc.allocate(IFREQ).put(0, bytes).putLong(IFNAMSIZ, Libc.address(command));
    int fd = libc.socket(AF_UNIX, SOCK_DGRAM | Libc.O_CLOEXEC, 0);
    try (Descriptor socket = Descriptor.of(libc, "socket", fd, "RestrictAddressFamilies= must include AF_UNIX")) {
      if (libc.ioctl(socket.fd(), SIOCETHTOOL, request) >= 0) {
        return true;
      }
      int errno = Libc.errno();
      if (errno == Errno.EOPNOTSUPP.number()) {
        return false;
      }
      throw new ErrnoException("ioctl", errno, "SIOCETHTOOL " + name);
    }
  }

  @Override
  public Optional<String> kind(int index) throws ErrnoException {
    try (RouteSocket socket = RouteSocket.open(Libc.linkUnchecked())) {
      ByteBuffer answer = socket.exchange(RouteSocket.request(RTM_GETLINK, (short) 0, index, 0).clear(), "RTM_GETLINK interface " + index);
      int attributes = RouteSocket.HEADER + RouteSocket.LINK_MESSAGE;
      ByteBuffer information = attribute(answer, attributes, IFLA_LINKINFO);
      ByteBuffer kind = information == null ? null : attribute(information, 0, IFLA_INFO_KIND);
      return kind == null ? Optional.empty() : Optional.of(text(kind, 0, kind.limit()));
    }
  }

  /** The value of the first attribute of a type; null when there is none. */
  private static ByteBuffer attribute(ByteBuffer in, int from, short type) {
    int at = from;
    while (at + RouteSocket.ATTRIBUTE <= in.limit()) {
      int length = in.getShort(at) & 0xffff;
      if (length < RouteSocket.ATTRIBUTE || at + length > in.limit()) {
        return null;
      }
      if ((in.getShort(at + 2) & TYPE_MASK) == type) {
        return in.slice(at + RouteSocket.ATTRIBUTE, length - RouteSocket.ATTRIBUTE).order(in.order());
      }
      at += length + 3 & ~3;
    }
    return null;
  }

  private static String text(ByteBuffer in, int from, int most) {
    byte[] bytes = new byte[most];
    in.get(from, bytes);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = text.indexOf(0);
    return end < 0 ? text : text.substring(0, end);
  }
}
