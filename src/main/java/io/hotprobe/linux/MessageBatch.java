package io.hotprobe.linux;

import com.sun.jna.Pointer;
import io.hotprobe.uevent.UeventSource.Sink;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The memory that {@code recvmmsg} fills, {@value #SLOTS} messages at a time, and the checks a message passes before anybody
 * sees it. Everything is laid out once; between two calls only the lengths that the kernel overwrote are put back.
 *
 * <p>Layout of one block on LP64 (include/linux/socket.h, include/uapi/linux/uio.h, include/uapi/linux/netlink.h):
 *
 * <pre>
 *   mmsghdr     ×SLOTS   name* 0, namelen 8, iov* 16, iovlen 24, control* 32, controllen 40, flags 48, msg_len 56
 *   iovec       ×SLOTS   base* 0, len 8
 *   sockaddr_nl ×SLOTS   family 0, pid 4, groups 8 (12 bytes, padded to 16)
 *   control     ×SLOTS   cmsghdr: len 0, level 8, type 12; ucred: pid 16, uid 20, gid 24 (padded to 64)
 *   payload     ×SLOTS   MESSAGE_LIMIT bytes each
 * </pre>
 *
 * <p>Confined to the reader thread, the counters of refusals excepted. Neither receiving nor delivering allocates.
 */
final class MessageBatch {

  static final int SLOTS = 64;

  private static final int HEADER = 64;
  private static final int NAME_LENGTH = 8;
  private static final int CONTROL_LENGTH = 40;
  private static final int FLAGS = 48;
  private static final int LENGTH = 56;

  private static final int IOVECS = SLOTS * HEADER;
  private static final int IOVEC = 16;
  private static final int SENDERS = IOVECS + SLOTS * IOVEC;
  private static final int SENDER = 16;
  private static final int SENDER_BYTES = 12;
  private static final int CONTROLS = SENDERS + SLOTS * SENDER;
  private static final int CONTROL = 64;
  private static final int PAYLOADS = CONTROLS + SLOTS * CONTROL;
  private static final int PAYLOAD = UeventSocket.MESSAGE_LIMIT;

  // include/linux/socket.h
  private static final int MSG_CTRUNC = 0x8;
  private static final int MSG_TRUNC = 0x20;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_CREDENTIALS = 2;
  private static final int CREDENTIALS_BYTES = 28;

  private final UeventGroup group;
  private final ByteBuffer memory = Libc.allocate(PAYLOADS + SLOTS * PAYLOAD);
  private final ByteBuffer[] payloads = new ByteBuffer[SLOTS];
  private final AtomicLongArray refused = new AtomicLongArray(Refusal.values().length);
  private int count;
  private int next;

  /** @param group whose messages are believed */
  MessageBatch(UeventGroup group) {
    this.group = group;
    long base = Libc.address(memory);
    for (int slot = 0; slot < SLOTS; slot++) {
      memory.putLong(slot * HEADER, base + SENDERS + slot * SENDER);
      memory.putLong(slot * HEADER + 16, base + IOVECS + slot * IOVEC);
      memory.putLong(slot * HEADER + 24, 1);
      memory.putLong(slot * HEADER + 32, base + CONTROLS + slot * CONTROL);
      memory.putLong(IOVECS + slot * IOVEC, base + PAYLOADS + (long) slot * PAYLOAD);
      memory.putLong(IOVECS + slot * IOVEC + 8, PAYLOAD);
      payloads[slot] = memory.slice(PAYLOADS + slot * PAYLOAD, PAYLOAD);
      resetLengths(slot);
    }
  }

  private void resetLengths(int slot) {
    memory.putInt(slot * HEADER + NAME_LENGTH, SENDER_BYTES);
    memory.putLong(slot * HEADER + CONTROL_LENGTH, CONTROL);
  }

  /** Whether every message received so far has been delivered. */
  boolean isEmpty() {
    return next == count;
  }

  /**
   * Reads what {@code socket} holds, at most a batch. The batch must be empty.
   *
   * @return how many messages came, or the negated error number
   */
  int receive(Libc libc, int socket) {
    for (int slot = 0; slot < count; slot++) {
      resetLengths(slot);
    }
    next = 0;
    count = 0;
    int received = libc.recvmmsg(socket, memory, SLOTS, 0, Pointer.NULL);
    if (received < 0) {
      return -Libc.errno();
    }
    count = received;
    return received;
  }

  /**
   * Hands the messages that pass the checks to {@code sink} and counts the others. If {@code sink} throws, the messages after
   * the one it choked on stay for the next call.
   */
  void deliver(Sink sink) {
    while (next < count) {
      int slot = next++;
      Refusal refusal = check(slot);
      if (refusal != null) {
        refused.getAndIncrement(refusal.ordinal());
        continue;
      }
      ByteBuffer payload = payloads[slot];
      payload.clear().limit(memory.getInt(slot * HEADER + LENGTH));
      sink.accept(payload);
    }
  }

  /** Why the message must not be believed, null if it may. */
  private Refusal check(int slot) {
    if ((memory.getInt(slot * HEADER + FLAGS) & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
      return Refusal.TRUNCATED;
    }
    if (!fromGroup(slot)) {
      return Refusal.SENDER;
    }
    return fromRoot(slot) ? null : Refusal.CREDENTIALS;
  }

  private boolean fromGroup(int slot) {
    int sender = SENDERS + slot * SENDER;
    return memory.getInt(slot * HEADER + NAME_LENGTH) == SENDER_BYTES
        && group.believes(memory.getInt(sender + 4), memory.getInt(sender + 8));
  }

  private boolean fromRoot(int slot) {
    int control = CONTROLS + slot * CONTROL;
    return memory.getLong(slot * HEADER + CONTROL_LENGTH) >= CREDENTIALS_BYTES
        && memory.getLong(control) == CREDENTIALS_BYTES
        && memory.getInt(control + 8) == SOL_SOCKET
        && memory.getInt(control + 12) == SCM_CREDENTIALS
        && memory.getInt(control + 20) == 0;
  }

  /** How many messages were refused for {@code reason}. Safe for any thread. */
  long refused(Refusal reason) {
    return refused.get(reason.ordinal());
  }
}
