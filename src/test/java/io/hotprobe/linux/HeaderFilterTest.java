package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The program, gone through as the kernel goes through it; what the kernel itself makes of it is in {@link EarlyFilterSocketTest}. */
class HeaderFilterTest {

  private static boolean drops(HeaderFilter filter, byte[] message) {
    ByteBuffer instructions = filter.instructions();
    ByteBuffer data = ByteBuffer.wrap(message).order(ByteOrder.BIG_ENDIAN);
    int accumulator = 0;
    for (int at = 0; ; at++) {
      int code = instructions.getShort(at * 8) & 0xffff;
      int ifTrue = instructions.get(at * 8 + 2) & 0xff;
      int ifFalse = instructions.get(at * 8 + 3) & 0xff;
      int k = instructions.getInt(at * 8 + 4);
      switch (code) {
        case 0x80 -> accumulator = message.length;
        case 0x35 -> at += Integer.compareUnsigned(accumulator, k) >= 0 ? ifTrue : ifFalse;
        case 0x15 -> at += accumulator == k ? ifTrue : ifFalse;
        case 0x06 -> {
          return k == 0;
        }
        case 0x20, 0x28, 0x30 -> {
          int bytes = code == 0x20 ? 4 : code == 0x28 ? 2 : 1;
          if (k + bytes > message.length) {
            throw new AssertionError("a load beyond the end drops the message, whatever it is");
          }
          accumulator = bytes == 4 ? data.getInt(k) : bytes == 2 ? data.getShort(k) & 0xffff : data.get(k) & 0xff;
        }
        default -> throw new AssertionError("code=" + code);
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void drops_randomHeadersAndMessages_exactlyThoseThatBeginSo() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 2_000; round++) {
      List<byte[]> headers = new ArrayList<>();
      for (int i = random.nextInt(6); i >= 0; i--) {
        headers.add(bytes(word(random, 1 + random.nextInt(9))));
      }
      HeaderFilter filter = HeaderFilter.of(headers);
      for (int i = 0; i < 20; i++) {
        String message = word(random, random.nextInt(12));
        boolean expected = headers.stream().anyMatch(header -> message.startsWith(new String(header, StandardCharsets.ISO_8859_1)));
        assertEquals(expected, drops(filter, bytes(message)), message);
      }
    }
  }

  /** Of few letters, one of which is negative as a byte. */
  private static String word(SplittableRandom random, int length) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < length; i++) {
      word.append("a\u00ff@".charAt(random.nextInt(3)));
    }
    return word.toString();
  }

  @Test
  void of_headersThatAreTooLongOrTooMany_isNone() {
    assertNotNull(HeaderFilter.of(List.of(new byte[480])));
    assertNull(HeaderFilter.of(List.of(new byte[481])));
    List<byte[]> many = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      many.add(new byte[480]);
    }
    assertNull(HeaderFilter.of(many));
  }
}
