package io.hotprobe.modalias;

import static io.hotprobe.modalias.AliasTable.lookUp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AliasIndexTest {

  private final AliasTable table = new AliasTable();

  @Test
  void match_emptyIndex_findsNothing() {
    assertEquals(0, table.index().size());
    assertEquals(List.of(), lookUp(table.index(), "usb:v1D6B"));
    assertEquals(List.of(), lookUp(table.index(), ""));
  }

  @Test
  void match_lowerPlace_comesFirst() {
    table.add("usb:v1D6B*", 2, "second").add("usb:v1D*", 1, "first").add("usb:v1D6Bp*", 3, "third");
    assertEquals(List.of("first usb:v1D*", "second usb:v1D6B*", "third usb:v1D6Bp*"), lookUp(table.index(), "usb:v1D6Bp0002"));
  }

  @Test
  void match_equalPlace_lastAddedComesFirst() {
    table.add("usb:v*", 7, "a").add("usb:*", 7, "b").add("usb:v1*", 7, "c").add("*", 7, "d");
    assertEquals(List.of("d *", "c usb:v1*", "b usb:*", "a usb:v*"), lookUp(table.index(), "usb:v1"));
  }

  @Test
  void match_placeAboveAllSignedInts_isNotLost() {
    table.add("x*", Integer.MAX_VALUE, "late").add("x?", 0, "early");
    assertEquals(List.of("early x?", "late x*"), lookUp(table.index(), "xy"));
  }

  @Test
  void match_twoPatternsOfOneModule_findsItTwice() {
    table.add("pci:v00008086d*", 1, "e1000e").add("pci:v00008086*", 1, "e1000e");
    assertEquals(List.of("e1000e pci:v00008086*", "e1000e pci:v00008086d*"), lookUp(table.index(), "pci:v00008086d000010D3"));
  }

  @Test
  void match_samePatternOfTwoModules_findsBoth() {
    table.add("virtio:d00000001v*", 1, "virtio_net").add("virtio:d00000001v*", 2, "other");
    assertEquals(
        List.of("virtio_net virtio:d00000001v*", "other virtio:d00000001v*"), lookUp(table.index(), "virtio:d00000001v00001AF4"));
  }

  @Test
  void match_rareGramTwiceInTheText_findsPatternOnce() {
    table.add("*abcdef*", 1, "m").add("*ghijkl*", 1, "n");
    assertEquals(List.of("n *ghijkl*", "m *abcdef*"), lookUp(table.index(), "abcdefghijklabcdefghijklabcdef"));
  }

  @Test
  void match_gramOnlyAtTheVeryEnd_isFound() {
    table.add("*abcdef", 1, "m");
    assertEquals(List.of("m *abcdef"), lookUp(table.index(), "xyzabcdef"));
    assertEquals(List.of("m *abcdef"), lookUp(table.index(), "abcdef"));
    assertEquals(List.of(), lookUp(table.index(), "bcdef"));
  }

  @Test
  void match_shortPatterns_areFound() {
    table.add("a", 1, "one").add("ab*", 2, "two").add("abc?", 3, "three").add("abcd", 4, "four").add("abcd[e]", 5, "five");
    assertEquals(List.of("one a"), lookUp(table.index(), "a"));
    assertEquals(List.of("two ab*"), lookUp(table.index(), "ab"));
    assertEquals(List.of("two ab*", "three abc?", "four abcd"), lookUp(table.index(), "abcd"));
    assertEquals(List.of("two ab*", "five abcd[e]"), lookUp(table.index(), "abcde"));
  }

  @Test
  void match_noLiteralAtAll_isFound() {
    table.add("*", 1, "any").add("??", 2, "two").add("[a-z]*", 3, "letter").add("", 4, "empty");
    assertEquals(List.of("any *", "two ??", "letter [a-z]*"), lookUp(table.index(), "ab"));
    assertEquals(List.of("any *", "empty "), lookUp(table.index(), ""));
    assertEquals(List.of("any *"), lookUp(table.index(), "1"));
  }

  @Test
  void match_backslashBeforeAnyWildcard_isLiteralInATableAndQuotesInAGlob() {
    table.add("ab\\cdefgh", 1, "table").addGlob("ab\\cdefgh", 2, "glob").add("ab\\*", 3, "prefix").addGlob("ab\\*", 4, "star");
    assertEquals(List.of("table ab\\cdefgh", "prefix ab\\*"), lookUp(table.index(), "ab\\cdefgh"));
    assertEquals(List.of("glob ab\\cdefgh"), lookUp(table.index(), "abcdefgh"));
    assertEquals(List.of("star ab\\*"), lookUp(table.index(), "ab*"));
  }

  @Test
  void match_backslashBehindAWildcard_quotes() {
    table.add("*:ab\\*cdefgh", 1, "m").add("?xyzxyz\\", 2, "n");
    assertEquals(List.of("m *:ab\\*cdefgh"), lookUp(table.index(), "usb:ab*cdefgh"));
    assertEquals(List.of(), lookUp(table.index(), "usb:abxcdefgh"));
    assertEquals(List.of(), lookUp(table.index(), "?xyzxyz\\"));
  }

  @Test
  void match_wildcardsInTheText_meanNothing() {
    table.add("usb:v1D6B", 1, "m").add("usb:v*", 2, "n");
    assertEquals(List.of("n usb:v*"), lookUp(table.index(), "usb:v*"));
    assertEquals(List.of(), lookUp(table.index(), "*"));
  }

  @Test
  void match_invalidModalias_findsNothing() {
    table.add("*", 1, "any");
    assertEquals(List.of(), lookUp(table.index(), "usb:v["));
    assertEquals(List.of("any *"), lookUp(table.index(), "usb:v[1]"));
  }

  @Test
  void match_hitsUsedAgain_forgetsTheLastLookup() {
    AliasIndex index = table.add("usb:v*", 1, "m").add("usb:*", 2, "n").index();
    AliasHits hits = new AliasHits();
    assertEquals(2, index.match(Modalias.of("usb:v1"), hits));
    assertEquals(1, index.match(Modalias.of("usb:x"), hits));
    assertEquals("n", hits.module(0).value());
    assertEquals(0, index.match(Modalias.of("pci:x"), hits));
    assertEquals(0, index.match(Modalias.of("usb:v["), hits));
    assertEquals(0, hits.count());
  }

  @Test
  void match_moreHitsThanRoom_findsAll() {
    for (int i = 0; i < 100; i++) {
      table.add("usb:v" + "*".repeat(i + 1), 100 - i, "m" + i);
    }
    assertEquals(table.scan("usb:v1"), lookUp(table.index(), "usb:v1"));
    assertEquals(100, lookUp(table.index(), "usb:v1").size());
  }

  @Test
  void size_patterns_areCounted() {
    assertEquals(2, table.add("a", 1, "m").add("a", 1, "m").index().size());
  }

  /** Hits, misses and invalid ones; the names stay away, they are made when the index is built. */
  @Test
  void match_afterWarmUp_allocatesNothing() {
    for (int i = 0; i < 500; i++) {
      table.add(String.format("usb:v%04Xp*", i), i, "m" + i).add("of:N*T*Cvendor,x" + i, i, "o" + i);
    }
    table.add("acpi*:PNP0A03:*", 1, "root").add("x*", 1, "x").add("[0-9]*", 1, "digit");
    AliasIndex index = table.index();
    byte[][] texts = texts("usb:v0007p0001d0100", "usb:vFFFFp0001", "of:NuartT<NULL>Cvendor,x12", "acpi:PNP0A03:", "7", "pci:v[", "x");
    Modalias modalias = new Modalias();
    AliasHits hits = new AliasHits();
    int warm = look(index, modalias, hits, texts, 20_000);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    int found = look(index, modalias, hits, texts, 100_000);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(warm > 0 && found > 100_000 / 7 * 4, "found=" + found);
    assertTrue(allocated < 4096, "allocated=" + allocated);
  }

  private static int look(AliasIndex index, Modalias modalias, AliasHits hits, byte[][] texts, int lookups) {
    int found = 0;
    for (int i = 0; i < lookups; i++) {
      byte[] text = texts[i % texts.length];
      modalias.set(text, 0, text.length);
      found += index.match(modalias, hits);
    }
    return found;
  }

  private static byte[][] texts(String... texts) {
    byte[][] bytes = new byte[texts.length][];
    for (int i = 0; i < texts.length; i++) {
      bytes[i] = texts[i].getBytes(StandardCharsets.ISO_8859_1);
    }
    return bytes;
  }
}
