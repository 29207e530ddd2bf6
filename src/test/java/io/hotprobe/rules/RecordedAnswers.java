package io.hotprobe.rules;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What {@code udevadm verify} said to the rule files that lie beside its answers. */
record RecordedAnswers(Path directory, List<String> findings, Map<String, String> verdicts) {

  static RecordedAnswers read() throws IOException {
    Path directory = directoryOf("/rules/verify/answers.txt");
    List<String> findings = new ArrayList<>();
    Map<String, String> verdicts = new TreeMap<>();
    for (String line : Files.readAllLines(directory.resolve("answers.txt"), StandardCharsets.UTF_8)) {
      String[] words = line.split(" ");
      if (line.startsWith("#")) {
        continue;
      }
      if (words[0].contains(":")) {
        findings.add(line);
      } else {
        verdicts.put(words[0], words[1]);
      }
    }
    findings.sort(null);
    return new RecordedAnswers(directory, findings, verdicts);
  }

  private static Path directoryOf(String resource) {
    try {
      return Path.of(RecordedAnswers.class.getResource(resource).toURI()).getParent();
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
