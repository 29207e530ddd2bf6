package io.hotprobe.builtins;

import io.hotprobe.sysfs.Device;
import java.util.BitSet;

/** A set of codes as an input device shows it: hexadecimal words of the kernel's word size, the lowest last. Immutable. */
final class Capabilities {

  private final BitSet codes = new BitSet();

  private Capabilities() {}

  /**
   * Reads an attribute.
   *
   * @param largest code that there can be; what words beyond it say is left out
   * @param wordBits of a word, 32 or 64
   * @return empty when it is not there; of words that are no numbers nothing is taken
   */
  static Capabilities read(Device device, String attribute, int largest, int wordBits) {
    String text = device.attribute(attribute);
    return of(text == null ? "" : text, largest, wordBits);
  }

  static Capabilities of(String text, int largest, int wordBits) {
    Capabilities read = new Capabilities();
    String[] words = text.split(" ", -1);
    int most = Math.min(words.length, (largest - 1) / wordBits + 1);
    for (int word = 0; word < most; word++) {
      long bits = word(words[words.length - 1 - word], wordBits);
      for (int bit = 0; bit < wordBits; bit++) {
        if ((bits >>> bit & 1) != 0) {
          read.codes.set(word * wordBits + bit);
        }
      }
    }
    return read;
  }

  private static long word(String digits, int wordBits) {
    try {
      long bits = Long.parseUnsignedLong(digits, 16);
      return wordBits == 32 && bits >>> 32 != 0 ? 0 : bits;
    } catch (NumberFormatException none) {
      return 0;
    }
  }

  boolean has(int code) {
    return codes.get(code);
  }

  /** How many there are in {@code [from, to)}. */
  int count(int from, int to) {
    return codes.get(from, to).cardinality();
  }

  boolean hasAny(int from, int to) {
    return count(from, to) > 0;
  }

  boolean hasAll(int from, int to) {
    return count(from, to) == to - from;
  }
}
