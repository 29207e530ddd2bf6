package io.hotprobe.depmod;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** A file that a kernel's build left in the module directory, one char a byte. */
final class InputFile {

  /** Largest file accepted, in bytes. Debian's largest has 160,000. */
  static final int LARGEST = 16 << 20;

  private InputFile() {}

  /** The text; empty, and told, when it is missing, unreadable or too large. */
  static Optional<String> read(Path file, DepmodLog log) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length <= LARGEST) {
        return Optional.of(new String(bytes, StandardCharsets.ISO_8859_1));
      }
      log.error(file + ": larger than " + LARGEST + " bytes; it is left out of the index");
    } catch (NoSuchFileException missing) {
      log.warning(file + ": no such file; the kernel's package should have it");
    } catch (IOException unreadable) {
      log.error(file + ": cannot be read: " + unreadable.getClass().getSimpleName() + "; it is left out of the index");
    }
    return Optional.empty();
  }
}
