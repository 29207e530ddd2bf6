package io.hotprobe.modalias;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModaliasTest {

  @ParameterizedTest
  @CsvSource({
    "snd-hda, snd_hda",
    "-, _",
    "a--b, a__b",
    "x[a-c]-d, x[a-c]_d",
    "[-]-[-], [-]_[-]",
    "[a[-]-, [a[-]_",
    "pci:v*-, pci:v*_",
    "plain, plain",
    "é-, é_",
  })
  void normalise_dashes_foldedOutsideBrackets(String text, String expected) {
    assertEquals(expected, Modalias.normalise(text));
    assertEquals(expected, Modalias.of(text).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "]", "a]b", "[a", "[a]]", "[a][", "][", "\\[", "\\]"})
  void normalise_bracketWithoutPartner_isNull(String text) {
    assertNull(Modalias.normalise(text));
    assertFalse(Modalias.of(text).valid());
  }

  @Test
  void normalise_empty_isEmpty() {
    assertEquals("", Modalias.normalise(""));
    assertTrue(Modalias.of("").valid());
  }

  @Test
  void set_partOfAnArray_takesThatPart() {
    Modalias modalias = new Modalias();
    byte[] message = bytes("MODALIAS=usb:v-1\0SEQ");
    assertTrue(modalias.set(message, 9, 7));
    assertEquals("usb:v_1", modalias.toString());
    assertEquals(new String(message, StandardCharsets.ISO_8859_1), "MODALIAS=usb:v-1\0SEQ");
  }

  @Test
  void set_invalidThenValid_isValidAgain() {
    Modalias modalias = new Modalias();
    assertFalse(modalias.set(bytes("a]"), 0, 2));
    assertFalse(modalias.valid());
    assertTrue(modalias.set(bytes("a"), 0, 1));
    assertTrue(modalias.valid());
    assertEquals("a", modalias.toString());
  }

  @Test
  void set_longest_fitsAndOneMoreDoesNot() {
    Modalias modalias = new Modalias();
    byte[] text = bytes("x".repeat(Modalias.LONGEST + 1));
    assertTrue(modalias.set(text, 0, Modalias.LONGEST));
    assertEquals(Modalias.LONGEST, modalias.toString().length());
    assertFalse(modalias.set(text, 0, Modalias.LONGEST + 1));
    assertFalse(modalias.valid());
    assertEquals("", modalias.toString());
  }

  @Test
  void of_longerThanLongest_isKept() {
    String text = "x".repeat(Modalias.LONGEST + 100);
    assertEquals(text, Modalias.of(text).toString());
    assertTrue(Modalias.of(text).valid());
  }

  @Test
  void copy_originalSetAgain_staysAsItWas() {
    Modalias worker = new Modalias();
    worker.set(bytes("usb:v1"), 0, 6);
    Modalias kept = worker.copy();
    int hash = kept.hashCode();
    worker.set(bytes("pci:v2"), 0, 6);
    assertEquals("usb:v1", kept.toString());
    assertEquals(hash, kept.hashCode());
    assertNotEquals(worker, kept);
    assertTrue(kept.valid());
  }

  @Test
  void copy_ofInvalid_isInvalid() {
    assertFalse(Modalias.of("[").copy().valid());
  }

  @Test
  void equals_setCopyAndOf_areOneKey() {
    Modalias worker = new Modalias();
    SplittableRandom random = new SplittableRandom(1);
    worker.set(bytes("y".repeat(100)), 0, 100);
    for (int length = 0; length < 70; length++) {
      byte[] text = new byte[length];
      random.nextBytes(text);
      String latin = new String(text, StandardCharsets.ISO_8859_1);
      worker.set(text, 0, length);
      Modalias of = Modalias.of(latin);
      assertEquals(of, worker);
      assertEquals(of, worker.copy());
      assertEquals(of.hashCode(), worker.hashCode());
      assertEquals(of.hashCode(), worker.copy().hashCode());
      assertNotEquals(of, Modalias.of(latin + "\0"));
    }
  }

  @Test
  void equals_dashAndUnderscore_areTheSame() {
    assertEquals(Modalias.of("a_b"), Modalias.of("a-b"));
    assertNotEquals(Modalias.of("[a_b]"), Modalias.of("[a-b]"));
  }

  @Test
  void hashCode_devicesThatDifferInOneByte_seldomCollide() {
    var hashes = new java.util.HashSet<Integer>();
    for (int i = 0; i < 10_000; i++) {
      hashes.add(Modalias.of(String.format("usb:v1D6Bp%04Xd0606dc09dsc00dp00ic09isc00ip00in00", i)).hashCode());
    }
    assertTrue(hashes.size() > 9_990, "hashes=" + hashes.size());
  }

  @Test
  void isPlainName_colon_tellsThemApart() {
    assertTrue(Modalias.of("snd-hda").isPlainName());
    assertFalse(Modalias.of("usb:v").isPlainName());
    assertFalse(Modalias.of("symbol:").isPlainName());
  }

  @Test
  void startsWith_prefix_isOfTheNormalisedText() {
    assertTrue(Modalias.of("symbol:x").startsWith(bytes("symbol:")));
    assertFalse(Modalias.of("symbol").startsWith(bytes("symbol:")));
    assertTrue(Modalias.of("a-b").startsWith(bytes("a_")));
    assertTrue(Modalias.of("").startsWith(bytes("")));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
