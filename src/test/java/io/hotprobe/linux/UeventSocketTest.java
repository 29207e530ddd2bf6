package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.hotprobe.uevent.UeventSource.Reception;
import io.hotprobe.uevent.UeventSource.Sink;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against the running kernel; skipped where it has no uevent socket or will not send. */
@Timeout(60)
class UeventSocketTest {

  private static final Sink NOBODY = message -> {};

  private SyntheticUevents uevents;

  @BeforeEach
  void kernelSends() {
    try (UeventSocket socket = UeventSocket.open(4096)) {
      assertTrue(socket.port() != 0);
    } catch (IOException none) {
      assumeTrue(false, none.getMessage());
    }
    uevents = SyntheticUevents.assumed();
  }

  @Test
  void open_default_getsTwiceTheBufferAsked() throws IOException {
    try (UeventSocket socket = UeventSocket.open(UeventSocket.RECEIVE_BUFFER)) {
      assertEquals(2 * UeventSocket.RECEIVE_BUFFER, socket.receiveBuffer());
    }
  }

  @Test
  void open_bufferNotPositive_isCallersMistake() {
    assertThrows(IllegalArgumentException.class, () -> UeventSocket.open(0));
  }

  @Test
  void receive_changeWritten_handsTheWholeMessageOver() throws IOException {
    try (UeventSocket socket = UeventSocket.open(UeventSocket.RECEIVE_BUFFER)) {
      uevents.send(1);
      List<String> own = new ArrayList<>();
      while (own.isEmpty()) {
        assertEquals(Reception.RECEIVED, socket.receive(message -> {
          if (uevents.sent(message)) {
            own.add(SyntheticUevents.text(message));
          }
        }, 5_000));
      }
      assertTrue(own.get(0).startsWith("change@/devices/virtual/mem/null\0ACTION=change\0"), own.get(0));
      assertTrue(own.get(0).endsWith("\0"), own.get(0));
      assertEquals(0, socket.refused());
      assertEquals(0, socket.dropped());
    }
  }

  @Test
  void receive_moreThanABatch_comesInOrder() throws IOException {
    try (UeventSocket socket = UeventSocket.open(UeventSocket.RECEIVE_BUFFER)) {
      uevents.send(3 * UeventSocket.BATCH + 7);
      List<Long> seqnums = new ArrayList<>();
      while (seqnums.size() < 3 * UeventSocket.BATCH + 7) {
        assertEquals(Reception.RECEIVED, socket.receive(message -> {
          if (uevents.sent(message)) {
            seqnums.add(SyntheticUevents.seqnum(message));
          }
        }, 5_000));
      }
      assertEquals(seqnums.stream().sorted().toList(), seqnums);
    }
  }

  @Test
  void receive_nothingCame_isQuietAfterTheTimeAndNotBefore() throws IOException {
    try (UeventSocket socket = UeventSocket.open(UeventSocket.RECEIVE_BUFFER)) {
      drain(socket, NOBODY);
      long start = System.nanoTime();
      Reception reception = socket.receive(NOBODY, 50);
      long elapsed = System.nanoTime() - start;
      assumeTrue(reception == Reception.QUIET, "somebody else's uevent came");
      assertTrue(elapsed >= 50_000_000, "elapsed=" + elapsed);
    }
  }

  @Test
  void receive_sinkThrows_deliversTheRestNextTime() throws IOException {
    try (UeventSocket socket = UeventSocket.open(UeventSocket.RECEIVE_BUFFER)) {
      uevents.send(5);
      AtomicLong delivered = new AtomicLong();
      assertThrows(IllegalStateException.class, () -> socket.receive(message -> {
        throw new IllegalStateException("sink");
      }, 5_000));
      drain(socket, message -> delivered.addAndGet(uevents.sent(message) ? 1 : 0));
      assertTrue(delivered.get() >= 4, "delivered=" + delivered);
    }
  }

  @Test
  void receive_unicastFromAProcess_isRefusedAndCounted() throws Exception {
    try (UeventSocket socket = UeventSocket.open(UeventSocket.RECEIVE_BUFFER);
        Sender sender = new Sender()) {
      byte[] spoof = "add@/devices/spoof\0ACTION=add\0DEVPATH=/devices/spoof\0SEQNUM=1\0".getBytes();
      assertEquals(spoof.length, sender.send(spoof, socket.port()));
      List<String> believed = new ArrayList<>();
      drain(socket, message -> believed.add(SyntheticUevents.text(message)));
      assertTrue(believed.stream().noneMatch(text -> text.contains("spoof")), believed.toString());
      assertEquals(1, socket.refused(Refusal.SENDER));
      assertEquals(1, socket.refused());
    }
  }

  @Test
  void receive_messageLongerThanTheLimit_isRefusedAndCounted() throws Exception {
    try (UeventSocket socket = UeventSocket.open(UeventSocket.RECEIVE_BUFFER);
        Sender sender = new Sender()) {
      byte[] tooLong = new byte[UeventSocket.MESSAGE_LIMIT + 1];
      assertEquals(tooLong.length, sender.send(tooLong, socket.port()));
      drain(socket, NOBODY);
      assertEquals(1, socket.refused(Refusal.TRUNCATED));
    }
  }

