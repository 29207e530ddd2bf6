package io.hotprobe.modalias;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Some bytes in a row, by which patterns are filed. Arrays must go on for {@link AliasPattern#SLACK} bytes behind their text. */
final class Gram {

  /** Bytes of a gram. */
  static final int LENGTH = 6;

  private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private Gram() {}

  /** The gram at a place, in the low bytes; what the high bytes hold does not count. */
  static long at(byte[] bytes, int place) {
    return (long) LONGS.get(bytes, place);
  }

  /** A hash of the gram at a place. */
  static int hash(byte[] bytes, int place) {
    return hash(at(bytes, place));
  }

  /** A hash of the low {@link #LENGTH} bytes; its high bits are the good ones. */
  static int hash(long gram) {
    return (int) ((gram << Long.SIZE - Byte.SIZE * LENGTH) * MIX >>> Integer.SIZE);
  }
}
