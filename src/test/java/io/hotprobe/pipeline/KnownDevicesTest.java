package io.hotprobe.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class KnownDevicesTest {

  private static final long[] AWKWARD = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, 0xffffffffL};

  private record Note(long modalias, long pass) {}

  /** Few keys, most of them with the same home in the table. */
  private static long key(SplittableRandom random) {
    int kind = random.nextInt(20);
    if (kind < 2) {
      long awkward = AWKWARD[random.nextInt(AWKWARD.length)];
      return awkward == 0 ? 1 : awkward;
    }
    return kind < 12 ? 5 + 65536L * random.nextInt(200) : 1 + random.nextInt(4000);
  }

  private static byte[] message(long device) {
    return ByteBuffer.allocate(Long.BYTES).putLong(device).array();
  }

  @Test
  void table_randomUse_isAsAMap() {
    for (int seed = 0; seed < 30; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      KnownDevices known = new KnownDevices();
      Map<Long, Note> model = new HashMap<>();
      long pass = 0;
      for (int i = 0; i < 20_000; i++) {
        long device = key(random);
        long modalias = random.nextInt(3);
        switch (random.nextInt(seed % 2 == 0 ? 4 : 3)) {
          case 0 -> {
            known.put(device, modalias, pass, message(device));
            model.put(device, new Note(modalias, pass));
          }
          case 1 -> {
            Note note = model.get(device);
            boolean met = note != null && note.modalias() == modalias;
            assertEquals(met, known.meets(device, modalias, pass), "seed " + seed + " at " + i);
            if (met) {
              model.put(device, new Note(modalias, pass));
            }
          }
          case 2 -> {
            known.remove(device);
            model.remove(device);
          }
          default -> {
            if (random.nextInt(200) == 0) {
              long before = pass;
              Set<Long> gone = new HashSet<>();
              known.metBefore(before).forEach(message -> gone.add(ByteBuffer.wrap(message).getLong()));
              assertEquals(model.keySet().stream().filter(one -> model.get(one).pass() < before).collect(Collectors.toSet()), gone);
              known.forgetBefore(before);
              model.values().removeIf(note -> note.pass() < before);
              pass++;
            }
          }
        }
        assertEquals(model.size(), known.count(), "seed " + seed + " at " + i);
      }
    }
  }

  @Test
  void put_manyDevices_allAreKnown() {
    KnownDevices known = new KnownDevices();
    for (int i = 0; i < 100_000; i++) {
      known.put(i * 0x9E3779B97F4A7C15L, i, 1, message(i));
    }
    assertEquals(100_000, known.count());
    for (int i = 0; i < 100_000; i++) {
      assertTrue(known.meets(i * 0x9E3779B97F4A7C15L, i, 2));
      assertFalse(known.meets(i * 0x9E3779B97F4A7C15L, i + 1, 3), "with another modalias it is another device");
    }
    known.forgetBefore(3);
    assertEquals(0, known.count());
  }

  @Test
  void put_moreThanAreKept_areKnownAndForgottenAllTheSame() {
    KnownDevices known = new KnownDevices();
    int many = KnownDevices.MOST_KEPT + 10;
    for (int i = 1; i <= many; i++) {
      known.put(i, 1, 1, message(i));
    }
    assertEquals(KnownDevices.MOST_KEPT, known.metBefore(2).size());
    known.remove(1);
    known.put(many, 1, 1, message(many));
    assertEquals(KnownDevices.MOST_KEPT, known.metBefore(2).size(), "the room of one that left is used again");
    known.forgetBefore(2);
    assertEquals(0, known.count());
    known.put(7, 1, 1, message(7));
    assertEquals(1, known.metBefore(2).size());
  }

  @Test
  void meets_otherModalias_doesNotCountAsMet() {
    KnownDevices known = new KnownDevices();
    known.put(7, 1, 1, message(7));
    assertFalse(known.meets(7, 2, 2));
    known.forgetBefore(2);
    assertFalse(known.meets(7, 1, 2));
  }

  @Test
  void misses_isKeptThroughGrowthUntilItIsMadeUpForOrTheDeviceHasAnotherTurn() {
    KnownDevices known = new KnownDevices();
    for (long device = 1; device <= 3; device++) {
      known.put(device, 0, 1, null);
      known.misses(device);
    }
    known.misses(99);
    for (long device = 1_000; device < 5_000; device++) {
      known.put(device, 0, 1, null);
    }
    known.forgetBefore(1);
    known.remove(1_000);
    assertTrue(known.hasMissed(1) && known.hasMissed(2) && known.hasMissed(3));
    known.makeUp(1);
    known.put(2, 0, 1, null);
    known.remove(3);
    known.put(3, 0, 1, null);
    assertFalse(known.hasMissed(1) || known.hasMissed(2) || known.hasMissed(3) || known.hasMissed(99) || known.hasMissed(1_500));
  }
}
