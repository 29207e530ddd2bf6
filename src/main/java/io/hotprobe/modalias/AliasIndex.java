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
 * <p>Each pattern is filed under the rarest 6-byte gram of its literal text, and a lookup takes every second gram of the modalias:
 * so a gram of the pattern's literal beginning is chosen at an even place, and one that a wildcard may shift is filed together with
 * its neighbour. A bitmap says for nearly every gram looked up that nothing is filed there; the few patterns left are matched as
 * globs, outward from the gram. Patterns without a gram are filed under their first two bytes, and the rare ones without even that
 * are always matched. A modalias that begins as no pattern does is dropped at once. No knowledge of any bus is used.
 *
 * <p>Order and duplicates are kmod's: lower priority first, among equals the one its search comes upon last; a module that claims
 * the modalias twice is there twice.
 */
public final class AliasIndex {

  private static final int BEGINNING = 2;
  private static final int HASH = 0;
  private static final int ENTRY = 1;
  private static final int START = 2;
  private static final int END = 3;
  private static final int LITERAL = 4;
  /** Where the literal run starts that holds the gram, and where in it the gram starts. */
  private static final int RUN = 5;

  private static final int GRAM_IN_RUN = 6;
  private static final int CARD = 7;
  private static final int HASHED_BITS = 5;

  private final byte[] pool;
  private final int[] end;
  private final int[] priority;
  private final int[] module;
  private final ModuleName[] modules;

  /** Patterns that were asked for as text. Threads may make the same one twice, which does no harm. */
  private final String[] patterns;

  /** Which beginnings there are. */
  private final long[] begun = new long[1 << 8 * BEGINNING - 6];

  /** Which hashes there are, by their high bits. */
  private final long[] hashed;

  private final int hashedShift;

  /** Where the cards of a drawer begin; a drawer holds the hashes with the same high bits. */
  private final int[] drawers;

  private final int drawerShift;

  /** The cards, {@link #CARD} numbers each. */
  private final int[] cards;

  /** Whether there are patterns that begin with a wildcard; they have the hash 0. */
  private final boolean unanchored;

  private AliasIndex(Builder builder) {
    int size = builder.size;
    pool = Arrays.copyOf(builder.pool, builder.poolSize + AliasPattern.SLACK);
    end = Arrays.copyOf(builder.end, size);
    priority = Arrays.copyOf(builder.priority, size);
    module = Arrays.copyOf(builder.module, size);
    modules = builder.modules.toArray(new ModuleName[0]);
    patterns = new String[size];
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(size | 1);
    drawerShift = Integer.SIZE - bits;
    drawers = new int[(1 << bits) + 1];
    hashedShift = drawerShift - HASHED_BITS;
    hashed = new long[1 << bits + HASHED_BITS - 6];
    Slips slips = writeSlips(builder.literal);
    cards = new int[slips.count * CARD];
    file(slips, builder.literal);
    unanchored = slips.unanchored;
    if (unanchored) {
      Arrays.fill(begun, -1);
    }
  }

  private Slips writeSlips(int[] literal) {
    GramCounts counts = new GramCounts();
    for (int entry = 0; entry < end.length; entry++) {
      counts.add(pool, start(entry), end[entry], literal[entry]);
    }
    Slips slips = new Slips(end.length);
    for (int entry = 0; entry < end.length; entry++) {
      int start = start(entry);
      if (literal[entry] < BEGINNING) {
        slips.unanchored = true;
        slips.add(0, entry, 0, 0);
        continue;
      }
      set(begun, beginning(pool, start));
      int key = counts.rarest(pool, start, end[entry], literal[entry]);
      if (key < 0) {
        slips.add(Gram.hash(beginning(pool, start)), entry, 0, 0);
        continue;
      }
      slips.add(Gram.hash(pool, key), entry, counts.runStart() - start, key - counts.runStart());
      if (key >= start + literal[entry]) {
        slips.add(Gram.hash(pool, key + 1), entry, counts.runStart() - start, key + 1 - counts.runStart());
      }
    }
    return slips;
  }

  /** Turns slips into cards, sorted into their drawers. */
  private void file(Slips slips, int[] literal) {
    for (int i = 0; i < slips.count; i++) {
      set(hashed, slips.hash[i] >>> hashedShift);
      drawers[slips.hash[i] >>> drawerShift] += CARD;
    }
    for (int i = 1; i < drawers.length; i++) {
      drawers[i] += drawers[i - 1];
    }
    for (int i = 0; i < slips.count; i++) {
      int entry = slips.entry[i];
      int card = drawers[slips.hash[i] >>> drawerShift] -= CARD;
      cards[card + HASH] = slips.hash[i];
      cards[card + ENTRY] = entry;
      cards[card + START] = start(entry);
      cards[card + END] = end[entry];
      cards[card + LITERAL] = literal[entry];
      cards[card + RUN] = slips.run[i];
      cards[card + GRAM_IN_RUN] = slips.gram[i];
    }
  }

