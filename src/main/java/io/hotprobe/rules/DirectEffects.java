package io.hotprobe.rules;

import io.hotprobe.module.Programs;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Does what rules ask for at once.
 *
 * @param programs who runs programs
 */
public record DirectEffects(Programs programs) implements Outside {

  @Override
  public Programs.End run(Programs.Invocation invocation) {
    return programs.run(invocation);
  }

  /** One write of all bytes; nothing is created. */
  @Override
  public void write(Path file, String value) throws IOException {
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
      out.write(value.getBytes(StandardCharsets.ISO_8859_1));
    }
  }
}
