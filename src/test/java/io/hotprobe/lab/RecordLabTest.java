package io.hotprobe.lab;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Records /sys, udev's database and /dev of a guest with every device that the lab has; a tool rather than a test. */
@Tag("lab")
@EnabledIfSystemProperty(named = "lab.record", matches = ".+", disabledReason = "only bench/lab/run record wants a recording")
class RecordLabTest {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @Test
  void record_allDevicesPlugged_leavesAnArchive() throws Exception {
    String directory = System.getProperty("lab.dir");
    assertNotNull(directory, "lab.dir is not set; run bench/lab/run record, which builds the guest and sets it");
    Path lab = Path.of(directory);
    try (Guest guest = Guest.bootWithDevices(lab, "udevd")) {
      for (HotDevice device : HotDevice.ALL) {
        guest.plug(device);
      }
      guest.shell().run("udevadm settle; record /run/record.tar.gz", LIMIT);
      Path archive = lab.resolve(System.getProperty("lab.record"));
      Files.write(archive, guest.read("/run/record.tar.gz", LIMIT));
      assertTrue(Files.size(archive) > 0);
    }
  }
}
