package io.hotprobe.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.journal.EventQueue.Entry;
import io.hotprobe.uevent.Uevent;
import io.hotprobe.uevent.UeventParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnlookersTest {

  private final Onlookers onlookers = new Onlookers(new Journal() {
    @Override
    public void handled(Handled handled) {}

    @Override
    public void notice(System.Logger.Level level, String text) {}
  });

  private static Uevent uevent(String... properties) {
    StringBuilder text = new StringBuilder("add@/d\0ACTION=add\0DEVPATH=/d\0SUBSYSTEM=test\0");
    for (String property : properties) {
      text.append(property).append('\0');
    }
    byte[] bytes = (text + "SEQNUM=7\0").getBytes(StandardCharsets.ISO_8859_1);
    return (Uevent) UeventParser.parse(bytes, 0, bytes.length, new Uevent());
  }

  private EventQueue queue(boolean kernel, boolean handled) {
    EventQueue queue = new EventQueue((uevent, live) -> true, new EventQueue.Stages(kernel, handled), () -> {});
    onlookers.join(queue);
    return queue;
  }

  @Test
  void sight_nobodyWants_isUnseen() {
    assertSame(Sighting.UNSEEN, onlookers.sight(uevent(), true));
    queue(true, false);
    assertSame(Sighting.UNSEEN, onlookers.sight(uevent(), false), "what is replayed is not of the kernel");
  }

  @Test
  void sight_wanted_isToldOnceTakenAndOnceOver() {
    EventQueue queue = queue(true, true);
    Sighting sighting = onlookers.sight(uevent("A=b"), true);
    Observed taken = assertInstanceOf(Entry.Kernel.class, queue.poll()).uevent();
    assertEquals("/d", taken.devpath());
    assertEquals("b", taken.properties().get("A"));
    assertEquals(7, taken.seqnum());
    assertNull(queue.poll());
    sighting.failed("why");
    sighting.passed();
    Done done = assertInstanceOf(Entry.Over.class, queue.poll()).done();
    assertEquals("why", done.fault().orElseThrow());
    assertTrue(done.handled().isEmpty());
    assertNull(queue.poll());
  }

  @Test
  void queue_full_losesAndTellsWhereHowMany() {
    List<String> filled = new ArrayList<>();
    EventQueue queue = new EventQueue((uevent, live) -> true, new EventQueue.Stages(true, false), () -> filled.add("filled"));
    onlookers.join(queue);
    Uevent fat = uevent("FILL=" + "x".repeat(1000));
    int fits = EventQueue.MOST_BYTES / Observed.of(fat, true).weight();
    for (int i = 0; i < fits + 10; i++) {
      onlookers.sight(fat, true);
    }
    assertEquals(List.of("filled"), filled);
    assertInstanceOf(Entry.Kernel.class, queue.poll());
    onlookers.sight(fat, true);
    for (int i = 1; i < fits; i++) {
      assertInstanceOf(Entry.Kernel.class, queue.poll());
    }
    assertEquals(new Entry.Lost(10), queue.poll());
    assertInstanceOf(Entry.Kernel.class, queue.poll());
    assertNull(queue.poll());
    onlookers.sight(fat, true);
    assertEquals(List.of("filled", "filled"), filled);
  }

  @Test
  void count_ofOneUuid_countsOnlyThatAndLive() throws Exception {
    UuidCount count = new UuidCount("u-1");
    onlookers.join(count);
    Sighting mine = onlookers.sight(uevent("SYNTH_UUID=u-1"), true);
    assertSame(Sighting.UNSEEN, onlookers.sight(uevent("SYNTH_UUID=u-2"), true));
    assertSame(Sighting.UNSEEN, onlookers.sight(uevent("SYNTH_UUID=u-1"), false));
    assertSame(Sighting.UNSEEN, onlookers.sight(uevent(), true));
    assertEquals(1, count.taken());
    assertFalse(count.await(1, 20));
    mine.passed();
    assertTrue(count.await(1, 0));
    onlookers.leave(count);
    assertEquals(0, onlookers.count());
    assertSame(Sighting.UNSEEN, onlookers.sight(uevent("SYNTH_UUID=u-1"), true));
  }
}
