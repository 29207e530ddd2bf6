package io.hotprobe.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.journal.Subject;
import io.hotprobe.pipeline.Turn.Cause;
import io.hotprobe.pipeline.Turn.Ticket;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queues in the order of devices: what they wait for besides paths, what is taken together, how long they get, what they cost. */
@Timeout(120)
class DeviceQueuesTest {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** A turn of a device that is known by names, or whose event says {@code sameness}. */
  private static Turn turn(long sequence, String devpath, long sameness, String... names) {
    Subject subject = new Subject(sequence, "change", devpath, "", "test", "");
    Work none = () -> CompletableFuture.completedFuture(null);
    return new Turn(new Ticket(sequence, 0, 0), new Cause(subject, 0, List.of(names), sameness), none);
  }

  /** What was started, absorbed and told, in order. */
  private static final class Told implements DeviceOrder.Outlet {
    final List<Turn> started = new ArrayList<>();
    final List<Long> absorbed = new ArrayList<>();
    final List<String> crowds = new ArrayList<>();

    @Override
    public void start(Turn turn) {
      started.add(turn);
    }

    @Override
    public void absorbed(Turn turn) {
      absorbed.add(turn.sequence);
    }

    @Override
    public void crowded(String devpath) {
      crowds.add("crowded " + devpath);
    }

    @Override
    public void missed(String devpath) {
      crowds.add("missed " + devpath);
    }

    List<Long> sequences() {
      return started.stream().map(turn -> turn.sequence).toList();
    }
  }

  @Test
  void place_sameNumberOrNodeAtAnotherPath_waits() {
    Told told = new Told();
    DeviceOrder order = new DeviceOrder(1, told);
    order.enter(turn(0, "/a/old", 0, "b8:0", "/dev/sda"));
    order.enter(turn(1, "/b/new", 0, "b8:0", "/dev/sdb"));
    order.enter(turn(2, "/c/other", 0, "b8:16", "/dev/sda"));
    order.enter(turn(3, "/d/free", 0, "n3"));
    order.advance(0, 3);
    assertEquals(List.of(0L, 3L), told.sequences());
    order.leave(told.started.get(0));
    assertEquals(List.of(0L, 3L, 1L, 2L), told.sequences());
    told.started.subList(1, 4).forEach(order::leave);
    order.enter(turn(4, "/e", 0, "b8:0"));
    order.advance(0, 4);
    assertEquals(5, told.started.size(), "nobody is left to wait for");
  }

  @Test
  void place_sameChangeAsTheOneWaiting_isTakenTogetherWithIt() {
    Told told = new Told();
    DeviceOrder order = new DeviceOrder(1, told);
    for (int i = 0; i < 1000; i++) {
      order.enter(turn(i, "/a", 7, "b8:0"));
    }
    order.advance(0, 999);
    assertEquals(List.of(0L), told.sequences(), "it has begun, so what comes later is news");
    assertEquals(998, told.absorbed.size());
    assertEquals(2, order.open());
    assertFalse(order.isOver(999), "who waits for the last waits for the one that does for it");
    order.leave(told.started.get(0));
    order.leave(told.started.get(1));
    assertEquals(List.of(0L, 1L), told.sequences());
    assertTrue(order.isOver(999));
  }

  @Test
  void place_changeAfterAnythingElse_isNotTakenTogether() {
    Told told = new Told();
    DeviceOrder order = new DeviceOrder(1, told);
    order.enter(turn(0, "/t/a", 7));
    order.enter(turn(1, "/t/a", 7));
    order.enter(turn(2, "/t/a", 8));
    order.enter(turn(3, "/t/a", 7));
    order.enter(turn(4, "/t/a/below", 0));
    order.enter(turn(5, "/t/a", 7));
    order.enter(turn(6, "/t", 0));
    order.enter(turn(7, "/t/a", 7));
    order.enter(turn(8, "/t/a", 0));
    order.enter(turn(9, "/t/a", 0));
    order.enter(turn(10, "/t/a", 7, "b8:0"));
    order.enter(turn(11, "/b", 0, "b8:0"));
    order.enter(turn(12, "/t/a", 7, "b8:0"));
    order.advance(0, 12);
    assertEquals(List.of(), told.absorbed);
  }

