package io.hotprobe.pipeline;

/**
 * The numbers that the kernel gave the last uevents. A gap says nothing: other network namespaces have some. Recent kernels deliver now
 * and then out of order, and the same one twice. Confined to the reader.
 */
final class Seqnums {

  /** The last so many numbers are remembered; a power of two. */
  static final int WINDOW = 4096;

  /** What a number says of its uevent. */
  enum Standing {
    IN_ORDER,
    /** Later ones have come before. */
    LATE,
    /** Later ones of the same device have come before: which state it is in now is not told by the last that came. */
    OVERTAKEN,
    /** The very same was there. */
    DUPLICATE
  }

  private final long[] seqnums = new long[WINDOW];
  private final long[] devices = new long[WINDOW];
  private final int[] lengths = new int[WINDOW];
  private long highest;

  /** Notes one that was taken in. One without a number is in order. */
  Standing take(UeventSlot slot) {
    long seqnum = slot.seqnum;
    if (seqnum == 0) {
      return Standing.IN_ORDER;
    }
    int at = (int) seqnum & WINDOW - 1;
    if (seqnums[at] == seqnum && devices[at] == slot.deviceHash && lengths[at] == slot.length) {
      return Standing.DUPLICATE;
    }
    Standing standing = seqnum > highest ? Standing.IN_ORDER : isOvertaken(slot) ? Standing.OVERTAKEN : Standing.LATE;
    if (seqnum > highest - WINDOW) {
      seqnums[at] = seqnum;
      devices[at] = slot.deviceHash;
      lengths[at] = slot.length;
    }
    highest = Math.max(highest, seqnum);
    return standing;
  }

  private boolean isOvertaken(UeventSlot slot) {
    for (long seqnum = Math.max(slot.seqnum + 1, highest - WINDOW + 1); seqnum <= highest; seqnum++) {
      int at = (int) seqnum & WINDOW - 1;
      if (seqnums[at] == seqnum && devices[at] == slot.deviceHash) {
        return true;
      }
    }
    return false;
  }
}
