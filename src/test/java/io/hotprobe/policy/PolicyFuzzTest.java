package io.hotprobe.policy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Any bytes give a policy and diagnostics, soon, and never an exception. Seeded: a failure names its round. */
@Timeout(60)
class PolicyFuzzTest {

  private static final List<String> WORDS = List.of(
      "allow", "deny", "warn", "default", "prefer", "over", "mode", "enforce", "boot-grace", "5s", "not", "module", "alias", "bus",
      "class",
      "vendor", "product", "device", "path", "property", "attribute", "when", "if", "unless", "present", "live",
      "boot", "inserted", "asked",
      "boot|asked", "usb_storage", "usb-*", "uas|a", "usb", "pci|usb", "08", "0806", "net", "0781", "10de", "5567", "usb:v0781*",
      FakeDevice.STICK, FakeDevice.CARD, "DEVTYPE=usb_*", "serial=*", "*", "[a-u]*", "[", "|", "\"", "\\", "#", "\0", "x", "\u00e4");

  private final Random random = new Random(20_261_123);

  private void check(byte[] bytes, int round) {
    try {
      PolicyTargets.policy(bytes);
    } catch (RuntimeException | AssertionError broken) {
      throw new AssertionError("round " + round + ": " + new String(bytes, StandardCharsets.ISO_8859_1), broken);
    }
  }

  @Test
  void read_randomBytes_neverBreaks() {
    for (int round = 0; round < 1000; round++) {
      byte[] bytes = new byte[random.nextInt(600)];
      random.nextBytes(bytes);
      check(bytes, round);
    }
  }

  @Test
  void read_randomWords_indexAnswersAsReadingAllLinesDoes() {
    for (int round = 0; round < 3000; round++) {
      StringBuilder text = new StringBuilder();
      for (int line = random.nextInt(12); line > 0; line--) {
        for (int word = random.nextInt(6); word >= 0; word--) {
          text.append(WORDS.get(random.nextInt(WORDS.size()))).append(random.nextInt(20) == 0 ? "" : " ");
        }
        text.append('\n');
      }
      check(text.toString().getBytes(StandardCharsets.ISO_8859_1), round);
    }
  }

  @Test
  void read_randomGoodLines_indexAnswersAsReadingAllLinesDoes() {
    List<String> starts = List.of("allow ", "deny ", "warn ");
    List<String> selectors = List.of(
        "module usb-storage", "module u*", "module uas|a", "alias " + FakeDevice.STICK, "alias a|uas", "alias usb*",
        "bus usb", "class 08|03", "not vendor 0781", "when inserted|asked", "if live x", "not module uas", "unless present bus usb");
    for (int round = 0; round < 3000; round++) {
      StringBuilder text = new StringBuilder();
      for (int line = random.nextInt(8); line >= 0; line--) {
        text.append(starts.get(random.nextInt(starts.size())));
        for (int word = random.nextInt(3); word >= 0; word--) {
          text.append(selectors.get(random.nextInt(selectors.size()))).append(' ');
        }
        text.append('\n');
      }
      check(text.toString().getBytes(StandardCharsets.ISO_8859_1), round);
    }
  }
}
