package io.hotprobe.linux;

import io.hotprobe.builtins.InputAxes;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/** The axes of this machine's input devices, by their nodes. Safe for any thread. */
public final class EventAxes implements InputAxes {

  // include/uapi/linux/input.h: EVIOCGABS(axis), struct input_absinfo
  private static final long EVIOCGABS = 0x80184540L;
  private static final int ABSINFO = 24;
  private static final int MINIMUM = 4;
  private static final int MAXIMUM = 8;
  private static final int RESOLUTION = 20;

  /** @throws java.io.UncheckedIOException if the C library cannot be linked */
  @Override
  public Optional<Range> range(String node, int axis) {
    Libc libc = Libc.linkUnchecked();
    ByteBuffer info = Libc.allocate(ABSINFO);
    try (Descriptor device = Descriptor.open(libc, Path.of(node), Libc.O_NONBLOCK)) {
      if (libc.ioctl(device.fd(), EVIOCGABS + axis, info) < 0) {
        return Optional.empty();
      }
    } catch (ErrnoException unopened) {
      return Optional.empty();
    }
    return Optional.of(new Range(info.getInt(MINIMUM), info.getInt(MAXIMUM), info.getInt(RESOLUTION)));
  }
}
