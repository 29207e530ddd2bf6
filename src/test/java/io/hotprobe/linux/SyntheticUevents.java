package io.hotprobe.linux;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Has the kernel send {@code change} uevents of {@code /dev/null}, which no loader acts on, marked with an id of their own. */
final class SyntheticUevents {

  private static final Path FILE = Path.of("/sys/devices/virtual/mem/null/uevent");

  private final String id = UUID.randomUUID().toString();

  /** Skips the calling test where the kernel will not send. */
  static SyntheticUevents assumed() {
    assumeTrue(Files.isWritable(FILE), FILE + " is not writable: needs root and a writable /sys");
    SyntheticUevents uevents = new SyntheticUevents();
    try {
      uevents.send(1);
    } catch (UncheckedIOException readOnly) {
      assumeTrue(false, readOnly.getMessage());
    }
    return uevents;
  }

  void send(int count) {
    byte[] command = ("change " + id).getBytes(StandardCharsets.US_ASCII);
    try (FileOutputStream out = new FileOutputStream(FILE.toFile())) {
      for (int i = 0; i < count; i++) {
        out.write(command);
      }
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  boolean sent(ByteBuffer message) {
    return text(message).contains("\0SYNTH_UUID=" + id + "\0");
  }

  static String text(ByteBuffer message) {
    return StandardCharsets.ISO_8859_1.decode(message.duplicate()).toString();
  }

  static long seqnum(ByteBuffer message) {
    String text = text(message);
    int at = text.indexOf("\0SEQNUM=") + 8;
    return Long.parseLong(text.substring(at, text.indexOf('\0', at)));
  }
}