  private static int beginning(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }

  private static void set(long[] bits, int i) {
    bits[i >> 6] |= 1L << i;
  }

  private static boolean isSet(long[] bits, int i) {
    return (bits[i >> 6] >>> i & 1) != 0;
  }

  private int start(int entry) {
    return entry == 0 ? 0 : end[entry - 1];
  }

  /** Patterns in the table. */
  public int size() {
    return end.length;
  }

  /** The modules that patterns lead to, each once. */
  public List<ModuleName> modules() {
    return List.of(modules);
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
    if (unanchored) {
      matchFiled(0, text, 0, length, hits);
    }
    if (length >= BEGINNING && isSet(begun, beginning(text, 0))) {
      matchFiled(Gram.hash(beginning(text, 0)), text, 0, length, hits);
      int[] places = hits.places(length);
      int count = findGrams(text, length, places);
      for (int i = 0; i < count; i++) {
        matchFiled(Gram.hash(text, places[i]), text, places[i], length, hits);
      }
    }
    return hits.count();
  }

  /** Writes to {@code places} where in the text a gram is that patterns may be filed under. Free of branches, as most are not. */
  private int findGrams(byte[] text, int length, int[] places) {
    long[] bits = hashed;
    int shift = hashedShift;
    int count = 0;
    for (int i = 0; i + Gram.LENGTH <= length; i += 2) {
      int hash = Gram.hash(text, i) >>> shift;
      places[count] = i;
      count += (int) (bits[hash >> 6] >>> hash) & 1;
    }
    return count;
  }

  /** Matches what is filed under {@code hash}, that of the bytes at {@code at}. */
  private void matchFiled(int hash, byte[] text, int at, int length, AliasHits hits) {
    int drawer = hash >>> drawerShift;
    for (int card = drawers[drawer]; card < drawers[drawer + 1]; card += CARD) {
      if (cards[card + HASH] == hash && matches(card, text, at, length)) {
        hits.add(cards[card + ENTRY], priority[cards[card + ENTRY]]);
      }
    }
  }

  /** Whether the pattern matches so that its gram falls on {@code gramAt}: soonest told by the literal run around it. */
  private boolean matches(int card, byte[] text, int gramAt, int length) {
    int start = cards[card + START];
    int end = cards[card + END];
    int literal = cards[card + LITERAL];
    int run = cards[card + RUN];
    int at = gramAt - cards[card + GRAM_IN_RUN];
    if (run < literal) {
      return at == run
          && literal <= length
          && AliasPattern.same(pool, start, text, 0, literal)
          && AliasPattern.matches(pool, start + literal, end, text, literal, length);
    }
    return literal <= at
        && AliasPattern.matches(pool, start + run, end, text, at, length)
        && AliasPattern.same(pool, start, text, 0, literal)
        && AliasPattern.matches(pool, start + literal, start + run, text, literal, at);
  }

  ModuleName moduleOf(int entry) {
    return modules[module[entry]];
  }

  String patternOf(int entry) {
    String text = patterns[entry];
    if (text == null) {
      text = new String(pool, start(entry), end[entry] - start(entry), StandardCharsets.ISO_8859_1);
      patterns[entry] = text;
    }
    return text;
  }

  /** What is to be filed: each pattern once, or under two grams side by side if these may fall anywhere in a text. */
  private static final class Slips {

    private final int[] hash;
    private final int[] entry;
    private final int[] run;
    private final int[] gram;
    private int count;
    private boolean unanchored;

    Slips(int patterns) {
      hash = new int[patterns * 2];
      entry = new int[patterns * 2];
      run = new int[patterns * 2];
      gram = new int[patterns * 2];
    }

    void add(int itsHash, int itsEntry, int itsRun, int itsGram) {
      hash[count] = itsHash;
      entry[count] = itsEntry;
      run[count] = itsRun;
      gram[count++] = itsGram;
    }
  }

  /** Collects patterns in the order kmod's search comes upon them. Confined to one thread. */
  public static final class Builder {

    private final Map<Text, Integer> moduleNumbers = new HashMap<>(8192);
    private final List<ModuleName> modules = new ArrayList<>();
    private final Text probe = new Text();
    private byte[] pool;
    private int poolSize;
    private int[] end;
    private int[] literal;
    private int[] priority;
    private int[] module;
    private int size;

    /**
     * An empty collection.
     *
     * @param bytes about how long all patterns together will be; it grows where that was too little
     */
    public Builder(int bytes) {
      int patterns = Math.max(16, bytes / 40);
      pool = new byte[Math.max(16, bytes)];
      end = new int[patterns];
      literal = new int[patterns];
      priority = new int[patterns];
      module = new int[patterns];
    }

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
