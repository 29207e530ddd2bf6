package io.hotprobe.rules.language;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A file of cases. What stands before the first goes for all that do not say otherwise. */
record RuleCases(Path file, List<String> common, List<RuleCase> cases) {

  static RuleCases read(Path file) throws IOException {
    List<String> common = new ArrayList<>();
    List<List<String>> texts = new ArrayList<>();
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      if (line.startsWith("## ")) {
        texts.add(new ArrayList<>());
      }
      (texts.isEmpty() ? common : texts.get(texts.size() - 1)).add(line);
    }
    return new RuleCases(file, common, texts.stream().map(RuleCase::read).toList());
  }

  /** All files {@code *.cases} of a directory. */
  static List<RuleCases> all(Path directory) throws IOException {
    List<RuleCases> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(name -> name.toString().endsWith(".cases")).sorted().toList()) {
        all.add(read(file));
      }
    }
    return all;
  }

  /** The cases with what is common to them. */
  List<RuleCase> complete() {
    return cases.stream().map(this::complete).toList();
  }

  private RuleCase complete(RuleCase one) {
    List<String> lines = new ArrayList<>(common);
    lines.addAll(one.lines());
    return new RuleCase(one.name(), lines, one.expected(), one.differing());
  }

  void write(UnaryOperator<RuleCase> change) throws IOException {
    List<String> lines = new ArrayList<>(common);
    cases.forEach(one -> lines.addAll(change.apply(one).text()));
    lines.remove(lines.size() - 1);
    Files.write(file, lines, StandardCharsets.UTF_8);
  }
}
