package io.hotprobe.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.rules.DeviceRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UdevDatabaseTest {

  private static final Path INSTALLED = Path.of("/run/udev/data");

  private static final String WHOLE = """
      S:disk/by-id/usb-stick
      S:disk/by-label/A\\x20B
      L:-100
      I:4072072463
      E:ID_BUS=usb
      E:ID_MODEL=a=b c
      G:systemd
      G:old
      Q:systemd
      V:1
      """;

  @TempDir Path directory;
  private final List<Diagnostic> damage = new ArrayList<>();
  private UdevDatabase database;

  @BeforeEach
  void open() {
    database = new UdevDatabase(directory, damage::add);
  }

  private void file(String id, String text) throws IOException {
    Files.createDirectories(directory.resolve("data"));
    Files.write(directory.resolve("data").resolve(id), text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private String text(String id) throws IOException {
    return Files.readString(directory.resolve("data").resolve(id), StandardCharsets.ISO_8859_1);
  }

  private static DeviceRecord tagged(String... tags) {
    Set<String> set = new LinkedHashSet<>(List.of(tags));
    return new DeviceRecord(List.of(), 0, 5, Map.of(), set, set, false);
  }

  @Test
  void read_entryOfUdev_givesAllOfIt() throws IOException {
    file("b8:0", WHOLE);
    DeviceRecord record = database.read("b8:0");
    assertEquals(List.of("disk/by-id/usb-stick", "disk/by-label/A\\x20B"), record.links());
    assertEquals(-100, record.linkPriority());
    assertEquals(4072072463L, record.initializedMicros());
    assertEquals(Map.of("ID_BUS", "usb", "ID_MODEL", "a=b c"), record.properties());
    assertEquals(Set.of("systemd", "old"), record.tags());
    assertEquals(Set.of("systemd"), record.currentTags());
    assertFalse(record.persistent());
    assertEquals(List.of(), damage);
  }

  @Test
  void write_whatWasRead_isTheSameByteForByte() throws IOException {
    file("b8:0", WHOLE);
    database.write("b8:1", database.read("b8:0"));
    assertEquals(WHOLE, text("b8:1"));
    assertEquals(0100644, Files.getAttribute(directory.resolve("data/b8:1"), "unix:mode"));
  }

  @Test
  void write_everyEntryOfThisMachine_isTheSameByteForByte() throws IOException {
    assumeTrue(Files.isDirectory(INSTALLED), "no udevd has run on this machine");
    UdevDatabase udevs = new UdevDatabase(INSTALLED.getParent(), damage::add);
    List<Path> entries;
    try (Stream<Path> files = Files.list(INSTALLED)) {
      entries = files.filter(file -> !file.getFileName().toString().startsWith(".")).toList();
    }
    assumeTrue(!entries.isEmpty(), "udevd's database is empty on this machine");
    for (Path entry : entries) {
      String id = entry.getFileName().toString();
      database.write(id, udevs.read(id));
      assertEquals(Files.readString(entry, StandardCharsets.ISO_8859_1), text(id), id);
    }
    assertEquals(List.of(), damage);
  }

  @Test
  void write_persistent_setsTheStickyBitThatIsReadAgain() throws IOException {
    database.write("b8:0", new DeviceRecord(List.of(), 0, 5, Map.of("A", "b"), Set.of(), Set.of(), true));
    assertEquals(0101644, Files.getAttribute(directory.resolve("data/b8:0"), "unix:mode"));
    assertTrue(database.read("b8:0").persistent());
  }

  @ParameterizedTest
  @CsvSource({"b8:0,true", "c1:3,true", "n2,true", "+usb:1-1,false"})
  void write_nothingToSay_makesAnEmptyFileForNumberedDevicesOnly(String id, boolean made) throws IOException {
    file(id, WHOLE);
    database.write(id, new DeviceRecord(List.of(), 0, 5, Map.of(), Set.of(), Set.of(), false));
    assertEquals(made, Files.exists(directory.resolve("data").resolve(id)));
    if (made) {
      assertEquals("", text(id));
    }
  }

  @Test
  void write_deviceWithoutNode_leavesLinksAndPriorityOut() throws IOException {
    database.write("n2", new DeviceRecord(List.of("net/x"), 7, 5, Map.of("A", "b"), Set.of(), Set.of(), false));
    assertEquals("I:5\nE:A=b\nV:1\n", text("n2"));
  }

  @Test
  void write_propertiesThatCannotBeKept_areLeftOut() throws IOException {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put(".PRIVATE", "x");
    properties.put("LINES", "a\nG:forged");
    properties.put("RETURN", "a\rG:forged");
    properties.put("EMPTY", "");
    properties.put("GOOD", "x");
    database.write("c1:3", new DeviceRecord(List.of("a\nG:forged"), 0, 5, properties, Set.of(), Set.of(), false));
    assertEquals("I:5\nE:GOOD=x\nV:1\n", text("c1:3"));
  }

  @Test
  void write_tags_keepsTheIndex() throws IOException {
    database.write("b8:0", tagged("one", "two"));
    assertEquals(0100444, Files.getAttribute(directory.resolve("tags/one/b8:0"), "unix:mode"));
    database.write("b8:0", tagged("two", "three"));
    assertFalse(Files.exists(directory.resolve("tags/one/b8:0")));
    assertTrue(Files.exists(directory.resolve("tags/two/b8:0")));
    assertTrue(Files.exists(directory.resolve("tags/three/b8:0")));
    database.delete("b8:0");
    assertFalse(Files.exists(directory.resolve("tags/two/b8:0")));
    assertFalse(Files.exists(directory.resolve("data/b8:0")));
  }

  @Test
  void write_whenItFails_leavesTheOldEntryWholeAndNothingElse() throws IOException {
    Files.createDirectories(directory.resolve("data/b8:0/in-the-way"));
    IOException failed = assertThrows(IOException.class, () -> database.write("b8:0", DeviceRecord.NONE, tagged()));
    assertTrue(failed.getMessage().contains("b8:0"), failed.getMessage());
    try (Stream<Path> files = Files.list(directory.resolve("data"))) {
      assertEquals(List.of(directory.resolve("data/b8:0")), files.toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "../x", "a/b", "a\0b"})
  void anyCall_idThatIsNoFileName_isRefused(String id) {
    assertEquals(DeviceRecord.NONE, database.read(id));
    assertThrows(IOException.class, () -> database.write(id, DeviceRecord.NONE));
    assertThrows(IOException.class, () -> database.delete(id));
  }

  @Test
  void write_tagThatLeadsElsewhere_isNotIndexed() throws IOException {
    database.write("b8:0", tagged("../../evil", "..", "good"));
    assertTrue(Files.exists(directory.resolve("tags/good/b8:0")));
    try (Stream<Path> files = Files.list(directory.resolve("tags"))) {
      assertEquals(List.of(directory.resolve("tags/good")), files.toList());
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "X:1|1", "nonsense|1", "S:../../etc/passwd|1", "S:/abs|1", "L:many|1", "I:9x|1", "E:NOVALUE|1", "E:=x|1", "G:a/b|1",
    "Q:|1", "V:one|1",
  })
  void read_lineThatMeansNothing_isToldWithItsNumberAndPassedOver(String line, int problems) throws IOException {
    file("b8:0", "I:5\n" + line + "\nE:A=b\nV:1\n");
    DeviceRecord record = database.read("b8:0");
    assertEquals(Map.of("A", "b"), record.properties());
    assertEquals(problems, damage.size(), damage.toString());
    assertEquals(directory.resolve("data/b8:0") + ":2", damage.get(0).at().toString());
  }

  @Test
  void read_lastLineCutShort_isToldAndNotTaken() throws IOException {
    file("b8:0", "I:5\nE:A=trunca");
    assertEquals(Map.of(), database.read("b8:0").properties());
    assertEquals(1, damage.size());
  }

  @Test
  void read_entryBeforeVersionOne_takesAllTagsForCurrent() throws IOException {
    file("b8:0", "W:12\nG:one\nG:two\n");
    assertEquals(Set.of("one", "two"), database.read("b8:0").currentTags());
    assertEquals(List.of(), damage);
  }

  @Test
  void read_propertySetAgainToNothing_isGone() throws IOException {
    file("b8:0", "E:A=b\nE:A=\nV:1\n");
    assertEquals(Map.of(), database.read("b8:0").properties());
  }

  @Test
  void read_noEntry_isNone() {
    assertEquals(DeviceRecord.NONE, database.read("b8:0"));
    assertEquals(List.of(), damage);
  }

  @Test
  void read_whatIsNoRegularFile_isToldAndNone() throws IOException {
    Files.createDirectories(directory.resolve("data/b8:0"));
    Files.createSymbolicLink(directory.resolve("data/b8:1"), directory.resolve("data"));
    assertEquals(DeviceRecord.NONE, database.read("b8:0"));
    assertEquals(DeviceRecord.NONE, database.read("b8:1"));
    assertEquals(2, damage.size());
  }

  @Test
  void read_asManyLinksTagsAndPropertiesAsRulesMaySet_areAllThere() throws IOException {
    List<String> links = new ArrayList<>();
    Set<String> tags = new HashSet<>();
    for (int i = 0; i < 1024; i++) {
      links.add(String.format("%04d", i) + ("/" + "l".repeat(202)).repeat(5));
      tags.add(String.format("%04d", i) + "t".repeat(251));
    }
    Map<String, String> properties = Map.of("A", "v".repeat(DeviceEntry.MOST_PROPERTY_BYTES));
    DeviceRecord all = new DeviceRecord(links, 1, 1, properties, tags, tags, false);
    database.write("b8:0", all);
    assertTrue(all.equals(database.read("b8:0")), "it is not what was written");
    assertEquals(List.of(), damage);
  }

  @Test
  void read_entryTooLong_givesItsBeginning() throws IOException {
    file("b8:0", "E:A=b\n" + "E:B=xxxxxxxxxxxxxxxxxxxxxxxx\n".repeat(UdevDatabase.LONGEST_ENTRY / 28 + 1));
    assertEquals("b", database.read("b8:0").properties().get("A"));
    assertTrue(damage.get(0).problem().contains("longer than"), damage.toString());
  }

  @Test
  void read_anyBytes_givesARecordThatSurvivesWritingAndReading() throws IOException {
    Random random = new Random(4711);
    String alphabet = "SLIEGQVW::::==\n\n\n\r/.-019azAZ \\x\0\u00e9";
    for (int round = 0; round < 3000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(120); i > 0; i--) {
        text.append(random.nextInt(20) == 0 ? (char) random.nextInt(256) : alphabet.charAt(random.nextInt(alphabet.length())));
      }
      file("b8:0", text.toString());
      DeviceRecord once = database.read("b8:0");
      database.write("b8:0", once);
      DeviceRecord again = database.read("b8:0");
      assertEquals(RecordText.saysNothing(once) ? DeviceRecord.NONE : once, again, () -> "seed 4711: " + text);
    }
  }
}
