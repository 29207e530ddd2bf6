package io.hotprobe.modalias;

import io.hotprobe.module.ModuleName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which modules claim a modalias: an immutable table of alias patterns, safe for any thread.
 *
 * <p>Each pattern is filed under the rarest of the 6-byte grams of its literal text. A lookup slides over the modalias; a bitmap
 * says for nearly every gram of it that no pattern is filed there, and the few patterns left are matched as globs. Patterns with
 * less than 6 literal bytes in a row are filed under their literal beginning, and the rare ones without even that are always
 * matched. No knowledge of any bus is used.
 *
 * <p>Order and duplicates are kmod's: lower priority first, among equals the one its search comes upon last; a module that claims
 * the modalias twice is there twice.
 */
public final class AliasIndex {

  private static final int GRAM = 6;
  private static final int BEGINNING = 4;
  private static final long GRAM_MASK = (1L << 8 * GRAM) - 1;
  private static final long BEGINNING_MASK = (1L << 8 * BEGINNING) - 1;
  private static final long MIX = 0x9E3779B97F4A7C15L;
  private static final int BITMAP_BITS = 20;
  private static final int HEAD_BITS = 16;
  private static final int NONE = -1;

  private final byte[] pool;
  private final int[] end;
  private final int[] literal;
  private final int[] priority;
  private final int[] module;
  private final ModuleName[] modules;

  private final long[] grams = new long[1 << BITMAP_BITS - 6];
  private final int[] heads = new int[1 << HEAD_BITS];
  private final int[] gramHash;
  private final int[] next;
  private final long[] beginnings;
  private final int[] beginningEntry;
  private final int[] unanchored;

  private AliasIndex(Builder builder) {
    int size = builder.size;
    pool = Arrays.copyOf(builder.pool, builder.poolSize);
    end = Arrays.copyOf(builder.end, size);
    literal = Arrays.copyOf(builder.literal, size);
    priority = Arrays.copyOf(builder.priority, size);
    module = Arrays.copyOf(builder.module, size);
    modules = builder.modules.toArray(new ModuleName[0]);
    gramHash = new int[size];
    next = new int[size];
    Arrays.fill(heads, NONE);
    int[] left = fileUnderGrams();
    int begun = 0;
    for (int entry : left) {
      begun += beginsLiterally(entry) ? 1 : 0;
    }
    beginnings = new long[begun];
    beginningEntry = new int[begun];
    unanchored = new int[left.length - begun];
    fileUnderBeginnings(left);
  }

  /** Files every pattern that has a gram; returns the others. */
  private int[] fileUnderGrams() {
    GramCounts counts = new GramCounts();
    for (int entry = 0; entry < end.length; entry++) {
      counts.add(pool, start(entry), end[entry], literal[entry]);
    }
    int[] left = new int[end.length];
    int count = 0;
    for (int entry = 0; entry < end.length; entry++) {
      long gram = counts.rarest(pool, start(entry), end[entry], literal[entry]);
      if (gram < 0) {
        left[count++] = entry;
        continue;
      }
      int hash = hash(gram);
      grams[hash >>> 32 - BITMAP_BITS + 6] |= 1L << (hash >>> 32 - BITMAP_BITS);
      gramHash[entry] = hash;
      next[entry] = heads[hash & heads.length - 1];
      heads[hash & heads.length - 1] = entry;
    }
    return Arrays.copyOf(left, count);
  }

  private void fileUnderBeginnings(int[] left) {
    int begun = 0;
    int free = 0;
    for (int entry : left) {
      if (beginsLiterally(entry)) {
        beginnings[begun] = beginning(pool, start(entry));
        beginningEntry[begun++] = entry;
      } else {
        unanchored[free++] = entry;
      }
    }
  }

  private boolean beginsLiterally(int entry) {
    return literal[entry] >= BEGINNING;
  }

  private static long beginning(byte[] bytes, int at) {
    long value = 0;
    for (int i = 0; i < BEGINNING; i++) {
      value = value << 8 | bytes[at + i] & 0xff;
    }
    return value;
  }

