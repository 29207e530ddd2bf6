package io.hotprobe.builtins;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What udev answered about a tree.
 *
 * <pre>
 *   ? builtin args devpath
 *   252 failed
 *   257
 *     KEY=VALUE
 *   257-v238
 *     KEY=VALUE
 * </pre>
 *
 * After a version's number comes the scheme it was told to name interfaces by.
 */
final class Answers {

  private static final String FAILED = "failed";

  private final Map<String, Map<String, List<String>>> byQuestion = new LinkedHashMap<>();

  static Answers read(Path file) throws IOException {
    Answers answers = new Answers();
    String question = "";
    List<String> properties = List.of();
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      if (line.startsWith("? ")) {
        question = line.substring(2);
      } else if (line.startsWith("  ")) {
        properties.add(line.substring(2));
      } else {
        properties = new ArrayList<>();
        String[] words = line.split(" ");
        answers.byQuestion.computeIfAbsent(question, none -> new LinkedHashMap<>()).put(words[0], properties);
        if (words.length > 1) {
          properties.add(FAILED);
        }
      }
    }
    return answers;
  }

  /** The lines {@code KEY=VALUE}, or {@code failed} alone. */
  List<String> get(String version, SysfsTree.Question question) {
    List<String> answer = byQuestion.getOrDefault(question.toString(), Map.of()).get(version);
    if (answer == null) {
      throw new IllegalStateException("no answer of udev " + version + " is recorded for " + question);
    }
    return answer;
  }

  void put(String version, SysfsTree.Question question, List<String> answer) {
    byQuestion.computeIfAbsent(question.toString(), none -> new LinkedHashMap<>()).put(version, answer);
  }

  /** Writes them in the order of the questions. */
  void write(Path file, List<SysfsTree.Question> questions) throws IOException {
    StringBuilder text = new StringBuilder();
    for (SysfsTree.Question question : questions) {
      text.append("? ").append(question).append('\n');
      for (String version : byQuestion.get(question.toString()).keySet()) {
        List<String> answer = get(version, question);
        boolean failed = answer.equals(List.of(FAILED));
        text.append(version).append(failed ? " failed\n" : "\n");
        if (!failed) {
          answer.forEach(line -> text.append("  ").append(line).append('\n'));
        }
      }
    }
    Files.writeString(file, text, StandardCharsets.ISO_8859_1);
  }

  /** Ours in the same form. */
  static List<String> lines(java.util.Optional<Map<String, String>> properties) {
    return properties
        .map(map -> map.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).toList())
        .orElse(List.of(FAILED));
  }
}
