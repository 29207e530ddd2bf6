package io.hotprobe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/failures.md} to the tests that it names. */
class FailureTableTest {

  private static final Path PAGE = Path.of("docs/failures.md");
  private static final Path TESTS = Path.of("src/test/java");
  private static final Path SCENARIOS = Path.of("src/test/resources/scenarios");
  private static final Pattern ROW = Pattern.compile("\\| (\\d+)[^|]*\\|([^|]*)\\|([^|]*)\\|([^|]*)\\|([^|]*)\\|");
  private static final Pattern NAMED = Pattern.compile("`([A-Za-z]+Test)\\.(\\w+)`|`scenarios/([a-z-]+)`");
  private static final int KINDS = 18;

  private final Map<String, List<Path>> classes = new HashMap<>();

  private static List<Matcher> rows() throws IOException {
    List<Matcher> rows = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows.add(row);
      }
    }
    return rows;
  }

  private void findClasses() throws IOException {
    try (Stream<Path> files = Files.walk(TESTS)) {
      files.filter(file -> file.toString().endsWith("Test.java"))
          .forEach(file -> classes.computeIfAbsent(file.getFileName().toString().replace(".java", ""), any -> new ArrayList<>()).add(file));
    }
  }

  private Stream<Path> filesOf(String testClass) {
    return classes.getOrDefault(testClass, List.of()).stream();
  }

  private boolean isThere(Matcher named) throws IOException {
    if (named.group(3) != null) {
      return Files.exists(SCENARIOS.resolve(named.group(3)).resolve("expected.txt"));
    }
    for (Path file : filesOf(named.group(1)).toList()) {
      if (isTest(Files.readString(file), "void " + named.group(2) + "(")) {
        return true;
      }
    }
    return false;
  }

  /** Whether there is such a method, and one of the annotations before it says that it is a test. */
  private static boolean isTest(String source, String method) {
    int at = source.indexOf("  " + method);
    int before = source.lastIndexOf("\n  }\n", at);
    return at >= 0 && Stream.of("@Test", "@ParameterizedTest").anyMatch(source.substring(Math.max(before, 0), at)::contains);
  }

  @Test
  void table_everyTestThatItNames_exists() throws IOException {
    findClasses();
    List<String> missing = new ArrayList<>();
    Matcher named = NAMED.matcher(Files.readString(PAGE));
    while (named.find()) {
      boolean example = named.group().equals("`ScenarioTest.play_scenario_endsAsExpected`");
      if (!example && !isThere(named)) {
        missing.add(named.group());
      }
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void table_everyFailure_hasATestAndAResult() throws IOException {
    Set<Integer> kinds = new TreeSet<>();
    for (Matcher row : rows()) {
      kinds.add(Integer.valueOf(row.group(1)));
      assertTrue(NAMED.matcher(row.group(4)).find(), row.group());
      assertEquals("", NAMED.matcher(row.group(4)).replaceAll("").strip(), "only names of tests: " + row.group());
      assertTrue(Set.of("passes", "in the lab").contains(row.group(5).strip()), row.group());
    }
    assertEquals(KINDS, kinds.size(), kinds.toString());
  }

  @Test
  void table_testsOfTheLab_areMarkedSo() throws IOException {
    findClasses();
    for (Matcher row : rows()) {
      boolean inTheLab = row.group(5).strip().equals("in the lab");
      Matcher named = NAMED.matcher(row.group(4));
      while (named.find()) {
        boolean ofTheLab = named.group(1) != null && filesOf(named.group(1)).anyMatch(file -> file.getParent().endsWith("lab"));
        assertEquals(inTheLab, ofTheLab, named.group());
      }
    }
  }
}
