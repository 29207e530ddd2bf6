package io.hotprobe.bench;

import io.hotprobe.uevent.UeventSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** As many uevents as are asked for, of devices that come, change and go; now and then some are lost. */
final class SoakedUevents implements UeventSource {

  private static final int DEVICES = 3_000;
  private static final int BATCH = 32;
  private static final int BETWEEN_LOSSES = 500_000;
  private static final String[] ACTIONS = {"add", "bind", "change", "change", "unbind", "remove"};
  private static final String[] MODALIASES = {"p:one", "p:nobody", "p:both", "p:nobody", "p:fails", ""};

  private final Semaphore woken = new Semaphore(0);
  private final ByteBuffer message = ByteBuffer.allocate(1024);
  private final StringBuilder text = new StringBuilder(512);
  private volatile long asked;
  private volatile boolean closed;
  private volatile long dropped;
  private long sent;
  private long nextLoss = BETWEEN_LOSSES;

  /** Sends so many more. */
  void send(long more) {
    asked += more;
    wake();
  }

  @Override
  public Reception receive(Sink sink, int timeoutMillis) {
    if (sent >= nextLoss) {
      nextLoss += BETWEEN_LOSSES;
      dropped += 7;
      return Reception.LOST;
    }
    if (sent == asked) {
      return idle(timeoutMillis);
    }
    for (int i = (int) Math.min(BATCH, asked - sent); i > 0; i--) {
      sink.accept(next());
    }
    return Reception.RECEIVED;
  }

  private Reception idle(int timeoutMillis) {
    try {
      if (timeoutMillis != 0 && !closed && woken.tryAcquire(timeoutMillis < 0 ? 1000 : timeoutMillis, TimeUnit.MILLISECONDS)) {
        woken.drainPermits();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    return closed ? Reception.CLOSED : Reception.QUIET;
  }

  /** Each device in turn goes through its actions; every device has its modalias, and the third is one that rules do more for. */
  private ByteBuffer next() {
    long device = sent / 8 % DEVICES * 8 + sent % 8;
    String action = ACTIONS[(int) (sent / (8L * DEVICES) % ACTIONS.length)];
    String modalias = MODALIASES[(int) (device % MODALIASES.length)];
    sent++;
    text.setLength(0);
    text.append(action).append("@/devices/soak/").append(device / 8).append('/').append(device);
    text.append("\0ACTION=").append(action).append("\0DEVPATH=/devices/soak/").append(device / 8).append('/').append(device);
    text.append("\0SUBSYSTEM=").append(device % 97 == 0 ? "ruled" : "soak").append('\0');
    if (!modalias.isEmpty()) {
      text.append("MODALIAS=").append(modalias).append('\0');
    }
    text.append("SEQNUM=").append(sent).append('\0');
    message.clear();
    return message.put(text.toString().getBytes(StandardCharsets.ISO_8859_1)).flip();
  }

  @Override
  public void wake() {
    woken.release();
  }

  @Override
  public long refused() {
    return 0;
  }

  @Override
  public long dropped() {
    return dropped;
  }

  @Override
  public void close() {
    closed = true;
    wake();
  }
}
