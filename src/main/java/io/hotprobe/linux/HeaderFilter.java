package io.hotprobe.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A classic BPF program that drops messages by how they begin, before they take up room in the receive buffer. Source:
 * include/uapi/linux/filter.h, bpf_common.h; the classic instructions are those of net/core/filter.c.
 *
 * <pre>
 *   struct sock_filter { u16 code; u8 jt; u8 jf; u32 k; }         8 bytes
 *   struct sock_fprog  { u16 len; struct sock_filter *filter; }   16 bytes on LP64
 * </pre>
 */
final class HeaderFilter {

  /** Most instructions of one program, BPF_MAXINSNS. */
  static final int MOST_INSTRUCTIONS = 4096;

  private static final int INSTRUCTION = 8;
  private static final int PROGRAM = 16;
  private static final int LOAD_LENGTH = 0x80;
  private static final int LOAD_WORD = 0x20;
  private static final int LOAD_HALF = 0x28;
  private static final int LOAD_BYTE = 0x30;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int JUMP_IF_AT_LEAST = 0x35;
  private static final int RETURN = 0x06;
  private static final int ALL_BYTES = 0x7fff_ffff;

  /** A load beyond a message's end drops it, so the length is looked at before; a jump leads over 255 instructions at most. */
  private static final int LONGEST_HEADER = 4 * 120;

  private final ByteBuffer instructions;
  private final ByteBuffer program;
  private int count;

  private HeaderFilter(int most) {
    instructions = Libc.allocate(most * INSTRUCTION);
    program = Libc.allocate(PROGRAM);
  }

  /** One that drops what begins with any of these; null when they are too many or too long for it. */
  static HeaderFilter of(List<byte[]> headers) {
    int instructions = 1;
    for (byte[] header : headers) {
      instructions += size(header);
      if (header.length > LONGEST_HEADER) {
        return null;
      }
    }
    if (instructions > MOST_INSTRUCTIONS) {
      return null;
    }
    HeaderFilter filter = new HeaderFilter(instructions);
    headers.forEach(filter::drop);
    filter.add(RETURN, 0, 0, ALL_BYTES);
    filter.program.putShort(0, (short) filter.count).putLong(8, Libc.address(filter.instructions));
    return filter;
  }

  /** The length and its jump, two for each piece that is compared, the return. */
  private static int size(byte[] header) {
    return 3 + 2 * (header.length / 4 + Integer.bitCount(header.length % 4));
  }

  private void drop(byte[] header) {
    int next = count + size(header);
    ByteBuffer bytes = ByteBuffer.wrap(header).order(ByteOrder.BIG_ENDIAN);
    add(LOAD_LENGTH, 0, 0, 0);
    add(JUMP_IF_AT_LEAST, 0, next - count - 1, header.length);
    while (bytes.hasRemaining()) {
      int at = bytes.position();
      if (bytes.remaining() >= Integer.BYTES) {
        compare(LOAD_WORD, at, bytes.getInt(), next);
      } else if (bytes.remaining() >= Short.BYTES) {
        compare(LOAD_HALF, at, bytes.getShort() & 0xffff, next);
      } else {
        compare(LOAD_BYTE, at, bytes.get() & 0xff, next);
      }
    }
    add(RETURN, 0, 0, 0);
  }

  private void compare(int load, int at, int value, int next) {
    add(load, 0, 0, at);
    add(JUMP_IF_EQUAL, 0, next - count - 1, value);
  }

  private void add(int code, int ifTrue, int ifFalse, int k) {
    int at = count++ * INSTRUCTION;
    instructions.putShort(at, (short) code).put(at + 2, (byte) ifTrue).put(at + 3, (byte) ifFalse).putInt(at + 4, k);
  }

  /** The {@code struct sock_fprog}, for {@code SO_ATTACH_FILTER}; valid as long as this is reachable. */
  ByteBuffer program() {
    return program;
  }

  /** The instructions, one {@code struct sock_filter} after the other. */
  ByteBuffer instructions() {
    return instructions.duplicate().order(ByteOrder.nativeOrder());
  }
}
