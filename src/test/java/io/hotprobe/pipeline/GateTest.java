package io.hotprobe.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.journal.Subject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GateTest {

  private final List<Turn> started = new ArrayList<>();
  private final List<Turn> dropped = new ArrayList<>();
  private final Gate gate = new Gate(started::add, dropped::add);

  private static Turn turn() {
    Subject subject = new Subject(1, "add", "/d", "", "test", "");
    return new Turn(new Turn.Ticket(1, 0, 0), new Turn.Cause(subject, 0, List.of(), 0), null);
  }

  @Test
  void pass_open_startsAtOnce() {
    Turn turn = turn();
    gate.pass(turn);
    assertEquals(List.of(turn), started);
    assertEquals(0, gate.open());
  }

  @Test
  void pass_shut_waitsUntilItIsOpened() {
    assertTrue(gate.shut());
    assertFalse(gate.shut());
    Turn one = turn();
    Turn two = turn();
    gate.pass(one);
    gate.pass(two);
    assertTrue(started.isEmpty() && gate.queue().shut() && gate.queue().waiting() == 2);
    assertEquals(2, gate.open());
    assertEquals(List.of(one, two), started);
    assertFalse(gate.queue().shut());
  }

  @Test
  void end_shut_dropsWhatWaitsAndWhatComes() {
    gate.shut();
    gate.pass(turn());
    gate.end();
    gate.pass(turn());
    assertEquals(2, gate.dropped());
    assertEquals(2, dropped.size());
    assertEquals(0, gate.open());
    assertTrue(started.isEmpty());
  }

  @Test
  void end_open_changesNothing() {
    gate.end();
    gate.pass(turn());
    assertEquals(1, started.size());
    assertEquals(0, gate.dropped());
  }
}
