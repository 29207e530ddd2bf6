package io.hotprobe.builtins;

import io.hotprobe.module.SourceLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of {@code [Section]}s and {@code KEY=VALUE} lines. {@code #} and {@code ;} begin comments at the beginning of a line, also within
 * a continued one; a backslash at the end continues it. Lines outside of sections and without {@code =} do not count. Source:
 * systemd.syntax(7).
 */
final class SettingFile {

  /** Most bytes of a file. */
  static final int LONGEST = 1 << 20;

  private final Path path;
  private final List<Setting> settings = new ArrayList<>();
  private String section = "";

  private SettingFile(Path path) {
    this.path = path;
  }

  /**
   * Its settings in order.
   *
   * @throws IOException if it cannot be read, is longer than a megabyte or has a section without its end; names file and line
   */
  static List<Setting> read(Path path) throws IOException {
    SettingFile file = new SettingFile(path);
    file.readLines(text(path).split("\n", -1));
    return file.settings;
  }

  private static String text(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        throw new IOException(path + ": longer than " + LONGEST + " bytes");
      }
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  private void readLines(String[] lines) throws IOException {
    StringBuilder joined = new StringBuilder();
    int from = 0;
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].strip();
      if (line.startsWith("#") || line.startsWith(";")) {
        continue;
      }
      from = joined.length() == 0 ? i + 1 : from;
      if (endsInBackslash(line)) {
        joined.append(line, 0, line.length() - 1).append(' ');
        continue;
      }
      add(new SourceLine(path, from), joined.append(line).toString().strip());
      joined.setLength(0);
    }
    add(new SourceLine(path, from), joined.toString().strip());
  }

  private static boolean endsInBackslash(String line) {
    int from = line.length();
    while (from > 0 && line.charAt(from - 1) == '\\') {
      from--;
    }
    return (line.length() - from) % 2 == 1;
  }

  private void add(SourceLine at, String line) throws IOException {
    if (line.startsWith("[")) {
      if (!line.endsWith("]")) {
        throw new IOException(at + ": '" + line + "' begins a section and has no ]");
      }
      section = line.substring(1, line.length() - 1);
      return;
    }
    int equals = line.indexOf('=');
    if (equals > 0 && !section.isEmpty()) {
      settings.add(new Setting(at, section, line.substring(0, equals).strip(), line.substring(equals + 1).strip()));
    }
  }
}
