package io.hotprobe.modalias;

/** How often each gram occurs in the literal text of all patterns; collisions only make a gram look more frequent. */
final class GramCounts {

  private static final int BITS = 17;

  /** How many times rarer than its count says a gram must be that ids hold by chance. */
  private static final int CHANCE = 8;

  private final int[] counts = new int[1 << BITS];
  private int runStart;

  /** Counts the grams of the pattern {@code pool[from, to)}, whose first {@code literal} bytes are compared byte for byte. */
  void add(byte[] pool, int from, int to, int literal) {
    int run = 0;
    for (int i = from; i < to; i++) {
      int skip = i < from + literal ? 0 : element(pool, i, to);
      if (skip != 0) {
        i += skip - 1;
        run = 0;
      } else if (++run >= Gram.LENGTH) {
        counts[slot(pool, i + 1 - Gram.LENGTH)]++;
      }
    }
  }

  /** Where the rarest gram starts that is at an even place of the literal beginning, or behind it and has a neighbour; or -1. */
  int rarest(byte[] pool, int from, int to, int literal) {
    int rarest = -1;
    int fewest = Integer.MAX_VALUE;
    int run = 0;
    for (int i = from; i < to; i++) {
      int skip = i < from + literal ? 0 : element(pool, i, to);
      if (skip != 0) {
        i += skip - 1;
        run = 0;
        continue;
      }
      run++;
      int at = i + 1 - Gram.LENGTH;
      int count = Integer.MAX_VALUE;
      if (run >= Gram.LENGTH && i < from + literal) {
        count = (at - from) % 2 == 0 ? counts[slot(pool, at)] : count;
      } else if (run > Gram.LENGTH) {
        at--;
        count = counts[slot(pool, at)] + counts[slot(pool, at + 1)];
      }
      if (count < fewest && isNumber(Gram.at(pool, at))) {
        count *= CHANCE;
      }
      if (count < fewest) {
        fewest = count;
        rarest = at;
        runStart = i + 1 - run;
      }
    }
    return rarest;
  }

  /** Where the literal run starts that holds the gram {@link #rarest} found last. */
  int runStart() {
    return runStart;
  }

  /** Whether it holds digits and capitals only: then it turns up by chance in many an id. */
  private static boolean isNumber(long gram) {
    return (gram & gram << 1 & 0x404040404040L) == 0;
  }

  private static int slot(byte[] pool, int at) {
    return Gram.hash(pool, at) >>> Integer.SIZE - BITS;
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
