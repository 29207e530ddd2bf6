package io.hotprobe.builtins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.module.Diagnostic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HwdbTest {

  private static final String SOURCE =
      """
      usb:v1234*
       VENDOR=Acme
       SAME=early

      usb:v1234p0001*
      usb:v1234p0002*
       MODEL=One or two
       VENDOR=Acme, of this model
       EMPTY=

      usb:v????p0001*
       CLASS=first

      usb:v[0-9]*p0001:[a-c]x
       SET=yes

      exact
       HIT=1

      \\*star
       LITERAL=1
      """;

  @TempDir Path directory;
  private final List<Diagnostic> damage = new ArrayList<>();

  private Map<String, String> find(byte[] bytes, String modalias) throws IOException {
    return new Hwdb(List.of(Files.write(directory.resolve("hwdb.bin"), bytes)), damage::add).find(modalias);
  }

  private Map<String, String> find(String source, String modalias) throws IOException {
    return find(new HwdbWriter().add(source).bytes(), modalias);
  }

  @Test
  void find_severalPatterns_giveAllTheirProperties() throws IOException {
    assertEquals(
        "{CLASS=first, SET=yes, SAME=early, VENDOR=Acme, of this model, EMPTY=, MODEL=One or two}",
        find(SOURCE, "usb:v1234p0001:bx").toString());
  }

  @Test
  void find_sameKey_laterLineWins() throws IOException {
    assertEquals("2", find("a*\n K=1\n\nab*\n K=2\n", "abc").get("K"));
    assertEquals("2", find("ab*\n K=1\n\na*\n K=2\n", "abc").get("K"));
  }

  @Test
  void find_sameKeyInTwoFiles_laterFileWinsWhateverItsLine() throws IOException {
    byte[] bytes = new HwdbWriter().add("\n\n\n\nab*\n K=early file\n").add("a*\n K=late file\n").bytes();
    assertEquals("late file", find(bytes, "abc").get("K"));
  }

  @Test
  void find_wholeKey_matchesThatAlone() throws IOException {
    assertEquals(Map.of("HIT", "1"), find(SOURCE, "exact"));
    assertEquals(Map.of(), find(SOURCE, "exac"));
    assertEquals(Map.of(), find(SOURCE, "exactly"));
    assertEquals(Map.of(), find(SOURCE, ""));
  }

  @Test
  void find_noFile_hasNothingAndSaysNothing() {
    assertEquals(Map.of(), new Hwdb(List.of(directory.resolve("none")), damage::add).find("exact"));
    assertEquals(List.of(), damage);
  }

  @Test
  void find_firstPlaceThere_countsAlone() throws IOException {
    Path first = Files.write(directory.resolve("1"), new HwdbWriter().add("a\n K=1\n").bytes());
    Path second = Files.write(directory.resolve("2"), new HwdbWriter().add("a\n L=2\n").bytes());
    Path none = directory.resolve("0");
    assertEquals(Map.of("K", "1"), new Hwdb(List.of(none, first, second), damage::add).find("a"));
  }

  @Test
  void find_newFile_isSeenAtOnce() throws IOException {
    Hwdb hwdb = new Hwdb(List.of(directory.resolve("hwdb.bin")), damage::add);
    Files.write(directory.resolve("hwdb.bin"), new HwdbWriter().add("a\n K=1\n").bytes());
    assertEquals(Map.of("K", "1"), hwdb.find("a"));
    Files.write(directory.resolve("hwdb.bin"), new HwdbWriter().add("a\n K=two\n").bytes());
    assertEquals(Map.of("K", "two"), hwdb.find("a"));
  }

  @Test
  void find_truncatedFile_namesFileAndByteOnce() throws IOException {
    byte[] bytes = new HwdbWriter().add(SOURCE).bytes();
    Hwdb hwdb = new Hwdb(List.of(Files.write(directory.resolve("hwdb.bin"), Arrays.copyOf(bytes, bytes.length - 1))), damage::add);
    assertEquals(Map.of(), hwdb.find("exact"));
    assertEquals(Map.of(), hwdb.find("exact"));
    assertEquals(1, damage.size());
    String said = damage.get(0).toString();
    assertTrue(said.startsWith(directory.resolve("hwdb.bin") + ": damaged at byte 16: "), said);
    assertTrue(said.endsWith("; run systemd-hwdb update"), said);
  }

  @Test
  void find_childThatLeadsBack_endsWithADiagnostic() throws IOException {
    byte[] bytes = new HwdbWriter().add("*a\n K=1\n\n*b\n K=2\n").bytes();
    for (int child = HwdbFile.HEADER; child < bytes.length - 16; child += 8) {
      if (bytes[child] == 'a' || bytes[child] == 'b') {
        System.arraycopy(bytes, 56, bytes, child + 8, 8);
      }
    }
    byte[] looped = bytes;
    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> find(looped, "xa"));
    assertEquals(1, damage.size(), damage.toString());
  }

  /** Seeded: any bytes give properties or a diagnostic, in little time. */
  @Test
  void find_damagedBytes_neverThrows() {
    byte[] whole = new HwdbWriter().add(SOURCE).bytes();
    Random random = new Random(20260731);
    assertTimeoutPreemptively(
        Duration.ofSeconds(120),
        () -> {
          int silent = 0;
          for (int round = 0; round < 3000; round++) {
            byte[] bytes = whole.clone();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
              bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(4) - 2);
            }
            damage.clear();
            find(round % 10 == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes, "usb:v1234p0001:bx");
            silent += damage.isEmpty() ? 1 : 0;
          }
          assertTrue(silent > 0 && silent < 3000, silent + " rounds without a diagnostic");
        });
  }

  /** What systemd-hwdb itself finds in the system's own database, for patterns of that database made into names. */
  @Test
  void find_systemsOwnDatabase_asSystemdHwdbQuery() throws IOException, InterruptedException {
    Path system = Path.of("/usr/lib/udev/hwdb.bin");
    Path sources = Path.of("/usr/lib/udev/hwdb.d");
    boolean installed = Files.isReadable(system) && Files.isDirectory(sources) && Files.isExecutable(Path.of("/usr/bin/systemd-hwdb"));
    assumeTrue(installed, "no systemd-hwdb here");
    List<String> names = names(sources, 1000);
    Path asked = Files.write(directory.resolve("names"), names, StandardCharsets.ISO_8859_1);
    Path output = directory.resolve("output");
    String script = "while IFS= read -r name; do echo \"? $name\"; systemd-hwdb query \"$name\"; done";
    Process process = new ProcessBuilder("sh", "-c", script).redirectInput(asked.toFile()).redirectOutput(output.toFile()).start();
    assertEquals(0, process.waitFor());
    Hwdb hwdb = new Hwdb(List.of(system), damage::add);
    StringBuilder ours = new StringBuilder();
    int hits = 0;
    for (String name : names) {
      Map<String, String> found = hwdb.find(name);
      hits += found.isEmpty() ? 0 : 1;
      ours.append("? ").append(name).append('\n');
      found.forEach((key, value) -> ours.append(key).append('=').append(value).append('\n'));
    }
    assertTrue(hits > names.size() / 2, "only " + hits + " names have properties");
    assertEquals(Files.readString(output, StandardCharsets.ISO_8859_1), ours.toString());
  }

  private static List<String> names(Path sources, int count) throws IOException {
    List<String> patterns = new ArrayList<>();
    try (Stream<Path> files = Files.list(sources)) {
      for (Path file : files.sorted().toList()) {
        for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
          if (!line.isBlank() && !line.startsWith("#") && !line.startsWith(" ")) {
            patterns.add(line.strip());
          }
        }
      }
    }
    Random random = new Random(7);
    List<String> names = new ArrayList<>();
    while (names.size() < count) {
      String pattern = patterns.get(random.nextInt(patterns.size()));
      StringBuilder name = new StringBuilder();
      for (char c : pattern.toCharArray()) {
        switch (c) {
          case '*' -> name.append("x".repeat(random.nextInt(3)));
          case '?' -> name.append('0');
          default -> name.append(random.nextInt(400) == 0 ? 'q' : c);
        }
      }
      names.add(name.toString());
    }
    return names;
  }
}
