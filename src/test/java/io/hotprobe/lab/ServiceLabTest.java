package io.hotprobe.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The shipped unit under the systemd of Debian 13, booted as a machine boots, with its sandbox and beside udevd. */
@Tag("lab")
class ServiceLabTest {

  private static ServiceRun run;

  @BeforeAll
  static void serve() throws Exception {
    String directory = System.getProperty("lab.dir");
    assertNotNull(directory, "lab.dir is not set; run bench/lab/run, which builds the guest and sets it");
    assumeTrue(Files.exists(Guest.systemdDisk(Path.of(directory))), "only root can make the disk that systemd boots from");
    run = ServiceRun.of(Path.of(directory));
  }

  @AfterAll
  static void report() throws IOException {
    if (run != null) {
      new ServiceReport(run).write(Path.of("bench/results/lab-service.md"));
    }
  }

  private static Map<String, String> at(String moment) {
    return run.states().get(moment);
  }

  @Test
  void boot_serviceIsReadyBeforeSysinit() {
    assertEquals("notify-reload", at("boot").get("Type"));
    assertEquals("active", at("boot").get("ActiveState"));
    assertEquals("0", at("boot").get("NRestarts"));
    assertTrue(at("boot").get("StatusText").startsWith("listening beside udevd"), at("boot").toString());
    long ready = Long.parseLong(at("boot").get("ActiveEnterTimestampMonotonic"));
    assertTrue(ready > 0 && ready <= run.sysinit(), ready + " and sysinit.target " + run.sysinit());
  }

  @Test
  void reload_newRule_isInForceInTheSameProcess() {
    assertEquals(at("boot").get("MainPID"), at("reload").get("MainPID"));
    assertTrue(run.hook().contains("product QEMU USB Keyboard"), run.hook().toString());
  }

  @Test
  void hook_isAsConfinedAsTheUnitSays() {
    assertTrue(run.hook().contains("0"), "root: " + run.hook());
    assertTrue(run.hook().stream().anyMatch(line -> line.matches("NoNewPrivs:\\s*1")), run.hook().toString());
    assertTrue(run.hook().stream().anyMatch(line -> line.matches("Seccomp:\\s*2")), run.hook().toString());
    assertTrue(run.hook().contains("kept out of /usr"), run.hook().toString());
  }

  @Test
  void plugged_atAnyMoment_isBound() {
    assertEquals(Map.of("usb-kbd", true, "nvme", true, "pvscsi", true, "vmxnet3", true), run.bound());
  }

  /** A replayed device has no number. */
  @Test
  void restart_eventMeanwhile_waitedInTheKeptSocket() {
    assertNotEquals(at("reload").get("MainPID"), at("restart").get("MainPID"));
    assertEquals("1", at("restart").get("NFileDescriptorStore"));
    HotDevice nvme = HotDevice.of("nvme");
    List<String> adds = run.history().stream().filter(line -> line.contains("\"action\":\"add\"") && line.contains("\"name\":\"nvme\"")).toList();
    assertTrue(adds.stream().anyMatch(line -> !line.contains("\"seqnum\":0,")), nvme + ": " + adds);
  }

  @Test
  void watchdog_daemonThatStands_isKilledAndStartedAgain() {
    assertNotEquals(at("restart").get("MainPID"), at("watchdog").get("MainPID"));
    assertEquals("1", at("watchdog").get("NRestarts"), at("watchdog").toString());
    assertTrue(run.journal().stream().anyMatch(line -> line.contains("Watchdog timeout")), "no watchdog in the journal");
    assertTrue(run.journal().stream().anyMatch(line -> line.contains("Full thread dump")), "it did not say where its threads are");
  }

  @Test
  void stop_leavesItStopped() {
    assertEquals("inactive", at("stop").get("ActiveState"), run.stopped());
    assertEquals("success", at("stop").get("Result"));
    assertEquals("active", at("start").get("ActiveState"));
  }

  @Test
  void journal_untilTheWatchdog_hasNeitherTracesNorRefusals() {
    List<String> odd = run.journal().stream()
        .takeWhile(line -> !line.contains("Watchdog timeout"))
        .filter(line -> line.contains("\tat ") || line.contains("Exception") || line.contains("not permitted"))
        .toList();
    assertEquals(List.of(), odd);
  }
}
