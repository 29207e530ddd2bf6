package io.hotprobe.parity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A file of cases; {@code README.md} beside the files says how they are written. */
final class CaseFile {

  private final Path file;
  private final List<Case> cases = new ArrayList<>();
  private int number;
  private final StringBuilder comment = new StringBuilder();
  private final StringBuilder out = new StringBuilder();
  private String name;
  private String world = "";
  private final Map<String, String> environment = new LinkedHashMap<>();
  private boolean kernel;
  private final List<Step> steps = new ArrayList<>();
  private final StringBuilder above = new StringBuilder();

  private CaseFile(Path file) {
    this.file = file;
  }

  /** The cases of a file, in their order. */
  static List<Case> read(Path file) throws IOException {
    CaseFile read = new CaseFile(file);
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      read.number++;
      read.line(line);
    }
    read.finish();
    return List.copyOf(read.cases);
  }

  /** Writes the cases with the answers they have now. */
  static void write(Path file, List<Case> cases) throws IOException {
    StringBuilder text = new StringBuilder();
    cases.forEach(text::append);
    Files.write(file, Text.latin1(text.toString()));
  }

  private void line(String line) {
    if (line.startsWith("== ")) {
      finish();
      above.append(comment);
      comment.setLength(0);
      name = line.substring(3);
    } else if (line.isEmpty() || line.startsWith("#")) {
      comment.append(line).append('\n');
    } else if (line.startsWith("world ")) {
      world = line.substring(6);
    } else if (line.startsWith("env ")) {
      environment.put(line.substring(4, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
    } else if (line.equals("kernel")) {
      kernel = true;
    } else if (line.startsWith("$ ")) {
      steps.add(new Step(line.substring(2), null));
    } else if (line.startsWith("|")) {
      out.append(Text.unescaped(line));
    } else if (line.startsWith("= ")) {
      steps.add(steps.remove(steps.size() - 1).answered(Answer.of(out.toString(), line)));
      out.setLength(0);
    } else {
      throw new IllegalArgumentException(file + ":" + number + ": not a line of a case: " + line);
    }
  }

  private void finish() {
    if (name != null) {
      cases.add(new Case(above.toString(), name, world, new LinkedHashMap<>(environment), kernel, List.copyOf(steps)));
    }
    above.setLength(0);
    environment.clear();
    steps.clear();
    kernel = false;
  }
}
