package io.hotprobe.modalias;

import io.hotprobe.module.ModuleName;
import java.util.Arrays;

/** The patterns one lookup found, in kmod's order. Made once per thread and used again; confined to that thread. */
public final class AliasHits {

  private AliasIndex index;
  private int[] entries = new int[16];
  private int[] priorities = new int[16];
  private int[] places = new int[Modalias.LONGEST];
  private int count;

  /** Hits of the last lookup. */
  public int count() {
    return count;
  }

  /** The module of hit {@code i}, counted from 0. */
  public ModuleName module(int i) {
    return index.moduleOf(entries[i]);
  }

  /** The pattern that hit {@code i} matched by, normalised. */
  public String pattern(int i) {
    return index.patternOf(entries[i]);
  }

  /** Room for one number per byte of a modalias. */
  int[] places(int length) {
    if (places.length < length) {
      places = new int[length];
    }
    return places;
  }

  void clear(AliasIndex searched) {
    index = searched;
    count = 0;
  }

  /** Sorts the entry in: lower priority first, among equals the later entry first; a pattern found twice counts once. */
  void add(int entry, int priority) {
    int at = count;
    while (at > 0 && comesBefore(entry, priority, at - 1)) {
      at--;
    }
    if (at > 0 && entries[at - 1] == entry) {
      return;
    }
    if (count == entries.length) {
      entries = Arrays.copyOf(entries, count * 2);
      priorities = Arrays.copyOf(priorities, count * 2);
    }
    System.arraycopy(entries, at, entries, at + 1, count - at);
    System.arraycopy(priorities, at, priorities, at + 1, count - at);
    entries[at] = entry;
    priorities[at] = priority;
    count++;
  }

  private boolean comesBefore(int entry, int priority, int i) {
    return priority < priorities[i] || priority == priorities[i] && entry > entries[i];
  }
}
