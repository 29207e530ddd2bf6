package io.hotprobe.daemon;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.journal.Handled;
import io.hotprobe.journal.Journal;
import io.hotprobe.journal.Subject;
import io.hotprobe.journal.Times;
import io.hotprobe.pipeline.ScriptedUevents;
import io.hotprobe.rules.DeviceRecord;
import io.hotprobe.rules.Ruling;
import io.hotprobe.simulate.SmallWorld;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What udevd sends out, and a comparison that fails. */
class UdevdListenerTest {

  @TempDir Path root;

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  /** Falls over what is told of the device that is broken. */
  private final Journal journal =
      new Journal() {
        @Override
        public void handled(Handled handled) {}

        @Override
        public void notice(System.Logger.Level level, String text) {
          if (text.startsWith("shadow: add /devices/broken")) {
            throw new IllegalStateException("broken journal");
          }
          told.add(text);
        }
      };

  private static Handled handled(long seqnum, String devpath) {
    Map<String, String> properties = Map.of("ACTION", "add", "DEVPATH", devpath, "SUBSYSTEM", "test");
    Ruling ruling =
        new Ruling(
            properties, properties, Set.of(), Set.of(), Set.of(), List.of(), 0, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(),
            Optional.empty(), Map.of(), Optional.empty(), false, List.of(), List.of());
    return new Handled(
        new Subject(seqnum, "add", devpath, "", "test", ""),
        new Handled.Deeds(List.of(), List.of(), Optional.of(ruling), List.of()),
        new Times(0, 0, 0));
  }

  private static byte[] message(String... properties) {
    byte[] text = (String.join("\0", properties) + "\0").getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer message = ByteBuffer.allocate(40 + text.length).order(ByteOrder.nativeOrder());
    message.put("libudev\0".getBytes(StandardCharsets.US_ASCII));
    message.order(ByteOrder.BIG_ENDIAN).putInt(0xfeedcafe);
    message.order(ByteOrder.nativeOrder()).putInt(40).putInt(40).putInt(text.length);
    return message.position(40).put(text).array();
  }

  private void assertTold(String part) throws InterruptedException {
    String next = told.poll(20, TimeUnit.SECONDS);
    assertTrue(next != null && next.contains(part), next);
  }

  @Test
  void listen_comparisonThatThrows_isToldAndTheNextMessageIsHeard() throws Exception {
    Shadow shadow = new Shadow(journal, new SmallWorld(root).write().kernel(), id -> DeviceRecord.NONE);
    shadow.handled(handled(7, "/devices/broken"));
    shadow.handled(handled(8, "/devices/whole"));
    ScriptedUevents source = new ScriptedUevents();
    UdevdListener listener = new UdevdListener(source, shadow, journal);
    listener.start();
    source.send(new byte[] {1, 2, 3}, message("SEQNUM=7", "ACTION=add", "MORE=1"), message("SEQNUM=8", "ACTION=add", "MORE=1"));
    assertTold("broken journal");
    assertTold("/devices/whole");
    listener.close();
  }
}
