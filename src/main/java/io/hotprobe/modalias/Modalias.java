package io.hotprobe.modalias;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The string a device carries, normalised as aliases are: {@code -} folded to {@code _} outside brackets.
 *
 * <p>A key for lookups that can be filled again: a worker owns one and {@link #set sets} it for each uevent without allocating;
 * {@link #copy} gives the immutable key that a cache may keep.
 */
public final class Modalias {

  /** Longest modalias accepted, in bytes: what the kernel gives all properties of one uevent together. */
  public static final int LONGEST = 2048;

  private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes;
  private int length;
  private int hash;
  private boolean valid;

  /** A key to be filled by {@link #set}. */
  public Modalias() {
    this(new byte[LONGEST]);
  }

  private Modalias(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The key of a Latin-1 string; longer than {@link #LONGEST} is allowed here. */
  public static Modalias of(String text) {
    byte[] raw = text.getBytes(StandardCharsets.ISO_8859_1);
    Modalias modalias = new Modalias(new byte[raw.length]);
    modalias.set(raw, 0, raw.length);
    return modalias;
  }

  /**
   * The alias form of a pattern or name: dashes folded outside brackets.
   *
   * @return null when a bracket has no partner, which makes a pattern unusable
   */
  public static String normalise(String text) {
    Modalias modalias = of(text);
    return modalias.valid ? modalias.toString() : null;
  }

  /**
   * Fills this key from {@code source[offset, offset + count)}.
   *
   * @return false when it cannot match anything: longer than this key's room, or a bracket without its partner
   */
  public boolean set(byte[] source, int offset, int count) {
    if (count > bytes.length) {
      length = 0;
      hash = 0;
      valid = false;
      return false;
    }
    boolean inBrackets = false;
    boolean balanced = true;
    for (int i = 0; i < count; i++) {
      byte b = source[offset + i];
      if (b == '-') {
        b = inBrackets ? b : (byte) '_';
      } else if (b == '[') {
        inBrackets = true;
      } else if (b == ']') {
        balanced &= inBrackets;
        inBrackets = false;
      }
      bytes[i] = b;
    }
    length = count;
    hash = hash(bytes, count);
    valid = balanced && !inBrackets;
    return valid;
  }

  /** A copy that later calls of {@link #set} do not touch. */
  public Modalias copy() {
    Modalias copy = new Modalias(Arrays.copyOf(bytes, length));
    copy.length = length;
    copy.hash = hash;
    copy.valid = valid;
    return copy;
  }

  /** False when a bracket has no partner, or the text did not fit: then nothing matches. */
  public boolean valid() {
    return valid;
  }

  /** Whether it can be told from a plain module name: it holds a colon. */
  public boolean isPlainName() {
    for (int i = 0; i < length; i++) {
      if (bytes[i] == ':') {
        return false;
      }
    }
    return true;
  }

  /** Whether the normalised text starts with {@code prefix}. */
  public boolean startsWith(byte[] prefix) {
    return length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  private static int hash(byte[] bytes, int length) {
    long h = length;
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      h = (h ^ (long) LONGS.get(bytes, i)) * 0x9E3779B97F4A7C15L;
      h ^= h >>> 29;
    }
    for (; i < length; i++) {
      h = (h ^ bytes[i]) * 0x100000001B3L;
    }
    h *= 0xBF58476D1CE4E5B9L;
    return (int) (h >>> 32);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Modalias that
        && hash == that.hash
        && length == that.length
        && Arrays.equals(bytes, 0, length, that.bytes, 0, length);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** The normalised text. */
  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }
}
