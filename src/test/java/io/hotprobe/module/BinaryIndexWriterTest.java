package io.hotprobe.module;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BinaryIndexWriterTest {

  @TempDir Path directory;

  private BinaryIndex read(BinaryIndexWriter writer) throws IOException {
    return BinaryIndex.read(Files.write(directory.resolve("modules.x.bin"), writer.bytes()));
  }

  private static List<String> entries(BinaryIndex index) throws IOException {
    List<String> entries = new ArrayList<>();
    index.walk(
        (key, length, priority, data, from, to) ->
            entries.add(new String(key, 0, length) + "|" + priority + "|" + new String(data, from, to - from)));
    return entries;
  }

  @Test
  void bytes_ofNothing_areAHeader() throws IOException {
    assertArrayEquals(HexFormat.of().parseHex("b007f457000200010000000c"), new BinaryIndexWriter().bytes());
    assertEquals(List.of(), entries(read(new BinaryIndexWriter())));
  }

  @Test
  void bytes_valuesOfOneKey_areByPriorityThenLastAddedFirst() throws IOException {
    BinaryIndexWriter writer = new BinaryIndexWriter();
    writer.add("k", 5, "five");
    writer.add("k", 1, "first");
    writer.add("k", 5, "five again");
    writer.add("k", 1, "second");
    assertEquals(List.of("k|1|second", "k|1|first", "k|5|five again", "k|5|five"), entries(read(writer)));
  }

  @Test
  void duplicates_sameKeyAndValue_areTold() {
    BinaryIndexWriter writer = new BinaryIndexWriter();
    writer.add("a", 1, "x");
    writer.add("a", 2, "y");
    writer.add("b", 1, "x");
    assertEquals(List.of(), writer.duplicates());
    writer.add("a", 3, "x");
    assertEquals(List.of("a x"), writer.duplicates());
  }

  @Test
  void isKey_bytesAbove127OrNul_areNone() {
    assertTrue(BinaryIndexWriter.isKey("pci:v*[\u007f"));
    assertTrue(BinaryIndexWriter.isKey(""));
    assertFalse(BinaryIndexWriter.isKey("\u0080"));
    assertFalse(BinaryIndexWriter.isKey("a\0"));
  }

  @Test
  void bytes_keysThatNestTooDeep_areRefused() {
    BinaryIndexWriter writer = new BinaryIndexWriter();
    for (int length = 1; length <= BinaryIndex.DEEPEST; length++) {
      writer.add("a".repeat(length), 0, "");
    }
    assertThrows(IOException.class, writer::bytes);
  }

  /** Against the other writer, which works from a map, and the reader. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void bytes_ofRandomEntries_holdAllOfThem(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    BinaryIndexWriter writer = new BinaryIndexWriter();
    IndexWriter other = new IndexWriter();
    List<String> keys = new ArrayList<>();
    for (int i = random.nextInt(400); i >= 0; i--) {
      StringBuilder key = new StringBuilder();
      for (int length = random.nextInt(8); length > 0; length--) {
        key.append("ab*?[z_\u0001\u007f".charAt(random.nextInt(9)));
      }
      int priority = random.nextInt(5);
      writer.add(key.toString(), priority, "v" + i % 20);
      other.add(key.toString(), priority, "v" + i % 20);
      keys.add(key.toString());
    }
    BinaryIndex index = read(writer);
    other.write(directory.resolve("other.bin"));
    BinaryIndex expected = BinaryIndex.read(directory.resolve("other.bin"));
    assertEquals(entries(expected), entries(index));
    for (String key : keys) {
      assertEquals(expected.find(key), index.find(key), key);
    }
    assertEquals(List.of(), index.find("none"));
  }
}
