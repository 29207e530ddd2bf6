package io.hotprobe.depmod;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Which modules each module needs, directly or not. Modules are told by their position.
 *
 * <p>The order: all modules that nobody needs are put on a stack. The topmost is taken off and gets the next number; what it needs and
 * nobody else does any more is put on the stack in its place. Lists are sorted by that number, so a module stands before all it needs.
 */
final class Dependencies {

  private final int[][] direct;
  private final int[] numbers;
  private final int[] usersLeft;
  private boolean cyclic;

  /** @param direct of each module those it needs, without repetition, in the order of first need */
  Dependencies(int[][] direct) {
    this.direct = direct;
    this.numbers = new int[direct.length];
    this.usersLeft = new int[direct.length];
    number();
  }

  private void number() {
    for (int[] needed : direct) {
      for (int each : needed) {
        usersLeft[each]++;
      }
    }
    int[] stack = new int[direct.length];
    int height = 0;
    for (int i = 0; i < direct.length; i++) {
      if (usersLeft[i] == 0) {
        stack[height++] = i;
      }
    }
    int number = 0;
    while (height > 0) {
      int module = stack[--height];
      numbers[module] = number++;
      for (int needed : direct[module]) {
        if (--usersLeft[needed] == 0) {
          stack[height++] = needed;
        }
      }
    }
    cyclic = number < direct.length;
  }

  /** Whether some modules need each other in a circle; then there is no order. */
  boolean isCyclic() {
    return cyclic;
  }

  /** All that {@code module} needs, nearest first; only when nothing {@link #isCyclic}. */
  int[] of(int module, Reached reached) {
    reached.count = 0;
    reached.stamp++;
    reached.add(direct[module]);
    for (int i = 0; i < reached.count; i++) {
      reached.add(direct[reached.modules[i]]);
    }
    long[] sorted = new long[reached.count];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = (long) numbers[reached.modules[i]] << 32 | reached.modules[i];
    }
    Arrays.sort(sorted);
    int[] modules = new int[sorted.length];
    for (int i = 0; i < modules.length; i++) {
      modules[i] = (int) sorted[i];
    }
    return modules;
  }

  /** Room for one search after another, for one thread. */
  Reached room() {
    return new Reached(direct.length);
  }

  /** The modules come upon by one search. */
  static final class Reached {
    private final int[] modules;
    private final int[] stamps;
    private int stamp;
    private int count;

    private Reached(int size) {
      modules = new int[size];
      stamps = new int[size];
    }

    private void add(int[] more) {
      for (int each : more) {
        if (stamps[each] != stamp) {
          stamps[each] = stamp;
          modules[count++] = each;
        }
      }
    }
  }

  /** How many modules are in a circle or needed only by such. */
  int unordered() {
    int unordered = 0;
    for (int users : usersLeft) {
      unordered += users > 0 ? 1 : 0;
    }
    return unordered;
  }

  /** At most {@code most} circles, shortest ones, each with a module that is in no other of them; a module stands before what it needs. */
  List<int[]> cycles(int most) {
    List<int[]> cycles = new ArrayList<>();
    boolean[] told = new boolean[direct.length];
    for (int module = 0; module < direct.length && cycles.size() < most; module++) {
      if (usersLeft[module] > 0 && !told[module]) {
        int[] cycle = cycleThrough(module);
        for (int each : cycle) {
          told[each] = true;
        }
        if (cycle.length > 0) {
          cycles.add(cycle);
        }
      }
    }
    return cycles;
  }

  /** The shortest way from {@code start} back to itself; empty when there is none. */
  private int[] cycleThrough(int start) {
    int[] cameFrom = new int[direct.length];
    Arrays.fill(cameFrom, -1);
    Deque<Integer> waiting = new ArrayDeque<>(List.of(start));
    while (!waiting.isEmpty()) {
      int module = waiting.remove();
      for (int needed : direct[module]) {
        if (needed == start) {
          return way(start, module, cameFrom);
        }
        if (cameFrom[needed] < 0) {
          cameFrom[needed] = module;
          waiting.add(needed);
        }
      }
    }
    return new int[0];
  }

  private static int[] way(int start, int last, int[] cameFrom) {
    Deque<Integer> way = new ArrayDeque<>();
    for (int module = last; module != start; module = cameFrom[module]) {
      way.push(module);
    }
    way.push(start);
    return way.stream().mapToInt(Integer::intValue).toArray();
  }
}
