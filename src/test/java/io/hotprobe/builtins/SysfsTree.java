package io.hotprobe.builtins;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A small sysfs written as text, and what is asked of it.
 *
 * <pre>
 *   /devices/a/b bus/usb      a device; its subsystem, which links back to it. Without one, a directory.
 *     name=text               an attribute: \n, \t, \\ and \xHH are understood, a newline is added
 *     name->place             a link to another place below the root
 *     name:12 01 00           an attribute of bytes
 *   ? builtin args devpath    a question
 * </pre>
 *
 * A device has a {@code uevent} file, empty unless one is given.
 */
final class SysfsTree {

  /** A builtin with its arguments, and the device. */
  record Question(String command, String devpath) {

    @Override
    public String toString() {
      return command + " " + devpath;
    }
  }

  private final List<String> lines;
  private final List<Question> questions = new ArrayList<>();

  private SysfsTree(List<String> lines) {
    this.lines = lines;
    for (String line : lines) {
      if (line.startsWith("? ")) {
        int last = line.lastIndexOf(' ');
        questions.add(new Question(line.substring(2, last), line.substring(last + 1)));
      }
    }
  }

  static SysfsTree read(Path file) throws IOException {
    return new SysfsTree(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
  }

  List<Question> questions() {
    return questions;
  }

  /** Writes it out below a directory that exists. */
  void unpack(Path root) throws IOException {
    Path directory = root;
    for (String line : lines) {
      if (line.startsWith("/")) {
        directory = device(root, line.split(" "));
      } else if (line.startsWith("  ")) {
        attribute(root, directory, line.substring(2));
      }
    }
  }

  private static Path device(Path root, String[] words) throws IOException {
    Path directory = Files.createDirectories(root.resolve(words[0].substring(1)));
    if (words.length > 1) {
      Files.writeString(directory.resolve("uevent"), "");
      link(root, directory.resolve("subsystem"), words[1]);
      Path back = root.resolve(words[1]).resolve(words[1].startsWith("bus/") ? "devices" : "");
      Files.createDirectories(back);
      link(root, back.resolve(directory.getFileName().toString()), words[0].substring(1));
    }
    return directory;
  }

  private static void link(Path root, Path from, String to) throws IOException {
    Files.createDirectories(from.getParent());
    Files.createSymbolicLink(from, from.getParent().relativize(root.resolve(to)));
  }

  private static void attribute(Path root, Path directory, String line) throws IOException {
    int arrow = line.indexOf("->");
    int equals = line.indexOf('=');
    if (arrow >= 0 && (equals < 0 || arrow < equals)) {
      link(root, directory.resolve(line.substring(0, arrow)), line.substring(arrow + 2));
      return;
    }
    int colon = line.indexOf(':');
    int end = equals < 0 || colon >= 0 && colon < equals ? colon : equals;
    Path file = directory.resolve(line.substring(0, end));
    Files.createDirectories(file.getParent());
    String value = line.substring(end + 1);
    Files.write(file, line.charAt(end) == ':' ? HexFormat.of().parseHex(value.replace(" ", "")) : text(value));
  }

  private static byte[] text(String value) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) != '\\') {
        text.append(value.charAt(i));
        continue;
      }
      switch (value.charAt(++i)) {
        case 'n' -> text.append('\n');
        case 't' -> text.append('\t');
        case 'x' -> {
          text.append((char) HexFormat.fromHexDigits(value, i + 1, i + 3));
          i += 2;
        }
        default -> text.append(value.charAt(i));
      }
    }
    return text.append('\n').toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
