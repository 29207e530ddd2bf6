package io.hotprobe.parity;

import io.hotprobe.module.BinaryIndex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** The steps of a case that are no tool: they look at the world's files, or touch them. */
final class Shown {

  private Shown() {}

  /** Whether {@code word} begins such a step. */
  static boolean knows(String word) {
    return List.of("show", "sorted", "list", "touch").contains(word);
  }

  /**
   * Does it.
   *
   * <pre>
   *   show FILE      its text; of an index each KEY PRIORITY VALUE
   *   sorted FILE    its lines in order
   *   list DIR       names and modes
   *   touch FILE     as if it were changed after all others
   * </pre>
   */
  static Answer answer(World world, List<String> words) throws IOException {
    Path place = world.place(words.get(1));
    return switch (words.get(0)) {
      case "show" -> found(place.toString().endsWith(".bin") ? index(world, place) : text(world, place));
      case "sorted" -> found(sorted(text(world, place)));
      case "list" -> found(list(world, place));
      default -> touched(place);
    };
  }

  private static Answer touched(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() + 1_000_000));
    return found("");
  }

  private static Answer found(String text) {
    return new Answer(text, 0, false);
  }

  private static String text(World world, Path file) throws IOException {
    return Files.exists(file) ? world.plain(Files.readString(file, StandardCharsets.ISO_8859_1)) : "no such file\n";
  }

  private static String sorted(String text) {
    List<String> lines = new ArrayList<>(List.of(text.split("(?<=\n)")));
    Collections.sort(lines);
    return String.join("", lines);
  }

  private static String index(World world, Path file) throws IOException {
    if (!Files.exists(file) || Files.size(file) == 0) {
      return Files.exists(file) ? "no bytes\n" : "no such file\n";
    }
    StringBuilder text = new StringBuilder();
    BinaryIndex.read(file).walk((key, length, priority, data, from, to) -> {
      text.append(new String(key, 0, length, StandardCharsets.ISO_8859_1)).append(' ').append(priority).append(' ');
      text.append(new String(data, from, to - from, StandardCharsets.ISO_8859_1)).append('\n');
    });
    return world.plain(text.toString());
  }

  private static String list(World world, Path directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path each : entries.toList()) {
        names.add(each.getFileName() + " " + PosixFilePermissions.toString(Files.getPosixFilePermissions(each)) + "\n");
      }
    }
    Collections.sort(names);
    return world.plain(String.join("", names));
  }
}
