package io.hotprobe.lab;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Devices are plugged into a stock Debian kernel, once beside systemd-udevd and once beside hotprobe. */
@Tag("lab")
class HotplugLabTest {
  private static SortedSet<String> liveWithoutDaemon;
  private static LabRun udevd;
  private static LabRun hotprobe;

  @BeforeAll
  static void bootGuests() throws Exception {
    String directory = System.getProperty("lab.dir");
    assertNotNull(directory, "lab.dir is not set; run bench/lab/run, which builds the guest and sets it");
    Path lab = Path.of(directory);
    liveWithoutDaemon = LabRun.liveWithoutDaemon(lab);
    udevd = LabRun.of(lab, "udevd");
    hotprobe = LabRun.of(lab, "hotprobe");
    new LabReport(udevd, hotprobe).write(Path.of("bench/results/lab.md"));
  }

  @Test
  void plug_withoutDaemon_loadsNothing() {
    assertEquals(new TreeSet<>(), liveWithoutDaemon);
  }

  @Test
  void coldplug_loadsWhatUdevdLoads() {
    assertSameModules(udevd.coldplugged(), hotprobe.coldplugged());
  }

  @Test
  void plug_allDevices_loadsWhatUdevdLoads() {
    assertSameModules(udevd.live(), hotprobe.live());
  }

  @Test
  void plug_everyDevice_isBound() {
    assertAll(Stream.of(udevd, hotprobe).flatMap(run -> Stream.of(run.plugged(), run.replugged())
        .flatMap(results -> results.entrySet().stream())
        .map(result -> () -> assertBound(run, result))));
  }

  @Test
  void unload_thenChangeAndBind_staysUnloaded() {
    hotprobe.unloaded().forEach((module, unloaded) -> assertFalse(unloaded.cameBack(), module + " came back"));
  }

  @Test
  void unload_thenAdd_isLoadedAgain() {
    hotprobe.unloaded().forEach((module, unloaded) -> assertTrue(unloaded.loadedByAdd(), module + " is not live"));
  }

  private static void assertBound(LabRun run, Map.Entry<String, PlugResult> result) {
    String daemon = run == udevd ? "udevd" : "hotprobe";
    assertTrue(result.getValue().isBound(),
        () -> daemon + ", " + result.getKey() + ": no driver is bound, functions=" + result.getValue().functions());
  }

  private static void assertSameModules(SortedSet<String> expected, SortedSet<String> actual) {
    SortedSet<String> missing = new TreeSet<>(expected);
    missing.removeAll(actual);
    SortedSet<String> surplus = new TreeSet<>(actual);
    surplus.removeAll(expected);
    assertEquals(expected, actual, () -> "only udevd loads " + missing + ", only hotprobe loads " + surplus);
  }
}
