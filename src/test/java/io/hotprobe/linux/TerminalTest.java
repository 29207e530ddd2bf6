package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TerminalTest {

  private static final int O_RDWR = 2;
  private static final long TIOCSWINSZ = 0x5414;

  @Test
  void descriptorOfAFile_isNoTerminal() throws Exception {
    try (Descriptor file = Descriptor.open(Libc.link(), Path.of("/proc/self/stat"))) {
      assertFalse(Terminal.isTerminal(file.fd()));
      assertEquals(OptionalInt.empty(), Terminal.columns(file.fd()));
    }
  }

  @Test
  void pseudoTerminal_isOneAndTellsItsWidth() throws Exception {
    Libc libc = Libc.link();
    assumeTrue(Files.isWritable(Path.of("/dev/ptmx")), "no pseudo-terminals here");
    int fd = libc.open("/dev/ptmx\0".getBytes(StandardCharsets.US_ASCII), O_RDWR | Libc.O_CLOEXEC);
    try (Descriptor terminal = Descriptor.of(libc, "open", fd, "/dev/ptmx")) {
      assertTrue(Terminal.isTerminal(terminal.fd()));
      assertEquals(OptionalInt.empty(), Terminal.columns(terminal.fd()));
      ByteBuffer size = Libc.allocate(8).putShort(0, (short) 24).putShort(2, (short) 132);
      assertEquals(0, libc.ioctl(terminal.fd(), TIOCSWINSZ, size));
      assertEquals(OptionalInt.of(132), Terminal.columns(terminal.fd()));
    }
  }
}
