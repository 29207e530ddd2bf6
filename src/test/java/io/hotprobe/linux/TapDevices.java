package io.hotprobe.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/** Real devices that come and go: network interfaces of the tun driver, three devices each. Confined to one thread. Needs root. */
public final class TapDevices implements AutoCloseable {

  private static final Path TUN = Path.of("/dev/net/tun");
  private static final int MOST = 24;

  // include/uapi/linux/if_tun.h, include/uapi/linux/if.h
  private static final long TUNSETIFF = 0x400454CA;
  private static final short IFF_TAP_NO_PI = 0x1002;
  private static final int IFREQ = 40;
  private static final int NAME = 16;
  private static final int O_RDWR = 2;

  private final Libc libc;
  private final Deque<Descriptor> open = new ArrayDeque<>();
  private final SplittableRandom random;
  private long made;

  public TapDevices(long seed) throws IOException {
    libc = Libc.link();
    random = new SplittableRandom(seed);
  }

  /** Whether this machine has the driver, and lets us. */
  public static boolean areThere() {
    return Files.isReadable(TUN) && Files.isWritable(TUN) && Files.isWritable(Path.of("/sys/devices/virtual/mem/null/uevent"));
  }

  /** Makes one, or takes one away. Names are used again, so that a device often comes back to the place of another. */
  public void change() throws IOException {
    if (open.size() < MOST && (open.isEmpty() || random.nextInt(3) > 0)) {
      add("hplt" + made++ % (2 * MOST));
    } else {
      open.pollFirst().close();
    }
  }

  private void add(String name) throws IOException {
    ByteBuffer request = Libc.allocate(IFREQ).put(0, name.getBytes(StandardCharsets.US_ASCII));
    request.putShort(NAME, IFF_TAP_NO_PI);
    Descriptor tap = Descriptor.open(libc, TUN, O_RDWR);
    if (libc.ioctl(tap.fd(), TUNSETIFF, request) < 0) {
      int errno = Libc.errno();
      tap.close();
      throw new ErrnoException("ioctl", errno, "TUNSETIFF " + name);
    }
    open.addLast(tap);
  }

  /** How many were made so far. */
  public long made() {
    return made;
  }

  @Override
  public void close() {
    open.forEach(Descriptor::close);
    open.clear();
  }
}
