package io.hotprobe.rules.language;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes what udev decides into the files of cases: {@code bench/udev/run record}. */
final class LanguageRecorder {

  private LanguageRecorder() {}

  public static void main(String[] words) throws IOException, InterruptedException {
    Path directory = Path.of(words[0]);
    Path work = Files.createTempDirectory("record");
    SysfsListing.unpack(Files.readAllLines(directory.resolve("devices.txt"), StandardCharsets.UTF_8), work.resolve("sys"));
    List<RuleCases> files = RuleCases.all(directory);
    List<RuleCase> asked = new ArrayList<>();
    files.forEach(file -> file.complete().stream().filter(one -> !one.stated()).forEach(asked::add));
    List<List<String>> decisions = new UdevJail(work).decide(asked);
    Map<String, List<String>> byName = new HashMap<>();
    for (int i = 0; i < asked.size(); i++) {
      if (byName.put(asked.get(i).name(), decisions.get(i)) != null) {
        throw new IllegalArgumentException("two cases are named " + asked.get(i));
      }
    }
    for (RuleCases file : files) {
      file.write(one -> byName.containsKey(one.name()) ? one.recorded(byName.get(one.name())) : one);
    }
    System.out.println(asked.size() + " cases recorded; " + work + " holds what udev said");
  }
}
