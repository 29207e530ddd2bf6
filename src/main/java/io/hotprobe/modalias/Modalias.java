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

  private static final long ONES = 0x0101010101010101L;
  private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes;
  private int length;
  private int hash;
  private boolean valid;

  /** A key to be filled by {@link #set}. */
  public Modalias() {
    this(LONGEST);
  }

  private Modalias(int room) {
    this.bytes = new byte[room + AliasPattern.SLACK];
  }

  /** The key of a Latin-1 string; longer than {@link #LONGEST} is allowed here. */
  public static Modalias of(String text) {
    byte[] raw = text.getBytes(StandardCharsets.ISO_8859_1);
    Modalias modalias = new Modalias(raw.length);
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
    if (count > bytes.length - AliasPattern.SLACK) {
      length = 0;
      hash = 0;
      valid = false;
      return false;
    }
    System.arraycopy(source, offset, bytes, 0, count);
    length = count;
    hash = 0;
    long brackets = 0;
    for (int i = 0; i < count; i += Long.BYTES) {
      long text = (long) LONGS.get(bytes, i);
      brackets |= zeros(text ^ ONES * '[') | zeros(text ^ ONES * ']');
      LONGS.set(bytes, i, text ^ (zeros(text ^ ONES * '-') >>> 7) * ('-' ^ '_'));
    }
    valid = brackets == 0 || setBracketed(source, offset, count);
    return valid;
  }

  /** As {@link #set}, byte by byte: text in brackets stays as it is. */
  private boolean setBracketed(byte[] source, int offset, int count) {
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
    return balanced && !inBrackets;
  }

  /** The high bit of every byte that is zero, and of no other. */
  private static long zeros(long bytes) {
    long low = ~(ONES << 7);
    return ~((bytes & low) + low | bytes | low);
  }

  /** A copy that later calls of {@link #set} do not touch. */
  public Modalias copy() {
    Modalias copy = new Modalias(length);
    System.arraycopy(bytes, 0, copy.bytes, 0, length);
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

  /** Whether a glob, normalised like this text, matches all of it. */
  public boolean matches(Modalias pattern) {
    return valid && pattern.valid && AliasPattern.matches(pattern.bytes, 0, pattern.length, bytes, 0, length);
  }

  /** Whether the normalised text starts with {@code prefix}. */
  public boolean startsWith(byte[] prefix) {
    return length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  /** The text, followed by the slack a match needs. */
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
        && hashCode() == that.hashCode()
        && length == that.length
        && Arrays.equals(bytes, 0, length, that.bytes, 0, length);
  }

  /** Worked out at the first call; a copy shared by threads may do so more than once. */
  @Override
  public int hashCode() {
    if (hash == 0) {
      hash = hash(bytes, length);
    }
    return hash;
  }

  /** The normalised text. */
  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }
}
