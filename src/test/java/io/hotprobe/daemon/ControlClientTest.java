package io.hotprobe.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.journal.EventQueue;
import io.hotprobe.journal.Observed;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ControlClientTest {

  private static final Observed UEVENT = new Observed(1, true, "add", "/d", "test", 0, Map.of(), 100);

  private final EventQueue events = new EventQueue((uevent, live) -> true, new EventQueue.Stages(true, false), () -> {});
  private int writes;

  /** Takes all that is written, while more events come. */
  private final class Eager implements ByteChannel {

    private final int eventsToCome;

    Eager(int eventsToCome) {
      this.eventsToCome = eventsToCome;
    }

    @Override
    public int write(ByteBuffer bytes) {
      if (++writes < eventsToCome) {
        events.taken(UEVENT);
      }
      int count = bytes.remaining();
      bytes.position(bytes.limit());
      return count;
    }

    @Override
    public int read(ByteBuffer bytes) {
      return 0;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  @Test
  void write_readerAsFastAsEvents_othersHaveTheirTurn() throws IOException {
    try (Selector selector = Selector.open(); SocketChannel any = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      any.configureBlocking(false);
      SelectionKey key = any.register(selector, SelectionKey.OP_READ);
      ControlClient client = new ControlClient(new Eager(10_000), key, new Peer("root", true));
      client.monitor(events, false, new LongAdder());
      events.taken(UEVENT);
      assertTrue(client.write());
      assertEquals(ControlClient.CHUNKS_AT_ONCE, writes);
      assertEquals(SelectionKey.OP_READ | SelectionKey.OP_WRITE, key.interestOps(), "it is called again for the rest");
      while ((key.interestOps() & SelectionKey.OP_WRITE) != 0) {
        assertTrue(client.write());
      }
      assertEquals(10_000, writes);
    }
  }
}
