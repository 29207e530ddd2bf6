package io.hotprobe.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinaryIndexTest {

  private static final int PREFIX = 0x80000000;
  private static final int VALUES = 0x40000000;
  private static final int CHILDREN = 0x20000000;

  @TempDir Path directory;

  private BinaryIndex index(byte[] bytes) throws IOException {
    return BinaryIndex.read(Files.write(directory.resolve("x.bin"), bytes));
  }

  /** {@code KEY PRIORITY VALUE} of each visit. */
  private static List<String> walk(BinaryIndex index) throws DamagedIndexException {
    List<String> visits = new ArrayList<>();
    index.walk(
        (key, length, priority, data, from, to) ->
            visits.add(latin(key, 0, length) + " " + priority + " " + latin(data, from, to)));
    return visits;
  }

  private static String latin(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** A header with {@code root}, then {@code body} from offset 12 on. */
  private static byte[] file(int root, int bodySize, java.util.function.Consumer<ByteBuffer> body) {
    ByteBuffer file = ByteBuffer.allocate(12 + bodySize).putInt(0xB007F457).putInt(0x00020001).putInt(root);
    body.accept(file);
    return file.array();
  }

  @Test
  void find_keys_giveTheirValuesInFileOrder() throws IOException {
    BinaryIndex index =
        index(
            new IndexWriter()
                .add("snd", 3, "c").add("snd", 1, "a").add("snd_hda", 2, "b").add("snd_hdmi", 4, "d").add("usb", 5, "").add("snd", 1, "z")
                .bytes());
    assertEquals(
        List.of(new BinaryIndex.Value(1, "z"), new BinaryIndex.Value(1, "a"), new BinaryIndex.Value(3, "c")), index.find("snd"));
    assertEquals(List.of(new BinaryIndex.Value(2, "b")), index.find("snd_hda"));
    assertEquals(List.of(new BinaryIndex.Value(4, "d")), index.find("snd_hdmi"));
    assertEquals(List.of(new BinaryIndex.Value(5, "")), index.find("usb"));
  }

  @Test
  void find_otherKeys_areEmpty() throws IOException {
    BinaryIndex index = index(new IndexWriter().add("snd", 1, "a").add("snd_hda", 2, "b").add("snd_hdmi", 4, "d").bytes());
    for (String key : List.of("", "s", "sn", "snd_", "snd_hd", "snd_hda_intel", "snd_hdx", "usb", "\u00ff", "snd\0")) {
      assertEquals(List.of(), index.find(key), key);
    }
  }

  @Test
  void find_emptyKey_hasAValueToo() throws IOException {
    BinaryIndex index = index(new IndexWriter().add("", 1, "root").add("a", 2, "b").bytes());
    assertEquals(List.of(new BinaryIndex.Value(1, "root")), index.find(""));
    assertEquals(List.of(" 1 root", "a 2 b"), walk(index));
  }

  @Test
  void read_emptyIndex_hasNoKeys() throws IOException {
    assertEquals(List.of(), walk(index(new IndexWriter().bytes())));
    assertEquals(List.of(), index(new IndexWriter().bytes()).find(""));
    assertEquals(List.of(), walk(index(file(0, 0, body -> {}))));
  }

  @Test
  void walk_wildcards_comeInTheOrderOfKmodsSearch() throws IOException {
    IndexWriter writer = new IndexWriter();
    for (String key : List.of("a", "a*", "a?", "a[b]", "a*x", "a*x*", "ab", "aB", "a*xa")) {
      writer.add(key, 0, "m");
    }
    assertEquals(
        List.of("a*x* 0 m", "a*xa 0 m", "a*x 0 m", "a* 0 m", "a? 0 m", "a[b] 0 m", "a 0 m", "aB 0 m", "ab 0 m"),
        walk(index(writer.bytes())));
  }

  @Test
  void walk_wildcardInsideAPrefix_countsAsWild() throws IOException {
    assertEquals(
        List.of("usb*:z 1 b", "usb*: 0 a"), walk(index(new IndexWriter().add("usb*:", 0, "a").add("usb*:z", 1, "b").bytes())));
  }

  @Test
  void use_deepestTrie_isReadAndADeeperIsDamaged() throws IOException {
    IndexWriter steps = new IndexWriter();
    for (int length = 0; length < BinaryIndex.DEEPEST; length++) {
      steps.add("k".repeat(length), length, "v");
    }
    BinaryIndex deepest = index(steps.bytes());
    assertEquals(BinaryIndex.DEEPEST, walk(deepest).size());
    assertEquals(1, deepest.find("k".repeat(BinaryIndex.DEEPEST - 1)).size());
    String longer = "k".repeat(BinaryIndex.DEEPEST);
    BinaryIndex deeper = index(steps.add(longer, 0, "v").bytes());
    assertThrows(DamagedIndexException.class, () -> walk(deeper));
    assertThrows(DamagedIndexException.class, () -> deeper.find(longer));
  }

  @Test
  void use_longKey_isWhole() throws IOException {
    String key = "k".repeat(10_000);
    BinaryIndex index = index(new IndexWriter().add(key, 1, "v").add(key + "x", 2, "w").bytes());
    assertEquals(List.of(key + " 1 v", key + "x 2 w"), walk(index));
    assertEquals(1, index.find(key + "x").size());
  }

  @Test
  void read_minorVersion_isIgnoredAndMajorIsNot() throws IOException {
    byte[] bytes = new IndexWriter().add("a", 0, "b").bytes();
    bytes[7] = 99;
    assertEquals(List.of("a 0 b"), walk(index(bytes)));
    bytes[5] = 3;
    DamagedIndexException damaged = assertThrows(DamagedIndexException.class, () -> index(bytes));
    assertTrue(damaged.getMessage().endsWith("index version 3 instead of 2"), damaged.getMessage());
  }

  @Test
  void read_wrongMagic_namesTheFile() {
    byte[] bytes = new IndexWriter().bytes();
    bytes[0] = 0;
    DamagedIndexException damaged = assertThrows(DamagedIndexException.class, () -> index(bytes));
    assertTrue(damaged.getMessage().startsWith(directory.resolve("x.bin") + ": damaged index: "), damaged.getMessage());
  }

  @Test
  void read_missingFile_isAnIOException() {
    assertThrows(NoSuchFileException.class, () -> BinaryIndex.read(directory.resolve("none")));
  }

  @Test
  void read_truncatedAnywhere_isDamaged() throws IOException {
    byte[] whole =
        new IndexWriter().add("snd", 1, "a").add("snd_hda", 2, "b").add("snd*", 3, "c").add("usb", 4, "d").add("usb", 5, "e").bytes();
    assertEquals(5, walk(index(whole)).size());
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThrows(DamagedIndexException.class, () -> walk(index(part)), "length=" + length);
    }
  }

  @Test
  void use_nodeThatIsItsOwnChild_isDamagedOrNotFound() throws IOException {
    BinaryIndex index = index(file(CHILDREN | 12, 6, body -> body.put((byte) 'a').put((byte) 'a').putInt(CHILDREN | 12)));
    assertThrows(DamagedIndexException.class, () -> walk(index));
    assertEquals(List.of(), index.find("aaa"));
    assertEquals(List.of(), index.find("b"));
    assertEquals(List.of(), index.find("a".repeat(500)));
    assertThrows(DamagedIndexException.class, () -> index.find("a".repeat(10_000)));
  }

  @Test
  void use_twoNodesThatReferToEachOther_areDamaged() throws IOException {
    byte[] bytes =
        file(
            CHILDREN | 12,
            19,
            body ->
                body.put((byte) 'a').put((byte) 'a').putInt(PREFIX | CHILDREN | 18)
                    .put((byte) 'x').put((byte) 0).put((byte) 'b').put((byte) 'c').putInt(0).putInt(CHILDREN | 12).put((byte) 0));
    assertThrows(DamagedIndexException.class, () -> walk(index(bytes.clone())));
    assertEquals(List.of(), index(bytes).find("axcaxb"));
  }

  /** 30 levels of which each refers twice to the next: a tree of 2^30 nodes in 300 bytes. */
  @Test
  void walk_sharedNodes_areDamagedSoon() throws IOException {
    byte[] bytes =
        file(
            CHILDREN | 12,
            300,
            body -> {
              for (int level = 0; level < 30; level++) {
                int next = CHILDREN | 12 + 10 * (level + 1);
                body.put((byte) 'a').put((byte) 'b').putInt(next).putInt(next);
              }
            });
    BinaryIndex index = index(bytes);
    assertTimeoutPreemptively(Duration.ofSeconds(1), () -> assertThrows(DamagedIndexException.class, () -> walk(index)));
  }

  /** Two levels of 255 references to one node with 20,000 values: 1.3 thousand million visits in a file of 120 KB. */
  @Test
  void walk_sharedValues_areDamagedSoon() throws IOException {
    int table = 2 + 4 * 255;
    int count = 20_000;
    byte[] bytes =
        file(
            CHILDREN | 12,
            2 * table + 4 + 6 * count,
            body -> {
              for (int next : new int[] {CHILDREN | 12 + table, VALUES | 12 + 2 * table}) {
                body.put((byte) 1).put((byte) 255);
                for (int i = 0; i < 255; i++) {
                  body.putInt(next);
                }
              }
              body.putInt(count);
              for (int i = 0; i < count; i++) {
                body.putInt(i).put((byte) 'v').put((byte) 0);
              }
            });
    BinaryIndex index = index(bytes);
    assertTimeoutPreemptively(
        Duration.ofSeconds(1),
        () -> assertThrows(DamagedIndexException.class, () -> index.walk((key, length, priority, data, from, to) -> {})));
  }

  @Test
  void use_moreValuesThanTheFileHolds_isDamaged() throws IOException {
    BinaryIndex index = index(file(VALUES | 12, 10, body -> body.putInt(1000).putInt(7).put((byte) 'v').put((byte) 0)));
    assertThrows(DamagedIndexException.class, () -> walk(index));
    assertThrows(DamagedIndexException.class, () -> index.find(""));
  }

  @Test
  void use_referenceBehindTheEnd_isDamaged() throws IOException {
    BinaryIndex index = index(file(VALUES | 0x0fffffff, 0, body -> {}));
    assertThrows(DamagedIndexException.class, () -> walk(index));
    assertThrows(DamagedIndexException.class, () -> index.find(""));
  }
}
