package io.hotprobe.cli;

import io.hotprobe.module.BinaryIndex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The depmod of this machine, and what it and hotprobe's leave in a directory. */
final class InstalledDepmod {

  /** Whether it is kmod's. */
  static final boolean IS_THERE = isThere();

  private InstalledDepmod() {}

  private static boolean isThere() {
    try {
      return run(List.of("--version")).out().startsWith("kmod version 30");
    } catch (IOException absent) {
      return false;
    }
  }

  static Program run(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("depmod"));
    command.addAll(arguments);
    Path err = Files.createTempFile("depmod", "err");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    try {
      return new Program(process.waitFor(), out, Files.readString(err, StandardCharsets.ISO_8859_1));
    } catch (InterruptedException interrupted) {
      throw new IOException(interrupted);
    } finally {
      Files.delete(err);
    }
  }

  /** What the index files of a module directory say, by name; of a binary index the entries, one a line, instead of its bytes. */
  static TreeMap<String, String> content(Path directory) throws IOException {
    TreeMap<String, String> content = new TreeMap<>();
    try (var files = Files.newDirectoryStream(directory, "modules.*")) {
      for (Path file : files) {
        content.put(file.getFileName().toString(), file.toString().endsWith(".bin") ? entries(file) : text(file));
      }
    }
    return content;
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  private static String entries(Path file) throws IOException {
    if (Files.size(file) == 0) {
      return "";
    }
    StringBuilder text = new StringBuilder("index\n");
    BinaryIndex.read(file)
        .walk(
            (key, length, priority, data, from, to) ->
                text.append(new String(key, 0, length, StandardCharsets.ISO_8859_1)).append(" | ").append(priority).append(" | ")
                    .append(new String(data, from, to - from, StandardCharsets.ISO_8859_1)).append('\n'));
    return text.toString();
  }
}
