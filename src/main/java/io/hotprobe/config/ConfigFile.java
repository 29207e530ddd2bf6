package io.hotprobe.config;

import io.hotprobe.module.Distrust;
import io.hotprobe.module.FileFailure;
import io.hotprobe.module.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The text of one file, one char a byte, up to a bound. */
final class ConfigFile {

  /** Most bytes of a file that are read; what follows the last full line before is ignored. */
  static final int LARGEST_FILE = 16 << 20;

  private ConfigFile() {}

  /** The text of {@code file}; empty, with a diagnostic, when it cannot be read or is not trusted. */
  static String text(Path file, Trust trust, FileDiagnostics diagnostics) {
    Optional<Distrust> distrust = trust.in(file.toAbsolutePath());
    if (distrust.isPresent()) {
      diagnostics.say(0, distrust.get().of(file) + ", so it is not read", distrust.get().remedy());
      return "";
    }
    try {
      byte[] bytes = head(file, LARGEST_FILE + 1);
      if (bytes.length <= LARGEST_FILE) {
        return latin1(bytes, bytes.length);
      }
      diagnostics.say(0, "larger than " + LARGEST_FILE + " bytes", "split the file; what lies beyond is ignored");
      return latin1(bytes, lastLineEnd(bytes));
    } catch (IOException unreadable) {
      diagnostics.say(0, "cannot be read: " + FileFailure.reason(unreadable), "make it readable or remove it; it is ignored");
      return "";
    }
  }

  /** The first {@code limit} bytes of {@code file}. */
  static byte[] head(Path file, int limit) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(limit);
    }
  }

  static String latin1(byte[] bytes, int length) {
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }

  private static int lastLineEnd(byte[] bytes) {
    int end = LARGEST_FILE;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end;
  }
}
