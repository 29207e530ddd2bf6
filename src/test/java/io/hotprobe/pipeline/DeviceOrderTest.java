package io.hotprobe.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.journal.Subject;
import io.hotprobe.pipeline.Turn.Cause;
import io.hotprobe.pipeline.Turn.Ticket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DeviceOrderTest {
  private static Turn turn(long sequence, String devpath) {
    return turn(sequence, devpath, "");
  }

  private static Turn turn(long sequence, String devpath, String oldDevpath) {
    Work none = () -> CompletableFuture.completedFuture(null);
    Subject subject = new Subject(sequence, "add", devpath, oldDevpath, "test", "test:");
    return new Turn(new Ticket(sequence, 0, 0), new Cause(subject, 0, List.of(), 0), none);
  }

  private static boolean related(Turn a, Turn b) {
    return a.devpaths.stream().anyMatch(one -> b.devpaths.stream().anyMatch(other -> related(one, other)));
  }

  private static boolean related(String a, String b) {
    return a.equals(b) || a.startsWith(b + "/") || b.startsWith(a + "/");
  }

  /** Random devpaths below few names, so that many are related. */
  private static String devpath(SplittableRandom random) {
    StringBuilder path = new StringBuilder();
    for (int depth = 1 + random.nextInt(4); depth > 0; depth--) {
      path.append('/').append((char) ('a' + random.nextInt(3)));
    }
    return path.toString();
  }

  /** Turns, the stages that enter them in random paces, and what must hold at any time. */
  private static final class Model {
    private final SplittableRandom random;
    private final int stages;
    private final List<Turn> turns = new ArrayList<>();
    private final List<Integer> stageOf = new ArrayList<>();
    private final long[] passed;
    private final List<Turn> running = new ArrayList<>();
    private final Set<Long> started = new HashSet<>();
    private final Set<Long> over = new HashSet<>();
    private final DeviceOrder order;

    Model(long seed, int count) {
      random = new SplittableRandom(seed);
      stages = 1 + random.nextInt(4);
      passed = new long[stages];
      for (int i = 0; i < stages; i++) {
        passed[i] = -1;
      }
      for (int i = 0; i < count; i++) {
        turns.add(turn(i, devpath(random), random.nextInt(4) == 0 ? devpath(random) : ""));
        stageOf.add(Math.floorMod(turns.get(i).subject.devpath().hashCode(), stages));
      }
      order = new DeviceOrder(stages, this::start);
    }

    private void start(Turn turn) {
      assertTrue(started.add(turn.sequence), turn.sequence + " was started twice");
      for (Turn earlier : turns.subList(0, (int) turn.sequence)) {
        if (related(earlier, turn) && !over.contains(earlier.sequence)) {
          throw new AssertionError(
              turn.sequence + " " + turn.devpaths + " started before " + earlier.sequence + " " + earlier.devpaths + " was over");
        }
      }
      if (random.nextInt(8) == 0) {
        leave(turn);
      } else {
        running.add(turn);
      }
    }

    private void leave(Turn turn) {
      over.add(turn.sequence);
      order.leave(turn);
    }

    void run() {
      while (over.size() < turns.size()) {
        int stage = random.nextInt(stages);
        if (passed[stage] < turns.size() - 1 && (running.isEmpty() || random.nextBoolean())) {
          advance(stage);
        } else if (!running.isEmpty()) {
          leave(running.remove(random.nextInt(running.size())));
        }
        assertNoneIsHeldUp();
      }
      assertEquals(0, order.open());
      assertEquals(turns.size(), started.size());
    }

    /** The stage takes a batch of a random length and tells at its end. */
    private void advance(int stage) {
      long to = Math.min(turns.size() - 1, passed[stage] + 1 + random.nextInt(12));
      for (long sequence = passed[stage] + 1; sequence <= to; sequence++) {
        if (stageOf.get((int) sequence) == stage) {
          order.enter(turns.get((int) sequence));
        }
      }
      passed[stage] = to;
      order.advance(stage, to);
    }

    private void assertNoneIsHeldUp() {
      long all = Long.MAX_VALUE;
      for (long one : passed) {
        all = Math.min(all, one);
      }
      for (int i = 0; i <= all; i++) {
        if (!started.contains((long) i)) {
          assertTrue(hasEarlierOpenRelative(turns.get(i)), i + " " + turns.get(i).devpaths + " waits for nobody");
        }
      }
    }

    private boolean hasEarlierOpenRelative(Turn turn) {
      for (Turn earlier : turns.subList(0, (int) turn.sequence)) {
        if (related(earlier, turn) && !over.contains(earlier.sequence)) {
          return true;
        }
      }
      return false;
    }
  }

  @Test
  void order_randomTreesAndPaces_startsEachOnceAsSoonAsItMay() {
    for (int seed = 0; seed < 400; seed++) {
      try {
        new Model(seed, 60).run();
      } catch (AssertionError wrong) {
        throw new AssertionError("seed " + seed + ": " + wrong.getMessage(), wrong);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void order_realThreads_keepsRelativesApart(int stages) throws Exception {
    int count = 20_000;
    SplittableRandom random = new SplittableRandom(stages);
    List<Turn> turns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      turns.add(turn(i, devpath(random), random.nextInt(4) == 0 ? devpath(random) : ""));
    }
    LinkedBlockingQueue<Turn> started = new LinkedBlockingQueue<>();
    DeviceOrder order = new DeviceOrder(stages, started::add);
    CountDownLatch left = new CountDownLatch(count);
    AtomicReference<String> wrong = new AtomicReference<>();
    Set<Turn> active = new HashSet<>();
    long[] lastBySubtree = new long[3];
    ExecutorService threads = Executors.newCachedThreadPool();
    for (int stage = 0; stage < stages; stage++) {
      int number = stage;
      threads.execute(() -> enterAll(order, turns, number, stages));
    }
    for (int worker = 0; worker < 6; worker++) {
      threads.execute(() -> {
        try {
          while (true) {
            Turn turn = started.take();
            synchronized (active) {
              for (Turn other : active) {
                if (related(turn, other)) {
                  wrong.compareAndSet(null, turn.devpaths + " beside " + other.subject.devpath());
                }
              }
              active.add(turn);
              if (turn.subject.devpath().length() == 2) {
                int top = turn.subject.devpath().charAt(1) - 'a';
                if (lastBySubtree[top] > turn.sequence) {
                  wrong.compareAndSet(null, "turn " + turn.sequence + " after " + lastBySubtree[top]);
                }
                lastBySubtree[top] = turn.sequence;
              }
            }
            Thread.onSpinWait();
            synchronized (active) {
              active.remove(turn);
            }
            order.leave(turn);
            left.countDown();
          }
        } catch (InterruptedException end) {
          Thread.currentThread().interrupt();
        }
      });
    }
    boolean all = left.await(40, TimeUnit.SECONDS);
    threads.shutdownNow();
    assertEquals(null, wrong.get());
    assertTrue(all, left.getCount() + " turns never came");
    assertEquals(0, order.open());
  }

  private static void enterAll(DeviceOrder order, List<Turn> turns, int stage, int stages) {
    for (Turn turn : turns) {
      if (Math.floorMod(turn.subject.devpath().hashCode(), stages) == stage) {
        order.enter(turn);
      }
      if (turn.sequence % 7 == 0) {
        order.advance(stage, turn.sequence);
      }
    }
    order.advance(stage, turns.size() - 1);
  }

  @Test
  void place_similarNames_areNotRelated() {
    List<Turn> started = new ArrayList<>();
    DeviceOrder order = new DeviceOrder(1, started::add);
    order.enter(turn(0, "/a/b"));
    order.enter(turn(1, "/a/bc"));
    order.enter(turn(2, "/a/b/c"));
    order.enter(turn(3, "/a"));
    order.advance(0, 3);
    assertEquals(List.of(0L, 1L), started.stream().map(turn -> turn.sequence).toList());
  }

  @Test
  void advance_oneStageLagsBehind_nothingStarts() {
    List<Turn> started = new ArrayList<>();
    DeviceOrder order = new DeviceOrder(2, started::add);
    order.enter(turn(5, "/a"));
    order.advance(0, 5);
    assertEquals(0, started.size());
    order.enter(turn(4, "/a/b"));
    order.advance(1, 4);
    assertEquals(0, started.size() - 1, "the earlier one only, and only now");
    assertEquals(4, started.get(0).sequence);
    order.advance(1, 5);
    assertEquals(1, started.size(), "its descendant is not over");
    order.leave(started.get(0));
    assertEquals(5, started.get(1).sequence);
  }

  @Test
  void order_veryDeepPaths_work() {
    List<Turn> started = new ArrayList<>();
    DeviceOrder order = new DeviceOrder(1, started::add);
    String deep = "/d".repeat(2000);
    order.enter(turn(0, deep));
    order.enter(turn(1, "/d"));
    order.enter(turn(2, deep));
    order.advance(0, 2);
    for (int i = 0; i < 3; i++) {
      assertEquals(i + 1, started.size());
      order.leave(started.get(i));
    }
    assertEquals(0, order.open());
  }

  @Test
  void awaitRoom_limitReached_waitsForOneToLeave() throws Exception {
    List<Turn> started = new ArrayList<>();
    DeviceOrder order = new DeviceOrder(1, started::add);
    for (int i = 0; i < DeviceOrder.LIMIT - 1; i++) {
      order.enter(turn(i, "/d" + i));
    }
    assertFalse(order.awaitRoom());
    order.enter(turn(DeviceOrder.LIMIT - 1, "/last"));
    order.advance(0, DeviceOrder.LIMIT - 1);
    CompletableFuture<Boolean> waited = new CompletableFuture<>();
    Thread reader = new Thread(() -> {
      try {
        waited.complete(order.awaitRoom());
      } catch (InterruptedException stop) {
        waited.completeExceptionally(stop);
      }
    });
    reader.start();
    while (reader.getState() != Thread.State.WAITING) {
      assertTrue(reader.isAlive(), "it did not wait");
      Thread.onSpinWait();
    }
    order.leave(started.get(0));
    assertTrue(waited.get(10, TimeUnit.SECONDS));
  }

  @Test
  void awaitOver_openTurnsAndLaggingStages_areWaitedFor() throws Exception {
    List<Turn> started = new ArrayList<>();
    DeviceOrder order = new DeviceOrder(2, started::add);
    order.enter(turn(0, "/a"));
    order.enter(turn(9, "/b"));
    order.advance(0, 9);
    assertFalse(order.awaitOver(0, 20), "stage 1 has not passed");
    order.advance(1, 9);
    assertFalse(order.awaitOver(0, 20), "turn 0 is open");
    order.leave(started.get(0));
    assertTrue(order.awaitOver(0, 0));
    assertTrue(order.awaitOver(8, 0));
    assertFalse(order.awaitOver(9, 20));
    assertFalse(order.awaitOver(10, 20));
  }

  @Test
  void awaitOver_endsWhenTheLastLeaves() throws Exception {
    List<Turn> started = new ArrayList<>();
    DeviceOrder order = new DeviceOrder(1, started::add);
    order.enter(turn(0, "/a"));
    order.advance(0, 0);
    CompletableFuture<Boolean> over = CompletableFuture.supplyAsync(() -> {
      try {
        return order.awaitOver(0, 20_000);
      } catch (InterruptedException stop) {
        throw new IllegalStateException(stop);
      }
    });
    assertFalse(over.isDone());
    order.leave(started.get(0));
    assertTrue(over.get(10, TimeUnit.SECONDS));
  }
}
