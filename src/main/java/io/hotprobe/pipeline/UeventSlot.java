package io.hotprobe.pipeline;

import io.hotprobe.uevent.Uevent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One place of the ring: a message's bytes and where it came from. Written by the reader, read by the match stages. */
final class UeventSlot {

  /** Room for one message, in bytes. The kernel's own limit is 2 KiB of properties and the devpath twice. */
  static final int CAPACITY = 8192;

  private static final int LONGEST_SEQNUM = 19;
  private static final byte[] SEQNUM = "\0SEQNUM=".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MOVE = "move@".getBytes(StandardCharsets.US_ASCII);

  /** Where a slot's content came from. */
  enum Origin {
    /** From the source, as the kernel sent it. */
    LIVE,
    /** From sysfs: a device that was there already. */
    COLDPLUG,
    /** From sysfs, after uevents were lost: what this one said may have changed. */
    RESYNC,
    /** No message: a pass over sysfs is complete, and what it did not meet is gone. */
    PASS_COMPLETE,
    /** No message: somebody looks whether the stages go on. */
    PULSE,
    /** One that was there before: nothing is to be done for it. */
    SKIPPED
  }

  byte[] bytes = new byte[CAPACITY];
  int length;
  Origin origin = Origin.LIVE;
  long pass;
  long receivedNanos;
  long deviceHash;

  /** Equal for devices of one parent directory: one stage has them all, so that it knows a device that was renamed. */
  long shardHash;

  long seqnum;

  /** Orders what one slot of the ring gives rise to. */
  int rank;

  /** Takes a copy; one that does not fit is cut to nothing, which no parser accepts. */
  void fill(ByteBuffer message, Origin from, long currentPass) {
    length = message.remaining() <= CAPACITY ? message.remaining() : 0;
    message.get(bytes, 0, length);
    origin = from;
    pass = currentPass;
    receivedNanos = System.nanoTime();
    hash();
    seqnum = from == Origin.LIVE ? seqnum() : 0;
  }

  /** Changes places with another. */
  void swap(UeventSlot other) {
    byte[] otherBytes = other.bytes;
    other.bytes = bytes;
    bytes = otherBytes;
    int otherLength = other.length;
    other.length = length;
    length = otherLength;
    Origin otherOrigin = other.origin;
    other.origin = origin;
    origin = otherOrigin;
    long otherHash = other.deviceHash;
    other.deviceHash = deviceHash;
    deviceHash = otherHash;
    long otherShard = other.shardHash;
    other.shardHash = shardHash;
    shardHash = otherShard;
    long otherSeqnum = other.seqnum;
    other.seqnum = seqnum;
    seqnum = otherSeqnum;
  }

  void fillPassComplete(long currentPass) {
    length = 0;
    seqnum = 0;
    origin = Origin.PASS_COMPLETE;
    pass = currentPass;
  }

  void fillPulse() {
    length = 0;
    origin = Origin.PULSE;
  }

  /** Whether the header says {@code move@}: that concerns the stage of the old path too. */
  boolean isMove() {
    return length > MOVE.length && Arrays.equals(bytes, 0, MOVE.length, MOVE, 0, MOVE.length);
  }

  /** The kernel's number, which stands last in what it sends; 0 when it does not. */
  private long seqnum() {
    long value = 0;
    long place = 1;
    int at = length - 2;
    for (; at > 0 && bytes[at] >= '0' && bytes[at] <= '9' && length - at <= LONGEST_SEQNUM; at--) {
      value += (bytes[at] - '0') * place;
      place *= 10;
    }
    int from = at + 1 - SEQNUM.length;
    return from > 0 && Arrays.equals(bytes, from, at + 1, SEQNUM, 0, SEQNUM.length) ? value : 0;
  }

  /** Hashes of the devpath in the header {@code ACTION@DEVPATH}, and of the directory that it is in. */
  private void hash() {
    int from = 0;
    while (from < length && bytes[from] != '@' && bytes[from] != 0) {
      from++;
    }
    int to = from;
    int slash = from;
    while (to < length && bytes[to] != 0) {
      slash = bytes[to] == '/' ? to : slash;
      to++;
    }
    deviceHash = Uevent.hash(bytes, from, to);
    shardHash = Uevent.hash(bytes, from, slash);
  }
}
