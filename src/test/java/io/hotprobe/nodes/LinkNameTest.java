package io.hotprobe.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkNameTest {

  @ParameterizedTest
  @CsvSource({
    "cdrom,cdrom",
    "disk/by-id/usb-A_B-0:0,disk\\x2fby-id\\x2fusb-A_B-0:0",
    "nodes/b_\\x2fs,nodes\\x2fb_\\x5cx2fs",
  })
  void of_shortLink_isEscaped(String link, String name) {
    assertEquals(name, LinkName.of(link));
  }

  /** The name that udevd 252 gave this link. */
  @Test
  void of_longLink_endsInTheHashThatUdevGives() {
    String name = LinkName.of("long/sub/" + "a".repeat(230));
    assertEquals("long\\x2fsub\\x2f" + "a".repeat(244 - 15) + "F0qiUKdBiE7", name);
    assertEquals(255, name.length());
  }

  @Test
  void of_linksThatDifferAtTheirEndOnly_haveDifferentNames() {
    assertNotEquals(LinkName.of("a".repeat(300) + "1"), LinkName.of("a".repeat(300) + "2"));
  }

  @Test
  void of_linkThatJustFits_isNotHashed() {
    assertEquals("a".repeat(244), LinkName.of("a".repeat(244)));
    assertTrue(LinkName.of("a".repeat(245)).length() == 255);
  }
}
