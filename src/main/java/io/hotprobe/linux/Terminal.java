package io.hotprobe.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/** What is known of a standard stream's terminal. Links the C library. Safe for any thread. */
public final class Terminal {

  // include/uapi/asm-generic/ioctls.h, termios.h: struct winsize is four shorts, rows first
  private static final long TIOCGWINSZ = 0x5413;
  private static final int WINSIZE = 8;
  private static final int COLUMNS = 2;

  private Terminal() {}

  /** Whether {@code fd} is a terminal; false if that cannot be found out. */
  public static boolean isTerminal(int fd) {
    try {
      return Libc.link().isatty(fd) == 1;
    } catch (IOException unlinked) {
      return false;
    }
  }

  /** The width of the terminal {@code fd} in columns; empty if it is none or does not know. */
  public static OptionalInt columns(int fd) {
    try {
      ByteBuffer size = Libc.allocate(WINSIZE);
      int answer = Libc.link().ioctl(fd, TIOCGWINSZ, size);
      int columns = Short.toUnsignedInt(size.getShort(COLUMNS));
      return answer < 0 || columns == 0 ? OptionalInt.empty() : OptionalInt.of(columns);
    } catch (IOException unlinked) {
      return OptionalInt.empty();
    }
  }
}
