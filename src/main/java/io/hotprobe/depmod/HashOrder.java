package io.hotprobe.depmod;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * The order in which the hash tables of kmod's depmod give their keys back: by bucket, in a bucket by byte. The same keys are always in
 * the same order, and the files come out line for line as kmod's.
 *
 * <p>The hash is Paul Hsieh's SuperFastHash over the key's bytes, read as little endian 16-bit pairs.
 */
final class HashOrder {

  /** The order of kmod's table of modules, which has 512 buckets. */
  static final HashOrder OF_MODULES = new HashOrder(512);

  /** The order of kmod's table of symbols, which has 2048 buckets. */
  static final HashOrder OF_SYMBOLS = new HashOrder(2048);

  private final int buckets;

  private HashOrder(int buckets) {
    this.buckets = buckets;
  }

  /** The elements in the order of their keys, of which no two are equal. */
  <T> List<T> sorted(Collection<T> elements, Function<T, String> key) {
    List<List<T>> table = new ArrayList<>(Collections.nCopies(buckets, List.of()));
    for (T element : elements) {
      int bucket = hash(key.apply(element)) & buckets - 1;
      if (table.get(bucket).isEmpty()) {
        table.set(bucket, new ArrayList<>());
      }
      table.get(bucket).add(element);
    }
    List<T> sorted = new ArrayList<>(elements.size());
    for (List<T> bucket : table) {
      if (bucket.size() > 1) {
        bucket.sort(Comparator.comparing(key));
      }
      sorted.addAll(bucket);
    }
    return sorted;
  }

  static int hash(String key) {
    if (key.isEmpty()) {
      return 0;
    }
    int hash = key.length();
    int at = 0;
    for (; at + 4 <= key.length(); at += 4) {
      hash += pair(key, at);
      hash = hash << 16 ^ pair(key, at + 2) << 11 ^ hash;
      hash += hash >>> 11;
    }
    hash = withRest(hash, key, at);
    hash ^= hash << 3;
    hash += hash >>> 5;
    hash ^= hash << 4;
    hash += hash >>> 17;
    hash ^= hash << 25;
    return hash + (hash >>> 6);
  }

  /** Mixes in the one to three bytes that make no group of four; the last of them counts as signed. */
  private static int withRest(int hash, String key, int at) {
    int mixed = hash;
    switch (key.length() - at) {
      case 3 -> {
        mixed += pair(key, at);
        mixed ^= mixed << 16;
        mixed ^= (byte) key.charAt(at + 2) << 18;
        mixed += mixed >>> 11;
      }
      case 2 -> {
        mixed += pair(key, at);
        mixed ^= mixed << 11;
        mixed += mixed >>> 17;
      }
      case 1 -> {
        mixed += (byte) key.charAt(at);
        mixed ^= mixed << 10;
        mixed += mixed >>> 1;
      }
      default -> {}
    }
    return mixed;
  }

  private static int pair(String key, int at) {
    return key.charAt(at) | key.charAt(at + 1) << 8;
  }
}
