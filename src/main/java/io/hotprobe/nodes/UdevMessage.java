package io.hotprobe.nodes;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The message by which libudev's monitors hear of an event that has been handled: a header of 40 bytes, then {@code KEY=VALUE
 * NUL} for each property. The hashes in the header are for the filters that listeners put into the kernel.
 *
 * <pre>
 *   0 "libudev" NUL   8 magic   12 header size   16 properties at   20 bytes of properties
 *   24 hash of the subsystem   28 hash of the type   32 upper, 36 lower half of the tags' bloom filter
 * </pre>
 *
 * Magic, hashes and filter are big endian, the rest is in the machine's order. Source:
 * {@code src/libsystemd/sd-device/device-monitor.c} of systemd 257. The hash is MurmurHash2 (Appleby, 2008) of seed 0.
 */
public final class UdevMessage {

  static final int HEADER = 40;

  private static final int MAGIC = 0xfeedcafe;
  private static final int MAGIC_AT = 8;
  private static final int PROPERTIES_AT = 16;
  private static final int MULTIPLIER = 0x5bd1e995;

  private UdevMessage() {}

  /** The message of an event; properties whose name begins with a dot are nobody else's. */
  static byte[] of(Map<String, String> properties, Collection<String> tags) {
    StringBuilder text = new StringBuilder(1024);
    properties.forEach((key, value) -> {
      if (!key.startsWith(".")) {
        text.append(key).append('=').append(value).append('\0');
      }
    });
    byte[] strings = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    long bloom = 0;
    for (String tag : tags) {
      bloom |= bloom(tag);
    }
    ByteBuffer message = ByteBuffer.allocate(HEADER + strings.length).order(ByteOrder.nativeOrder());
    message.put("libudev\0".getBytes(StandardCharsets.US_ASCII));
    message.order(ByteOrder.BIG_ENDIAN).putInt(MAGIC);
    message.order(ByteOrder.nativeOrder()).putInt(HEADER).putInt(HEADER).putInt(strings.length);
    message.order(ByteOrder.BIG_ENDIAN).putInt(hash(properties.get("SUBSYSTEM"))).putInt(hash(properties.get("DEVTYPE")));
    return message.putLong(bloom).put(strings).array();
  }

  /**
   * The properties of a message that somebody else sent.
   *
   * @param message from its position to its limit
   * @return empty when it is no such message
   */
  public static Map<String, String> properties(ByteBuffer message) {
    byte[] bytes = new byte[message.remaining()];
    message.get(bytes);
    ByteBuffer header = ByteBuffer.wrap(bytes);
    if (bytes.length < HEADER || header.getInt(MAGIC_AT) != MAGIC) {
      return Map.of();
    }
    int from = header.order(ByteOrder.nativeOrder()).getInt(PROPERTIES_AT);
    if (from < HEADER || from > bytes.length) {
      return Map.of();
    }
    Map<String, String> properties = new LinkedHashMap<>();
    for (String string : new String(bytes, from, bytes.length - from, StandardCharsets.ISO_8859_1).split("\0")) {
      int equals = string.indexOf('=');
      if (equals > 0) {
        properties.put(string.substring(0, equals), string.substring(equals + 1));
      }
    }
    return properties;
  }

  /** The four bits of a tag. */
  static long bloom(String tag) {
    int hash = hash(tag);
    return 1L << (hash & 63) | 1L << (hash >>> 6 & 63) | 1L << (hash >>> 12 & 63) | 1L << (hash >>> 18 & 63);
  }

  /** 0 for what is not there. */
  static int hash(String text) {
    if (text == null) {
      return 0;
    }
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)).order(ByteOrder.nativeOrder());
    int hash = bytes.remaining();
    while (bytes.remaining() >= Integer.BYTES) {
      int word = bytes.getInt() * MULTIPLIER;
      hash = hash * MULTIPLIER ^ (word ^ word >>> 24) * MULTIPLIER;
    }
    if (bytes.hasRemaining()) {
      for (int shift = 0; bytes.hasRemaining(); shift += 8) {
        hash ^= (bytes.get() & 0xff) << shift;
      }
      hash *= MULTIPLIER;
    }
    hash = (hash ^ hash >>> 13) * MULTIPLIER;
    return hash ^ hash >>> 15;
  }
}
