package io.hotprobe.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The headers are those of messages that udevd 252 sent. */
class UdevMessageTest {

  private static Map<String, String> properties(String... pairs) {
    Map<String, String> properties = new LinkedHashMap<>();
    for (String pair : pairs) {
      properties.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    return properties;
  }

  private static String header(byte[] message) {
    return HexFormat.of().formatHex(message, 0, UdevMessage.HEADER);
  }

  private static String body(byte[] message) {
    byte[] rest = Arrays.copyOfRange(message, UdevMessage.HEADER, message.length);
    return new String(rest, StandardCharsets.ISO_8859_1).replace('\0', '\n');
  }

  @Test
  void of_deviceWithoutTags_isByteForByteUdevs() {
    byte[] message = UdevMessage.of(
        properties("UDEV_DATABASE_VERSION=1", "ACTION=add", "DEVPATH=/devices/virtual/mem/kmsg", "SUBSYSTEM=mem", "SYNTH_UUID=0",
            "DEVNAME=/dev/kmsg", "DEVMODE=0644", "SEQNUM=32195969", "MAJOR=1", "MINOR=11", "USEC_INITIALIZED=24343100941"),
        List.of());
    assertEquals("6c69627564657600feedcafe2800000028000000bd000000c365cd83000000000000000000000000", header(message));
  }

  @Test
  void of_deviceWithTags_hasUdevsBloomFilter() {
    byte[] message = UdevMessage.of(properties("SUBSYSTEM=mem"), List.of("nodes", "other"));
    assertEquals("c365cd830000000018a0000000106040", header(message).substring(48));
  }

  @Test
  void of_type_isHashedBesideTheSubsystem() {
    String header = header(UdevMessage.of(properties("SUBSYSTEM=mem", "DEVTYPE=mem"), List.of()));
    assertEquals("c365cd83c365cd83", header.substring(48, 64));
  }

  @Test
  void of_privateProperties_areNotSent() {
    byte[] message = UdevMessage.of(properties("SUBSYSTEM=mem", ".PRIVATE=x", "A=\u00e9"), List.of());
    assertEquals("SUBSYSTEM=mem\nA=\u00e9\n", body(message));
  }

  @Test
  void hash_ofNothing_isZero() {
    assertEquals(0, UdevMessage.hash(null));
    assertEquals(0, UdevMessage.hash(""));
  }
}
