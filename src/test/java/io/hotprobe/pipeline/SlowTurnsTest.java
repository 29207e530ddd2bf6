package io.hotprobe.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.journal.Subject;
import io.hotprobe.pipeline.Turn.Cause;
import io.hotprobe.pipeline.Turn.Ticket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SlowTurnsTest {

  private final KeptJournal journal = new KeptJournal();
  private final List<Turn> started = new ArrayList<>();
  private final DeviceOrder order = new DeviceOrder(1, started::add);
  private final SlowTurns slow = new SlowTurns(order, journal, Runnable::run, 20);

  private void begin(int count) {
    for (int i = 0; i < count; i++) {
      Subject subject = new Subject(i, "add", "/d/" + i, "", "test", "");
      order.enter(new Turn(new Ticket(i, 0, 0), new Cause(subject, i, List.of(), 0), () -> CompletableFuture.completedFuture(null)));
    }
    order.advance(0, count - 1);
    started.forEach(Turn::start);
    slow.watch();
  }

  private List<String> told(int atLeast) {
    LoadWorld.await(() -> journal.notices().size() >= atLeast, atLeast + " lines");
    return journal.notices();
  }

  @Test
  void look_turnThatTakesLong_isNamedEachTimeUntilItIsOver() {
    begin(1);
    List<String> lines = told(2);
    String line = "WARNING add /d/0: still being handled after 0 s; what is below this device waits";
    assertTrue(lines.stream().allMatch(line::equals), lines.toString());
    order.leave(started.get(0));
    LoadWorld.await(this::isSilent, "an end of it");
  }

  private boolean isSilent() {
    int before = journal.notices().size();
    LockSupport.parkNanos(100_000_000);
    return journal.notices().size() == before;
  }

  @Test
  void look_manyThatTakeLong_fiveAreNamedAndTheRestCounted() {
    begin(16_000);
    List<String> lines = told(6).subList(0, 6);
    for (int i = 0; i < Queues.LONGEST; i++) {
      assertTrue(lines.get(i).startsWith("WARNING add /d/" + i + ": still"), lines.toString());
    }
    assertTrue(lines.get(5).startsWith("WARNING 15995 more events are still being handled"), lines.get(5));
  }

  @Test
  void look_turnThatHasNotBegun_isNotNamed() {
    begin(1);
    Subject waiting = new Subject(1, "add", "/d/0/below", "", "test", "");
    order.enter(new Turn(new Ticket(1, 0, 0), new Cause(waiting, 1, List.of(), 0), () -> CompletableFuture.completedFuture(null)));
    order.advance(0, 1);
    assertFalse(told(2).stream().anyMatch(line -> line.contains("below:")));
    assertEquals(1, started.size());
  }
}