  private int start(int entry) {
    return entry == 0 ? 0 : end[entry - 1];
  }

  /** Patterns in the table. */
  public int size() {
    return end.length;
  }

  /**
   * Finds the patterns that match. Allocates nothing (unless {@code hits} has to grow).
   *
   * @param hits emptied first; stays empty when nothing matches or {@code modalias} is not valid
   * @return the number of hits
   */
  public int match(Modalias modalias, AliasHits hits) {
    hits.clear(this);
    if (!modalias.valid()) {
      return 0;
    }
    byte[] text = modalias.bytes();
    int length = modalias.length();
    long gram = 0;
    for (int i = 0; i < length; i++) {
      gram = gram << 8 & GRAM_MASK | text[i] & 0xff;
      if (i >= GRAM - 1) {
        int hash = hash(gram);
        if ((grams[hash >>> 32 - BITMAP_BITS + 6] >>> (hash >>> 32 - BITMAP_BITS) & 1) != 0) {
          matchFiledUnder(hash, text, length, hits);
        }
      }
    }
    matchShort(text, length, hits);
    return hits.count();
  }

  private void matchFiledUnder(int hash, byte[] text, int length, AliasHits hits) {
    for (int entry = heads[hash & heads.length - 1]; entry != NONE; entry = next[entry]) {
      if (gramHash[entry] == hash) {
        matchEntry(entry, text, length, hits);
      }
    }
  }

  private void matchShort(byte[] text, int length, AliasHits hits) {
    if (length >= BEGINNING) {
      long beginning = beginning(text, 0) & BEGINNING_MASK;
      for (int i = 0; i < beginnings.length; i++) {
        if (beginnings[i] == beginning) {
          matchEntry(beginningEntry[i], text, length, hits);
        }
      }
    }
    for (int entry : unanchored) {
      matchEntry(entry, text, length, hits);
    }
  }

  private void matchEntry(int entry, byte[] text, int length, AliasHits hits) {
    int from = start(entry);
    int fixed = literal[entry];
    if (fixed <= length
        && Arrays.equals(pool, from, from + fixed, text, 0, fixed)
        && AliasPattern.matches(pool, from + fixed, end[entry], text, fixed, length)) {
      hits.add(entry, priority[entry]);
    }
  }

  ModuleName moduleOf(int entry) {
    return modules[module[entry]];
  }

  String patternOf(int entry) {
    return new String(pool, start(entry), end[entry] - start(entry), StandardCharsets.ISO_8859_1);
  }

  private static int hash(long gram) {
    return (int) (gram * MIX >>> 32);
  }

  /** How often each gram occurs in the literal text of all patterns; collisions only make a gram look more frequent. */
  private static final class GramCounts {

    private static final int BITS = 17;

    private final int[] counts = new int[1 << BITS];

    void add(byte[] pool, int from, int to, int literal) {
      long gram = 0;
      int run = 0;
      for (int i = from; i < to; i++) {
        int skip = i < from + literal ? 0 : element(pool, i, to);
        if (skip != 0) {
          i += skip - 1;
          run = 0;
          continue;
        }
        gram = gram << 8 & GRAM_MASK | pool[i] & 0xff;
        if (++run >= GRAM) {
          counts[hash(gram) >>> 32 - BITS]++;
        }
      }
    }

    /** The least frequent gram of a pattern; -1 when it has none. */
    long rarest(byte[] pool, int from, int to, int literal) {
      long gram = 0;
      long rarest = NONE;
      int fewest = Integer.MAX_VALUE;
      int run = 0;
      for (int i = from; i < to; i++) {
        int skip = i < from + literal ? 0 : element(pool, i, to);
        if (skip != 0) {
          i += skip - 1;
          run = 0;
          continue;
        }
        gram = gram << 8 & GRAM_MASK | pool[i] & 0xff;
        if (++run >= GRAM && counts[hash(gram) >>> 32 - BITS] < fewest) {
          fewest = counts[hash(gram) >>> 32 - BITS];
          rarest = gram;
        }
      }
      return rarest;
    }