  /**
   * A second socket with room for everything is the reference, so that uevents of other origin do not matter unless they
   * come between the last one received and the look at the counter.
   */
  @Test
  void receive_bufferOverrun_isLostThenTheQueuedThenQuietAndDroppedIsExact() throws IOException {
    try (UeventSocket reference = UeventSocket.open(UeventSocket.RECEIVE_BUFFER);
        UeventSocket small = UeventSocket.open(8 << 10)) {
      uevents.send(3_000);
      List<Long> kept = new ArrayList<>();
      assertEquals(Reception.LOST, small.receive(message -> kept.add(-1L), 0));
      assertTrue(kept.isEmpty(), "queued messages come after the loss was told");
      drain(small, message -> kept.add(SyntheticUevents.seqnum(message)));
      assertFalse(kept.isEmpty());
      uevents.send(1);
      drain(small, message -> kept.add(SyntheticUevents.seqnum(message)));

      long dropped = small.dropped();

      long first = kept.get(0);
      long last = kept.get(kept.size() - 1);
      AtomicLong all = new AtomicLong();
      AtomicLong later = new AtomicLong();
      drain(reference, message -> {
        long seqnum = SyntheticUevents.seqnum(message);
        all.addAndGet(seqnum >= first && seqnum <= last ? 1 : 0);
        later.addAndGet(seqnum > last ? 1 : 0);
      });
      assumeTrue(later.get() == 0, "somebody else's uevents came, later=" + later);
      assertEquals(all.get() - kept.size(), dropped);
      assertTrue(dropped > 2_500, "dropped=" + dropped);
      assertEquals(0, reference.dropped());
    }
  }

  @Test
  void dropped_counterUnreadable_isTheNumberOfOverruns() throws IOException {
    try (UeventSocket socket = UeventSocket.open(UeventGroup.KERNEL, 8 << 10, Path.of("/nonexistent/netlink"))) {
      assertEquals(0, socket.dropped());
      uevents.send(1_000);
      assertEquals(Reception.LOST, socket.receive(NOBODY, 0));
      assertEquals(1, socket.dropped());
    }
  }

  @Test
  void dropped_afterClose_staysWhatItWas() throws IOException {
    UeventSocket socket = UeventSocket.open(8 << 10);
    uevents.send(1_000);
    socket.receive(NOBODY, 0);
    long before = socket.dropped();
    socket.close();
    assertTrue(before > 0);
    assertTrue(socket.dropped() >= before);
  }

  @Test
  void close_whileAnotherThreadWaits_endsItsReceive() throws Exception {
    UeventSocket socket = UeventSocket.open(UeventSocket.RECEIVE_BUFFER);
    CompletableFuture<Reception> last = new CompletableFuture<>();
    Thread reader = new Thread(() -> {
      try {
        Reception reception = Reception.QUIET;
        while (reception != Reception.CLOSED) {
          reception = socket.receive(NOBODY, -1);
        }
        last.complete(reception);
      } catch (IOException | RuntimeException failed) {
        last.completeExceptionally(failed);
      }
    });
    reader.start();
    TimeUnit.MILLISECONDS.sleep(100);
    socket.close();
    assertEquals(Reception.CLOSED, last.get(5, TimeUnit.SECONDS));
    reader.join(Duration.ofSeconds(5).toMillis());
    assertEquals(Reception.CLOSED, socket.receive(NOBODY, 0));
  }

  @Test
  void close_whileDelivering_finishesTheBatchAndGivesTheDescriptorsBack() throws IOException {
    long before = openDescriptors();
    UeventSocket socket = UeventSocket.open(UeventSocket.RECEIVE_BUFFER);
    uevents.send(5);
    AtomicLong delivered = new AtomicLong();
    socket.receive(message -> {
      socket.close();
      delivered.addAndGet(uevents.sent(message) ? 1 : 0);
    }, 5_000);
    socket.close();
    assertTrue(delivered.get() >= 1);
    assertEquals(Reception.CLOSED, socket.receive(NOBODY, -1));
    assertEquals(before, openDescriptors());
  }

  @Test
  void close_afterManyOpens_leaksNoDescriptor() throws IOException {
    long before = openDescriptors();
    for (int i = 0; i < 50; i++) {
      UeventSocket.open(4096).close();
    }
    assertEquals(before, openDescriptors());
  }

  @Test
  void receive_tenThousandMessages_allocatesNothing() throws Exception {
    try (UeventSocket socket = UeventSocket.open(UeventSocket.RECEIVE_BUFFER)) {
      receiveAllocates(socket, 2_000);
      long bytes = receiveAllocates(socket, 10_000);
      assertTrue(bytes < 1_024, "10,000 messages allocated " + bytes + " bytes");
    }
  }

  private long receiveAllocates(UeventSocket socket, int count) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] seen = new long[1];
    Sink counting = message -> seen[0] += message.remaining() > 0 ? 1 : 0;
    long self = Thread.currentThread().getId();
    uevents.send(count);
    long before = threads.getThreadAllocatedBytes(self);
    while (seen[0] < count) {
      socket.receive(counting, 5_000);
    }
    return threads.getThreadAllocatedBytes(self) - before;
  }

  private static void drain(UeventSocket socket, Sink sink) throws IOException {
    while (socket.receive(sink, 0) != Reception.QUIET) {
      // until the queue is empty
    }
  }

  private static long openDescriptors() throws IOException {
    try (var fds = Files.list(Path.of("/proc/self/fd"))) {
      return fds.count();
    }
  }
}
