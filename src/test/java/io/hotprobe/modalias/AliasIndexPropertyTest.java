package io.hotprobe.modalias;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.module.IndexWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index answers as a scan of all patterns does, and as the installed modprobe. A failure names its seed. */
class AliasIndexPropertyTest {

  private static final int ROUNDS = 100;
  private static final int LOOKUPS = 60;
  private static final int ASKED = 120;

  @TempDir Path root;

  @Test
  void match_randomPatterns_asAScanOfAll() {
    int found = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long seed = round % 2 == 0 ? round : ThreadLocalRandom.current().nextLong();
      PatternGenerator generator = new PatternGenerator(seed);
      AliasTable table = new AliasTable();
      List<List<PatternGenerator.Element>> patterns = new ArrayList<>();
      for (int i = generator.below(200); i >= 0; i--) {
        patterns.add(generator.pattern());
        add(table, generator, PatternGenerator.source(patterns.get(patterns.size() - 1)));
      }
      AliasIndex index = table.index();
      for (int i = 0; i < LOOKUPS; i++) {
        String text = generator.textFor(patterns.get(generator.below(patterns.size())));
        List<String> expected = table.scan(text);
        assertEquals(expected, AliasTable.lookUp(index, text), () -> "seed=" + seed + " " + text);
        found += expected.size();
      }
    }
    assertTrue(found > ROUNDS * LOOKUPS / 2, "too few hits, found=" + found);
  }

  private static void add(AliasTable table, PatternGenerator generator, String pattern) {
    String module = "m" + generator.below(40);
    int place = generator.below(20);
    switch (generator.below(4)) {
      case 0 -> table.addGlob(pattern, place, module);
      case 1 -> table.add(pattern, place, module).add(pattern, place, "m" + generator.below(40));
      default -> table.add(pattern, place, module);
    }
  }

  @Test
  void match_randomIndexFile_asTheInstalledModprobe() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/sbin/modprobe")), "no modprobe here");
    Path directory = Files.createDirectories(root.resolve("lib/modules/1.0"));
    Path config = Files.createDirectories(root.resolve("none"));
    long seed = ThreadLocalRandom.current().nextLong();
    PatternGenerator generator = new PatternGenerator(seed);
    IndexWriter writer = new IndexWriter();
    List<List<PatternGenerator.Element>> patterns = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      patterns.add(generator.pattern());
      writer.add(PatternGenerator.source(patterns.get(i)), generator.below(6), "m" + i);
    }
    writer.write(directory.resolve("modules.alias.bin"));
    for (String other : List.of("dep", "symbols", "builtin", "builtin.alias")) {
      // Without one of them kmod reads the others another way, which turns round the values of one key.
      new IndexWriter().write(directory.resolve("modules." + other + ".bin"));
    }
    AliasIndex index = new AliasFile(directory, "modules.alias", d -> assertEquals(null, d)).read();
    assertEquals(300, index.size());
    int found = 0;
    for (int i = 0; i < ASKED; i++) {
      String text = generator.textFor(patterns.get(generator.below(patterns.size())));
      if (text.isEmpty() || text.matches(".*[*?\\[].*")) {
        continue; // kmod comes upon the patterns of a wildcard once more when the text has it too
      }
      List<String> expected = modprobe(config, text);
      List<String> actual = AliasTable.lookUp(index, text).stream().map(hit -> hit.substring(0, hit.indexOf(' '))).toList();
      assertEquals(expected, actual, () -> "seed=" + seed + " " + text);
      found += expected.size();
    }
    assertTrue(found > ASKED, "too few hits, seed=" + seed);
  }

  private List<String> modprobe(Path config, String text) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("/usr/sbin/modprobe", "-C", config.toString(), "-d", root.toString(), "-S", "1.0", "-R", text);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD).environment().put("LC_ALL", "C");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    process.waitFor();
    return output.lines().toList();
  }
}