    /** The length of the pattern element at {@code i} that is not a literal byte; 0 when it is one. */
    private static int element(byte[] pool, int i, int to) {
      switch (pool[i]) {
        case '*':
        case '?':
          return 1;
        case '\\':
          return 2;
        case '[':
          int close = AliasPattern.closing(pool, i, to);
          return close < 0 ? 1 : close - i + 1;
        default:
          return 0;
      }
    }
  }

  /** Collects patterns in the order kmod's search comes upon them. Confined to one thread. */
  public static final class Builder {

    private final Map<Text, Integer> moduleNumbers = new HashMap<>(8192);
    private final List<ModuleName> modules = new ArrayList<>();
    private final Text probe = new Text();
    private byte[] pool = new byte[1 << 12];
    private int poolSize;
    private int[] end = new int[1 << 8];
    private int[] literal = new int[1 << 8];
    private int[] priority = new int[1 << 8];
    private int[] module = new int[1 << 8];
    private int size;

    /**
     * Adds a pattern of a {@code modules.*} table: up to its first {@code *}, {@code ?} or {@code [} it is compared byte for byte.
     *
     * @param pattern normalised
     * @param place lower ones come first among the hits
     */
    public Builder add(byte[] pattern, int length, int place, byte[] name, int nameFrom, int nameTo) {
      return add(pattern, length, place, number(name, nameFrom, nameTo), '[');
    }

    /** Adds a pattern of a configuration file, which is a glob from its first byte on: a backslash quotes anywhere. */
    public Builder addGlob(String pattern, int place, ModuleName target) {
      byte[] bytes = pattern.getBytes(StandardCharsets.ISO_8859_1);
      byte[] name = target.value().getBytes(StandardCharsets.ISO_8859_1);
      return add(bytes, bytes.length, place, number(name, 0, name.length), '\\');
    }

    private Builder add(byte[] pattern, int length, int place, int moduleNumber, char alsoWild) {
      grow(length);
      System.arraycopy(pattern, 0, pool, poolSize, length);
      int fixed = 0;
      while (fixed < length && !wild(pattern[fixed], alsoWild)) {
        fixed++;
      }
      poolSize += length;
      end[size] = poolSize;
      literal[size] = fixed;
      priority[size] = place;
      module[size++] = moduleNumber;
      return this;
    }

    private static boolean wild(byte b, char alsoWild) {
      return b == '*' || b == '?' || b == '[' || b == alsoWild;
    }

    private void grow(int length) {
      if (poolSize + length > pool.length) {
        pool = Arrays.copyOf(pool, Math.max(pool.length * 2, poolSize + length));
      }
      if (size == end.length) {
        end = Arrays.copyOf(end, size * 2);
        literal = Arrays.copyOf(literal, size * 2);
        priority = Arrays.copyOf(priority, size * 2);
        module = Arrays.copyOf(module, size * 2);
      }
    }

    private int number(byte[] name, int from, int to) {
      Integer known = moduleNumbers.get(probe.of(name, from, to));
      if (known != null) {
        return known;
      }
      modules.add(new ModuleName(new String(name, from, to - from, StandardCharsets.ISO_8859_1)));
      byte[] kept = Arrays.copyOfRange(name, from, to);
      moduleNumbers.put(new Text().of(kept, 0, kept.length), modules.size() - 1);
      return modules.size() - 1;
    }

    /** The table of all that was added. */
    public AliasIndex build() {
      return new AliasIndex(this);
    }
  }

  /** A run of bytes as a map key. */
  private static final class Text {

    private byte[] bytes;
    private int from;
    private int to;
    private int hash;

    Text of(byte[] source, int start, int stop) {
      bytes = source;
      from = start;
      to = stop;
      int h = 1;
      for (int i = start; i < stop; i++) {
        h = 31 * h + source[i];
      }
      hash = h;
      return this;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Text that && Arrays.equals(bytes, from, to, that.bytes, that.from, that.to);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }
}
