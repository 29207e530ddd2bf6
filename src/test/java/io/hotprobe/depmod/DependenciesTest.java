package io.hotprobe.depmod;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DependenciesTest {

  @Test
  void of_diamond_isNearestFirst() {
    Dependencies graph = new Dependencies(new int[][] {{1, 2}, {3}, {3}, {}});
    assertFalse(graph.isCyclic());
    assertArrayEquals(new int[] {2, 1, 3}, graph.of(0, graph.room()));
    assertArrayEquals(new int[] {3}, graph.of(2, graph.room()));
    assertArrayEquals(new int[] {}, graph.of(3, graph.room()));
  }

  @Test
  void cycles_twoOfThem_areToldOnceEach() {
    Dependencies graph = new Dependencies(new int[][] {{1}, {2}, {0, 3}, {4}, {}, {5}, {0}});
    assertTrue(graph.isCyclic());
    List<int[]> cycles = graph.cycles(100);
    assertEquals(2, cycles.size());
    assertArrayEquals(new int[] {0, 1, 2}, cycles.get(0));
    assertArrayEquals(new int[] {5}, cycles.get(1));
    assertEquals(6, graph.unordered());
    assertEquals(1, graph.cycles(1).size());
  }

  @Test
  void of_randomGraphs_isTheClosureWithEachBeforeWhatItNeeds() {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 200; round++) {
      int[][] direct = new int[1 + random.nextInt(40)][];
      for (int i = 0; i < direct.length; i++) {
        int limit = i;
        direct[i] = random.ints(random.nextInt(5), 0, Math.max(1, i)).filter(each -> each < limit).distinct().toArray();
      }
      Dependencies graph = new Dependencies(direct);
      Dependencies.Reached room = graph.room();
      for (int i = 0; i < direct.length; i++) {
        List<Integer> all = java.util.Arrays.stream(graph.of(i, room)).boxed().toList();
        for (int needed : direct[i]) {
          assertTrue(all.contains(needed));
        }
        for (int each : all) {
          for (int needed : direct[each]) {
            assertTrue(all.indexOf(each) < all.indexOf(needed));
          }
        }
        assertEquals(all.size(), all.stream().distinct().count());
      }
    }
  }
}