  @Test
  void enter_asManyAsMayWait_refusesThatSubtreeOnlyAndTellsWhenHalfAreDone() {
    Told told = new Told();
    DeviceOrder order = new DeviceOrder(1, told);
    long sequence = 0;
    order.enter(turn(sequence++, "/t/hung", 0));
    for (int i = 0; i < Jam.LIMIT - 1; i++) {
      order.enter(turn(sequence++, "/t/hung/" + i, 0));
    }
    order.advance(0, sequence - 1);
    assertFalse(order.isCrowded());
    assertFalse(order.refuses(cause("/t/hung/new")));
    order.enter(turn(sequence++, "/t/hung/last", 0, "b8:0"));
    order.advance(0, sequence - 1);
    assertTrue(order.isCrowded());
    assertEquals(List.of("crowded /t/hung"), told.crowds);
    assertTrue(order.refuses(cause("/t/hung/new")));
    assertTrue(order.refuses(cause("/t/hung")));
    assertTrue(order.refuses(cause("/t")), "it would wait for it");
    assertTrue(order.refuses(cause("/free", "b8:0")));
    assertFalse(order.refuses(cause("/t/hungry")));
    assertFalse(order.refuses(cause("/free", "b8:1")));
    order.enter(turn(sequence++, "/free", 0));
    order.advance(0, sequence - 1);
    assertEquals(List.of(0L, sequence - 1), told.sequences());
    order.leave(told.started.get(0));
    assertEquals(List.of("crowded /t/hung", "missed /t/hung"), told.crowds);
    assertFalse(order.isCrowded());
    assertFalse(order.refuses(cause("/t/hung/new")));
  }

  @Test
  void leave_crowdThatNobodyWasRefusedFor_tellsNothing() {
    Told told = new Told();
    DeviceOrder order = new DeviceOrder(1, told);
    for (int i = 0; i <= Jam.LIMIT; i++) {
      order.enter(turn(i, "/hung", 0));
    }
    order.advance(0, Jam.LIMIT);
    for (int i = 0; i <= Jam.LIMIT; i++) {
      order.leave(told.started.get(i));
    }
    assertEquals(List.of("crowded /hung"), told.crowds);
    assertEquals(0, order.open());
  }

  private static Cause cause(String devpath, String... names) {
    return new Cause(new Subject(0, "change", devpath, "", "test", ""), 0, List.of(names), 0);
  }

  /** The processor time to place and end a turn, with few and with many others open, in each of the shapes that a queue has. */
  @ParameterizedTest
  @ValueSource(strings = {"apart", "chain", "children", "siblings of a busy parent"})
  void order_tenThousandOpenTurns_costNoMoreEach(String shape) {
    double few = Double.MAX_VALUE;
    double many = Double.MAX_VALUE;
    for (int round = 0; round < 12; round++) {
      few = Math.min(few, nanosEach(shape, 500));
      many = Math.min(many, nanosEach(shape, 10_000));
    }
    System.out.printf("a turn among %s: %.0f ns with 500 open, %.0f ns with 10,000%n", shape, few, many);
    assertTrue(many < few * 4 + 2_000, shape + ": " + few + " ns each with 500 open, " + many + " with 10,000");
  }

  private static double nanosEach(String shape, int open) {
    List<Turn> turns = new ArrayList<>();
    for (int i = 0; i <= open; i++) {
      turns.add(turn(i, switch (shape) {
        case "apart" -> "/devices/pci0000:00/0000:00:1f." + i + "/host";
        case "chain" -> "/devices/pci0000:00/0000:00:1f.2";
        case "children" -> i == 0 ? "/devices/pci0000:00" : "/devices/pci0000:00/0000:00:1f." + i;
        default -> i % 100 == 0 ? "/devices/pci0000:00" : "/devices/pci0000:00/0000:00:1f." + i;
      }, 0, "+test:" + i));
    }
    ArrayDeque<Turn> started = new ArrayDeque<>();
    DeviceOrder order = new DeviceOrder(1, started::add);
    long start = THREADS.getCurrentThreadCpuTime();
    for (Turn turn : turns) {
      order.enter(turn);
      order.advance(0, turn.sequence);
    }
    assertEquals(open + 1, order.open());
    int over = 0;
    while (!started.isEmpty()) {
      order.leave(started.poll());
      over++;
    }
    long nanos = THREADS.getCurrentThreadCpuTime() - start;
    assertEquals(open + 1, over);
    return (double) nanos / open;
  }
}
