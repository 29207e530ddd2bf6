package io.hotprobe.linux;

import io.hotprobe.builtins.LoopDevices;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The kernel's loop devices. Safe for any thread. */
public final class LinuxLoopDevices implements LoopDevices {

  // include/uapi/linux/loop.h: struct loop_info64
  private static final long LOOP_GET_STATUS64 = 0x4C05;
  private static final int INFO = 232;
  private static final int DEVICE = 0;
  private static final int INODE = 8;
  private static final int FILE_NAME = 56;
  private static final int NAME_SIZE = 64;

  /** @throws java.io.UncheckedIOException if the C library cannot be linked */
  @Override
  public Optional<Backing> backing(Path node) {
    Libc libc = Libc.linkUnchecked();
    ByteBuffer info = Libc.allocate(INFO);
    try (Descriptor device = Descriptor.open(libc, node, Libc.O_NONBLOCK)) {
      if (libc.ioctl(device.fd(), LOOP_GET_STATUS64, info) < 0) {
        return Optional.empty();
      }
    } catch (ErrnoException unopened) {
      return Optional.empty();
    }
    return Optional.of(new Backing(device(info.getLong(DEVICE)), info.getLong(INODE), name(info)));
  }

  /** As the kernel packs it for user space (include/linux/kdev_t.h, huge_encode_dev). */
  private static String device(long packed) {
    long major = packed >>> 8 & 0xfff;
    long minor = packed & 0xff | packed >>> 12 & 0xfff00;
    return major + ":" + minor;
  }

  /** A name that fills its place may have been cut. */
  private static String name(ByteBuffer info) {
    int length = 0;
    while (length < NAME_SIZE && info.get(FILE_NAME + length) != 0) {
      length++;
    }
    byte[] name = new byte[length];
    info.get(FILE_NAME, name);
    return length >= NAME_SIZE - 1 ? "" : new String(name, StandardCharsets.ISO_8859_1);
  }
}
