package io.hotprobe.parity;

import io.hotprobe.linux.SystemIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A machine that lies in a directory, built from a description.
 *
 * @param root its {@code /}
 * @param release of the running kernel
 */
record World(Path root, String release) {

  /** When every file was last changed. */
  private static final FileTime LONG_AGO = FileTime.fromMillis(1_600_000_000_000L);

  /** The world that {@code descriptions/name.world} describes, at {@code root}. */
  static World build(Path descriptions, String name, Path root) throws IOException {
    World world = new World(root, SystemIdentity.release());
    Files.createDirectories(root);
    for (String place : List.of("etc", "lib/modules", "run", "usr/local/lib", "sys/module", "proc")) {
      Files.createDirectories(root.resolve(place));
    }
    Files.write(root.resolve("proc/cmdline"), Text.latin1("quiet\n"));
    Files.write(root.resolve("proc/modules"), new byte[0]);
    world.read(descriptions, name, new TreeMap<>());
    try (Stream<Path> all = Files.walk(root)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(each, LONG_AGO);
      }
    }
    return world;
  }

  /** {@code text} with this world's places. */
  String filled(String text) {
    return text.replace("{root}", root.toString()).replace("{release}", release);
  }

  /** {@code text} with the places left out, so that it is the same for every world of this description. */
  String plain(String text) {
    return text.replace(root.toString(), "").replace(release, "{release}");
  }

  Path place(String path) {
    return root.resolve(path.startsWith("/") ? path.substring(1) : path);
  }

  private void read(Path descriptions, String name, Map<String, TreeIndex> trees) throws IOException {
    String head = null;
    List<String> body = new ArrayList<>();
    for (String line : Files.readAllLines(descriptions.resolve(name + ".world"), StandardCharsets.ISO_8859_1)) {
      if (line.startsWith("--- like ")) {
        part(head, body, trees);
        head = null;
        read(descriptions, line.substring(9), trees);
      } else if (line.startsWith("--- ")) {
        part(head, body, trees);
        head = filled(line.substring(4));
        body.clear();
      } else if (head != null) {
        body.add(filled(line));
      }
    }
    part(head, body, trees);
  }

  private void part(String head, List<String> body, Map<String, TreeIndex> trees) throws IOException {
    if (head == null) {
      return;
    }
    String[] words = head.split(" ");
    switch (words[0]) {
      case "file" -> write(words[1], Text.latin1(body.isEmpty() ? "" : String.join("\n", body) + "\n"));
      case "bytes" -> write(words[1], Text.latin1(Text.bytes(String.join("", body))));
      case "records" -> write(words[1], Text.latin1(body.isEmpty() ? "" : String.join("\0", body) + "\0"));
      case "dir" -> Files.createDirectories(place(words[1]));
      case "link" -> Files.createSymbolicLink(parented(words[1]), Path.of(words[2]));
      case "mode" -> Files.setPosixFilePermissions(place(words[1]), PosixFilePermissions.fromString(words[2]));
      case "remove" -> Files.delete(place(words[1]));
      case "ko" -> tree(words[1], trees).add(new KoText(words[2], body));
      case "index" -> tree(words[1], trees).write();
      case "live" -> new LiveText(this).write(body);
      case "script" ->
          Files.write(place("kernel.script"), body, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      default -> throw new IllegalArgumentException("not a part of a world: " + head);
    }
  }

  private TreeIndex tree(String version, Map<String, TreeIndex> trees) {
    return trees.computeIfAbsent(version, each -> new TreeIndex(place(each.startsWith("/") ? each : "lib/modules/" + each)));
  }

  void write(String path, byte[] content) throws IOException {
    Files.write(parented(path), content);
  }

  private Path parented(String path) throws IOException {
    Path file = place(path);
    Files.createDirectories(file.getParent());
    return file;
  }
}
