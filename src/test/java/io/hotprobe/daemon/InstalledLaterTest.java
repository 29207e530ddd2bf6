package io.hotprobe.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A module that an installer brings while its device is plugged in and the kernel sends nothing. */
@Timeout(60)
class InstalledLaterTest {

  @TempDir Path root;

  @Test
  void module_installedWhileNothingHappens_isLoadedForTheDeviceThatWaits() throws Exception {
    Path device = Files.createDirectories(root.resolve("sys/devices/late"));
    Files.writeString(device.resolve("uevent"), "MODALIAS=q:1\n");
    Path links = Files.createDirectories(root.resolve("sys/bus/test/devices"));
    Files.createSymbolicLink(links.resolve("late"), Path.of("../../../devices/late"));
    try (RunningDaemon running = new RunningDaemon(root, Optional.empty())) {
      assertEquals(List.of(), running.kernel.begun());
      long start = System.nanoTime();
      running.world.alias("q:*", "two").write();
      RunningDaemon.await(() -> running.kernel.begun().contains("two"), "the new module's load");
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      assertTrue(millis < DirectoryWatch.LOOK_MILLIS, "only found by the look every so often, after " + millis + " ms");
    }
  }
}
