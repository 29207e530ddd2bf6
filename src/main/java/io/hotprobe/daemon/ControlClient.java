package io.hotprobe.daemon;

import io.hotprobe.journal.EventQueue;
import io.hotprobe.journal.UuidCount;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SelectionKey;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * A connection, as the server has it: bytes come in until there is a line, one request is under way at a time, and what is said goes out as
 * far as somebody reads it. Confined to the server's thread, but for {@link #say}.
 */
final class ControlClient {

  /** The longest request, in bytes with its end; who sends more is told and cut off. */
  static final int LONGEST_LINE = 8 << 10;

  /** How much is put together for one write, in bytes; a line more may come on top. */
  private static final int CHUNK = 32 << 10;

  /** Chunks for one client before others have their turn. */
  static final int CHUNKS_AT_ONCE = 16;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final ByteChannel channel;
  private final SelectionKey key;
  private final Peer peer;
  private final ByteBuffer in = ByteBuffer.allocate(LONGEST_LINE);
  private final Queue<byte[]> answers = new ConcurrentLinkedQueue<>();
  private ByteBuffer out = NOTHING;
  private long movedNanos = System.nanoTime();
  private boolean ended;
  private boolean last;
  private Future<?> pending;
  private Optional<EventQueue> events = Optional.empty();
  private boolean properties;
  private volatile UuidCount expected;
  private LongAdder lost;

  ControlClient(ByteChannel channel, SelectionKey key, Peer peer) {
    this.channel = channel;
    this.key = key;
    this.peer = peer;
  }

  Peer peer() {
    return peer;
  }

  /** Takes what was sent. */
  void read() throws IOException {
    int count = channel.read(in);
    if (isMonitor()) {
      in.clear();
    }
    ended |= count < 0;
    movedNanos = count > 0 ? System.nanoTime() : movedNanos;
  }

  /** Whether a request may be taken now. */
  boolean isFree() {
    return pending == null && !last && !isMonitor() && answers.isEmpty() && !out.hasRemaining();
  }

  /** The next line; null when there is none yet. The buffer is full without a line's end when the client is to be cut off. */
  Request next() {
    for (int end = 0; end < in.position(); end++) {
      if (in.get(end) == '\n') {
        Request request = RequestText.read(in.array(), 0, end);
        in.flip().position(end + 1);
        in.compact();
        return request;
      }
    }
    if (in.hasRemaining()) {
      return null;
    }
    last = true;
    return new Request.Misunderstood(
        new Answer.Failed("long", "a request is longer than " + LONGEST_LINE + " bytes", "send one JSON object a line"));
  }

  /** An answer is being worked at. */
  void begin(Future<?> work) {
    pending = work;
  }

  /** The answer to what was asked. Any thread. */
  void say(Answer answer) {
    answers.add(AnswerText.line(answer));
  }

  /**
   * From now on it is told of events.
   *
   * @param lostLines counts those that found no room
   */
  void monitor(EventQueue queue, boolean withProperties, LongAdder lostLines) {
    lost = lostLines;
    events = Optional.of(queue);
    properties = withProperties;
  }

  Optional<EventQueue> events() {
    return events;
  }

  boolean isMonitor() {
    return events.isPresent();
  }

  void expect(UuidCount count) {
    expected = count;
  }

  /** What {@link #expect} was told; null when nothing is expected. Any thread. */
  UuidCount expected() {
    return expected;
  }

  /**
   * Writes as much as is taken, at most {@link #CHUNKS_AT_ONCE} chunks, and asks to be called again for the rest. Whether the connection is
   * to go on.
   */
  boolean write() throws IOException {
    int chunks = 0;
    while (chunks < CHUNKS_AT_ONCE && fill()) {
      chunks++;
      int count = channel.write(out);
      movedNanos = count > 0 ? System.nanoTime() : movedNanos;
      if (out.hasRemaining()) {
        break;
      }
    }
    boolean waits = out.hasRemaining() || chunks == CHUNKS_AT_ONCE;
    key.interestOps((waits ? SelectionKey.OP_WRITE : 0) | (ended || !in.hasRemaining() ? 0 : SelectionKey.OP_READ));
    return waits ? !(ended && isMonitor()) : !ended && !last;
  }

  /** Whether there is something to write. */
  private boolean fill() {
    if (out.hasRemaining()) {
      return true;
    }
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    for (byte[] answer = answers.poll(); answer != null; answer = answers.poll()) {
      chunk.writeBytes(answer);
      pending = null;
    }
    while (isMonitor() && chunk.size() < CHUNK) {
      EventQueue.Entry entry = events.get().poll();
      if (entry == null) {
        break;
      }
      lost.add(entry instanceof EventQueue.Entry.Lost some ? some.count() : 0);
      chunk.writeBytes(AnswerText.line(EventMembers.of(entry, properties)));
    }
    out = chunk.size() == 0 ? NOTHING : ByteBuffer.wrap(chunk.toByteArray());
    return out.hasRemaining();
  }

  /** Whether it owes something (a request, or to read its answer) and has not moved for so long. Who expects events owes none. */
  boolean isIdle(long millis) {
    boolean owes = out.hasRemaining() ? !isMonitor() : isFree() && expected == null;
    return owes && System.nanoTime() - movedNanos > TimeUnit.MILLISECONDS.toNanos(millis);
  }

  void close() throws IOException {
    if (pending != null) {
      pending.cancel(true);
    }
    key.cancel();
    channel.close();
  }
}
