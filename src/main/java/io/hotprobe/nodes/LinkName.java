package io.hotprobe.nodes;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The file name that stands for a link: {@code /} and {@code \} escaped, and where that grows too long, cut and ended by a hash
 * of the link. Source: {@code src/udev/udev-node.c} of systemd 257, {@code udev_node_escape_path}; the hash is SipHash-2-4
 * (Aumasson and Bernstein, 2012) of the link and a NUL.
 */
final class LinkName {

  /** Longest part of a name before the hash, in bytes. */
  private static final int LONGEST = 244;

  private static final int HASH_DIGITS = 11;
  private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  // b9 6a f1 ce 40 31 44 1a 9e 19 ec 8b ae f3 e3 2f, least byte first.
  private static final long KEY_LOW = 0x1a443140cef16ab9L;
  private static final long KEY_HIGH = 0x2fe3f3ae8bec199eL;

  private long v0 = KEY_LOW ^ 0x736f6d6570736575L;
  private long v1 = KEY_HIGH ^ 0x646f72616e646f6dL;
  private long v2 = KEY_LOW ^ 0x6c7967656e657261L;
  private long v3 = KEY_HIGH ^ 0x7465646279746573L;

  private LinkName() {}

  /** The file name of a link; {@code link} has one char a byte. */
  static String of(String link) {
    StringBuilder name = new StringBuilder(link.length() + 16);
    for (int i = 0; i < link.length(); i++) {
      String escaped = escaped(link.charAt(i));
      if (name.length() + escaped.length() > LONGEST) {
        return name.append(digits(new LinkName().hash(link))).toString();
      }
      name.append(escaped);
    }
    return name.toString();
  }

  private static String escaped(char c) {
    return switch (c) {
      case '/' -> "\\x2f";
      case '\\' -> "\\x5c";
      default -> String.valueOf(c);
    };
  }

  /** Six bits a digit, the highest first. */
  private static String digits(long hash) {
    StringBuilder digits = new StringBuilder();
    for (int i = HASH_DIGITS - 1; i >= 0; i--) {
      digits.append(DIGITS.charAt((int) (hash >>> i * 6) & 63));
    }
    return digits.toString();
  }

  private long hash(String link) {
    byte[] text = (link + '\0').getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer words = ByteBuffer.wrap(text).order(ByteOrder.LITTLE_ENDIAN);
    while (words.remaining() >= Long.BYTES) {
      compress(words.getLong());
    }
    long last = (long) text.length << 56;
    for (int shift = 0; words.hasRemaining(); shift += 8) {
      last |= (words.get() & 0xffL) << shift;
    }
    compress(last);
    v2 ^= 0xff;
    for (int i = 0; i < 4; i++) {
      round();
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }

  private void compress(long word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }

  private void round() {
    v0 += v1;
    v1 = Long.rotateLeft(v1, 13) ^ v0;
    v0 = Long.rotateLeft(v0, 32);
    v2 += v3;
    v3 = Long.rotateLeft(v3, 16) ^ v2;
    v0 += v3;
    v3 = Long.rotateLeft(v3, 21) ^ v0;
    v2 += v1;
    v1 = Long.rotateLeft(v1, 17) ^ v2;
    v2 = Long.rotateLeft(v2, 32);
  }
}
