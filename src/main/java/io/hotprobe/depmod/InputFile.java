package io.hotprobe.depmod;

import io.hotprobe.module.FileFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** A file that a kernel's build left, one char a byte. */
final class InputFile {

  /** Largest file of the module directory accepted, in bytes. Debian's largest has 160,000. */
  static final int LARGEST = 16 << 20;

  private InputFile() {}

  /** The text of a file of the module directory; empty, and told, when it is missing, unreadable, too large or no regular file. */
  static Optional<String> read(Path file, DepmodLog log) {
    try {
      if (Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
        return Optional.of(text(file, LARGEST));
      }
      log.error(file + ": no regular file; it is left out of the index");
    } catch (NoSuchFileException missing) {
      log.warning(file + ": no such file; the kernel's package should have it");
    } catch (IOException unreadable) {
      log.error(FileFailure.text(unreadable) + "; it is left out of the index");
    }
    return Optional.empty();
  }

  /**
   * The text of a file of any kind, a pipe too.
   *
   * @throws FileSystemException if it cannot be read, or has more than {@code largest} bytes
   */
  static String text(Path file, int largest) throws FileSystemException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(largest + 1);
      if (bytes.length <= largest) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
      }
    } catch (FileSystemException named) {
      throw named;
    } catch (IOException unreadable) {
      throw new FileSystemException(file.toString(), null, "cannot be read: " + FileFailure.reason(unreadable));
    }
    throw new FileSystemException(file.toString(), null, "larger than " + largest + " bytes");
  }
}
