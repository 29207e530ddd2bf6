package io.hotprobe.uevent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.uevent.UeventSource.Reception;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class RecordedUeventsTest {

  private static final long HOUR_MICROS = 3_600_000_000L;

  private final List<String> got = new ArrayList<>();
  private final UeventSource.Sink sink =
      message -> {
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        got.add(new String(bytes, StandardCharsets.ISO_8859_1));
      };

  private static RecordedUevents source(double speed, long... micros) {
    List<Recording.Message> messages = new ArrayList<>();
    for (int i = 0; i < micros.length; i++) {
      messages.add(new Recording.Message(micros[i], Messages.bytes("m" + i)));
    }
    return new RecordedUevents(new Recording(messages), speed);
  }

  @Test
  void receive_speedZero_givesAllInOrderWithoutWaiting() {
    RecordedUevents source = source(0, 0, HOUR_MICROS, 2 * HOUR_MICROS);
    assertTimeoutPreemptively(
        Duration.ofSeconds(1),
        () -> {
          for (int timeout : new int[] {-1, 0, 5}) {
            assertEquals(Reception.RECEIVED, source.receive(sink, timeout));
          }
          assertEquals(Reception.CLOSED, source.receive(sink, -1));
          assertEquals(Reception.CLOSED, source.receive(sink, 0));
        });
    assertEquals(List.of("m0", "m1", "m2"), got);
    assertEquals(0, source.dropped() + source.refused());
  }

  @Test
  void receive_emptyRecording_isClosed() {
    assertEquals(Reception.CLOSED, source(0).receive(sink, -1));
  }

  @Test
  void receive_realRecording_givesEveryMessage() throws IOException {
    RecordedUevents source = new RecordedUevents(Recording.read(Messages.REAL), 0);
    int messages = 0;
    while (source.receive(sink, 0) == Reception.RECEIVED) {
      messages++;
    }
    assertEquals(Messages.real().size(), messages);
    assertEquals(messages, got.size());
  }

  @Test
  void receive_notYetDue_isQuietAtTheTimeLimit() {
    RecordedUevents source = source(1, 0, HOUR_MICROS);
    assertEquals(Reception.RECEIVED, source.receive(sink, 0));
    assertEquals(Reception.QUIET, source.receive(sink, 0));
    assertEquals(Reception.QUIET, source.receive(sink, 3));
    assertEquals(List.of("m0"), got);
  }

  @Test
  void receive_recordedDistance_isWaitedForAndScaled() {
    RecordedUevents source = source(1000, 0, 20_000_000, 40_000_000);
    source.receive(sink, -1);
    long start = System.nanoTime();
    assertEquals(Reception.RECEIVED, source.receive(sink, -1));
    assertEquals(Reception.RECEIVED, source.receive(sink, -1));
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertTrue(millis >= 35, "millis=" + millis);
    assertEquals(List.of("m0", "m1", "m2"), got);
  }

  @Test
  void wake_beforeAWait_makesItQuietOnce() {
    RecordedUevents source = source(1, 0, HOUR_MICROS);
    source.receive(sink, 0);
    source.wake();
    assertEquals(Reception.QUIET, assertTimeoutPreemptively(Duration.ofSeconds(1), () -> source.receive(sink, -1)));
    assertEquals(Reception.QUIET, source.receive(sink, 1));
    assertEquals(List.of("m0"), got);
  }

  @Test
  void wake_duringAWait_endsIt() throws Exception {
    RecordedUevents source = source(1, 0, HOUR_MICROS);
    source.receive(sink, 0);
    assertEquals(Reception.QUIET, whileWaiting(source, source::wake));
  }

  @Test
  void close_duringAWait_endsIt() throws Exception {
    RecordedUevents source = source(1, 0, HOUR_MICROS);
    source.receive(sink, 0);
    assertEquals(Reception.CLOSED, whileWaiting(source, source::close));
  }

  @Test
  void close_beforeReceive_isClosed() {
    RecordedUevents source = source(0, 0, 0);
    source.receive(sink, 0);
    source.close();
    assertEquals(Reception.CLOSED, source.receive(sink, -1));
    assertEquals(List.of("m0"), got);
  }

  private Reception whileWaiting(RecordedUevents source, Runnable act)
      throws InterruptedException, ExecutionException, TimeoutException {
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try {
      Future<Reception> waiting = reader.submit(() -> source.receive(sink, -1));
      act.run();
      return waiting.get(2, TimeUnit.SECONDS);
    } finally {
      reader.shutdownNow();
    }
  }
}
