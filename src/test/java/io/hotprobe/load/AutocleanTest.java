package io.hotprobe.load;

import static io.hotprobe.load.CleanWorld.live;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.Modules;
import io.hotprobe.simulate.ForwardedModules;
import io.hotprobe.simulate.SimulatedModules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes, what stays and why, over passes whose kernels differ as scripts say. */
class AutocleanTest {

  private static final String D = "/devices/d";

  @TempDir Path root;

  private CleanWorld world;

  @BeforeEach
  void setUp() throws IOException {
    world = new CleanWorld(root);
    world.world.module("base").module("mid", "base").module("top", "mid", "base").module("one").module("two").module("soft").write();
  }

  private CleanWorld conf(String... lines) throws IOException {
    world.world.conf("a.conf", lines);
    return world;
  }

  @Test
  void pass_idleTwice_removesAtTheSecond() throws IOException {
    world.loaded(D, "one");
    SimulatedModules kernel = world.world.kernel("live one", "live two");
    assertEquals(List.of("kept two: not loaded by hotprobe", "kept one: seen idle for the first time"), world.pass(kernel));
    assertEquals(List.of("one", "two"), live(kernel));
    assertEquals(List.of("one"), world.idle());
    assertEquals(List.of("removed one, loaded for /devices/d", "kept two: not loaded by hotprobe"), world.pass(kernel));
    assertEquals(List.of("two"), live(kernel), "nobody else's module is touched");
    assertEquals(List.of(), world.idle());
    assertEquals(List.of(), world.recorded());
    assertEquals(List.of("kept two: not loaded by hotprobe"), world.pass(kernel), "a third pass");
  }

  @Test
  void pass_useSeenBetween_startsAnew() throws IOException {
    world.loaded(D, "one");
    world.pass("live one");
    assertEquals(List.of("kept one: in use, 3 users"), world.pass("live one 3"));
    assertEquals(List.of("kept one: seen idle for the first time"), world.pass("live one"));
    assertEquals(List.of("removed one, loaded for /devices/d"), world.pass("live one"));
  }

  @Test
  void pass_deviceBoundBetween_startsAnew() throws IOException {
    world.loaded(D, "one");
    world.pass("live one");
    Path device = world.bind("one", "1-1:1.0");
    assertEquals(List.of("kept one: bound to device 1-1:1.0 (driver one)"), world.pass("live one"));
    Files.delete(device);
    assertEquals(List.of("kept one: seen idle for the first time"), world.pass("live one"));
    assertEquals(List.of("removed one, loaded for /devices/d"), world.pass("live one"));
  }

  @Test
  void pass_itsDeviceHasADriverOfNoModule_staysUntilTheDeviceIsGone() throws IOException {
    world.loaded(D, "one");
    Path driver = Files.createDirectories(root.resolve("sys/bus/acpi/drivers/button"));
    Path device = Files.createDirectories(root.resolve("sys/devices/d"));
    Path link = Files.createSymbolicLink(device.resolve("driver"), device.relativize(driver));
    for (int pass = 0; pass < 3; pass++) {
      assertEquals(
          List.of("kept one: its device /devices/d is bound to driver button, whose module is not told"), world.pass("live one"));
    }
    Files.delete(link);
    Files.delete(device);
    world.pass("live one");
    assertEquals(List.of("removed one, loaded for /devices/d"), world.pass("live one"));
  }

  @Test
  void pass_moduleWithoutDriver_staysUntilItsDeviceIsGone() throws IOException {
    world.loaded("/devices/input1", "one");
    Path device = Files.createDirectories(root.resolve("sys/devices/input1"));
    for (int i = 0; i < 3; i++) {
      assertEquals(List.of("kept one: registered no driver, and its device /devices/input1 is there"), world.pass("live one"));
    }
    Files.delete(device);
    assertEquals(List.of("kept one: seen idle for the first time"), world.pass("live one"));
    assertEquals(List.of("removed one, loaded for /devices/input1"), world.pass("live one"));
  }

  @Test
  void pass_moduleWithoutDriver_staysWhileAnotherDeviceAsksForIt() throws IOException {
    world.world.alias("input:b*", "one").write();
    world.loaded("/devices/gone", "one");
    Path device = Files.createDirectories(root.resolve("sys/devices/input2"));
    Files.writeString(device.resolve("uevent"), "MODALIAS=input:b0003\n");
    Files.createDirectories(root.resolve("sys/class/input"));
    Files.createSymbolicLink(root.resolve("sys/class/input/input2"), Path.of("../../devices/input2"));
    world.pass("live one");
    assertEquals(List.of("kept one: registered no driver, and its device /devices/input2 is there"), world.pass("live one"));
  }

  @Test
  void pass_driverWithoutDevice_goesAlthoughTheDeviceIsThere() throws IOException {
    world.loaded("/devices/input1", "one");
    Files.createDirectories(root.resolve("sys/devices/input1"));
    Files.delete(world.bind("one", "1-1"));
    world.pass("live one");
    assertEquals(List.of("removed one, loaded for /devices/input1"), world.pass("live one"));
  }

  @Test
  void pass_reloadedBetweenByHotprobe_startsAnew() throws IOException {
    world.loaded(D, "one");
    world.pass("live one");
    world.loaded("/devices/again", "one");
    assertEquals(List.of("kept one: seen idle for the first time"), world.pass("live one"));
    assertEquals(List.of("removed one, loaded for /devices/again"), world.pass("live one"));
  }

  @Test
  void pass_reloadedBetweenBySomebodyElse_isNotOursAnyMore() throws IOException {
    world.loaded(D, "one", "two");
    world.pass("live one", "live two");
    world.inSysfs("one");
    assertEquals(List.of("removed two, loaded for /devices/d", "kept one: not loaded by hotprobe"), world.pass("live one", "live two"));
    assertEquals(List.of(), world.recorded(), "the record forgets it");
    world.inSysfs("one");
    assertEquals(List.of("kept one: not loaded by hotprobe"), world.pass("live one"));
  }

  @Test
  void pass_recordedModuleIsGone_dropsOutOfTheRecord() throws IOException {
    world.loaded(D, "one", "two");
    Files.delete(root.resolve("sys/module/one"));
    world.pass("live two");
    assertEquals(List.of("two"), world.recorded());
  }

  @Test
  void pass_kernelListsNothing_theRecordStaysAsSysfsKnowsThemStill() throws IOException {
    world.loaded(D, "one", "two");
    assertEquals(List.of(), world.pass());
    assertEquals(List.of("one", "two"), world.recorded());
  }

  @Test
  void pass_sysfsIsNotThere_theRecordStays() throws IOException {
    world.loaded(D, "one", "two");
    Files.move(root.resolve("sys"), root.resolve("elsewhere"));
    assertEquals(List.of("kept one: not loaded by hotprobe"), world.pass("live one"));
    assertEquals(List.of("one", "two"), world.recorded());
    Files.move(root.resolve("elsewhere"), root.resolve("sys"));
    assertEquals(List.of("kept one: seen idle for the first time"), world.pass("live one"));
  }

  @Test
  void pass_stack_goesFromTheTopOneAPass() throws IOException {
    world.loaded(D, "base", "mid", "top");
    SimulatedModules kernel = world.world.kernel("live top");
    assertEquals(
        List.of("kept top: seen idle for the first time", "kept mid: in use by top", "kept base: in use by mid top"),
        world.pass(kernel).stream().map(line -> line.replace("top mid", "mid top")).toList());
    assertEquals(
        List.of("removed top, loaded for /devices/d", "kept mid: seen idle for the first time", "kept base: in use by mid"), world.pass(kernel));
    assertEquals(List.of("removed mid, loaded for /devices/d", "kept base: seen idle for the first time"), world.pass(kernel));
    assertEquals(List.of("removed base, loaded for /devices/d"), world.pass(kernel));
    assertEquals(List.of(), live(kernel));
  }

  @Test
  void pass_dependencyThatSomebodyElseLoaded_stays() throws IOException {
    world.loaded(D, "top");
    world.inSysfs("mid", "base");
    SimulatedModules kernel = world.world.kernel("live top");
    for (int pass = 0; pass < 4; pass++) {
      world.pass(kernel);
    }
    assertEquals(List.of("base", "mid"), live(kernel));
  }

  @Test
  void pass_softdeps_stayWhenTheirModuleGoes() throws IOException {
    conf("softdep one pre: soft post: two").loaded(D, "one");
    SimulatedModules kernel = world.world.kernel("live soft 1", "live two 1", "live one");
    world.pass(kernel);
    assertTrue(world.pass(kernel).contains("removed one, loaded for /devices/d"), "a softdep in use does not hold it");
    assertEquals(List.of("soft", "two"), live(kernel));
  }

  @Test
  void pass_keepLine_staysAndNamesTheLine() throws IOException {
    conf("# mine", "keep on? x").loaded(D, "one", "two");
    world.pass("live one", "live two");
    String kept = "kept one: keep by " + root.resolve("etc/modprobe.d/a.conf") + ":2";
    assertEquals(List.of("removed two, loaded for /devices/d", kept), world.pass("live one", "live two"));
  }

  @Test
  void pass_permanentModule_stays() throws IOException {
    world.loaded(D, "one");
    for (int pass = 0; pass < 3; pass++) {
      assertEquals(List.of("kept one: can never be removed from this kernel"), world.pass("permanent one"));
    }
  }

  @Test
  void pass_moduleThatIsStillComing_stays() throws IOException {
    world.loaded(D, "one");
    world.pass("live one");
    Modules coming = withState(world.world.kernel("live one"), Modules.State.COMING);
    assertEquals(List.of("kept one: being loaded or removed"), world.pass(coming, () -> true));
  }

  @Test
  void pass_notQuiet_putsRemovalsOffOnly() throws IOException {
    world.loaded(D, "one");
    SimulatedModules kernel = world.world.kernel("live one");
    assertEquals(List.of("kept one: seen idle for the first time"), world.pass(kernel, () -> false));
    assertEquals(List.of("kept one: devices are being handled that may need it"), world.pass(kernel, () -> false));
    assertEquals(List.of("one"), live(kernel));
    assertEquals(List.of("removed one, loaded for /devices/d"), world.pass(kernel, () -> true), "the next pass need not see it idle again");
  }

  @Test
  void pass_notQuietAfterTheFirstRemoval_leavesTheOthers() throws IOException {
    world.loaded(D, "one", "two");
    SimulatedModules kernel = world.world.kernel("live one", "live two");
    world.pass(kernel);
    AtomicInteger asked = new AtomicInteger();
    world.pass(kernel, () -> asked.incrementAndGet() == 1);
    assertEquals(List.of("one"), live(kernel), "the newest goes first");
    assertEquals(List.of("one"), world.idle());
  }

  @Test
  void pass_hooks_runAroundTheRemoval() throws IOException {
    conf("pre-remove one before", "post-remove one after").loaded(D, "one");
    SimulatedModules kernel = world.world.kernel("live one");
    world.pass(kernel);
    assertEquals(List.of(), world.ran);
    assertEquals(List.of("removed one, loaded for /devices/d"), world.pass(kernel));
    assertEquals(List.of("before", "after"), world.ran);
    assertEquals(List.of(), live(kernel));
  }

  @Test
  void pass_failedPreRemove_leavesTheModuleForTheNextPass() throws IOException {
    conf("pre-remove one bad").loaded(D, "one");
    SimulatedModules kernel = world.world.kernel("live one");
    world.pass(kernel);
    String failed = "command 'bad' of one failed: " + root.resolve("etc/modprobe.d/a.conf") + ":1: exit status 1";
    assertEquals(List.of(failed), world.pass(kernel));
    assertEquals(List.of("one"), live(kernel));
    assertEquals(List.of("one"), world.recorded());
    assertEquals(List.of("one"), world.idle());
    conf("");
    assertEquals(List.of("removed one, loaded for /devices/d"), world.pass(kernel));
  }

  @Test
  void pass_failedPostRemove_isToldAndTheModuleIsGone() throws IOException {
    conf("post-remove one bad").loaded(D, "one");
    SimulatedModules kernel = world.world.kernel("live one");
    world.pass(kernel);
    assertTrue(world.pass(kernel).get(0).startsWith("command 'bad' of one failed: "));
    assertEquals(List.of(), live(kernel));
    assertEquals(List.of(), world.recorded());
    assertEquals(List.of(), world.idle());
  }

  @Test
  void pass_removeCommand_runsInPlaceOnceAPass() throws IOException {
    conf("remove one down").loaded(D, "one");
    SimulatedModules kernel = world.world.kernel("live one");
    world.pass(kernel);
    assertEquals(List.of("ran 'down' for one, loaded for /devices/d"), world.pass(kernel));
    assertEquals(List.of("down"), world.ran);
  }

  @Test
  void pass_usedInTheLastMoment_stays() throws IOException {
    world.loaded(D, "one");
    world.pass("live one");
    SimulatedModules inUse = world.world.kernel("live one 1");
    Modules listedAsIdle = listing(inUse, world.world.kernel("live one").list());
    assertEquals(List.of("kept one: in use since a moment ago"), world.pass(listedAsIdle, () -> true));
    assertEquals(List.of(), world.idle());
    assertEquals(List.of("one"), world.recorded());
  }

  @Test
  void rehearse_changesNothing() throws IOException {
    conf("pre-remove one before").loaded(D, "one", "two");
    SimulatedModules kernel = world.world.kernel("live one");
    assertEquals(List.of("kept one: seen idle for the first time"), world.rehearse(kernel));
    assertFalse(Files.exists(root.resolve("run/hotprobe/idle")));
    world.pass("live one", "live two");
    TreeMap<String, String> before = files();
    assertEquals(List.of("would rmmod one, loaded for /devices/d"), world.rehearse(kernel));
    assertEquals(before, files());
    assertEquals(List.of("one"), live(kernel));
    assertEquals(List.of(), world.ran);
  }

  @Test
  void rehearse_noRecordAtAll_makesNoDirectory() throws IOException {
    assertEquals(List.of("kept one: not loaded by hotprobe"), world.rehearse(world.world.kernel("live one")));
    assertFalse(Files.exists(root.resolve("run")));
  }

  @Test
  void pass_anotherUnderWay_isToldAndRemovesNothing() throws Exception {
    world.loaded(D, "one");
    world.pass("live one");
    SimulatedModules kernel = world.world.kernel("live one");
    Thread[] other = new Thread[1];
    IOException[] told = new IOException[1];
    world.record.beside("idle").exclusively(Duration.ZERO, () -> {
      other[0] = new Thread(() -> told[0] = assertThrows(IOException.class, () -> world.pass(kernel)));
      other[0].start();
      join(other[0]);
    });
    assertTrue(told[0].getMessage().contains("idle.lock: another hotprobe holds this lock; "), told[0].getMessage());
    assertEquals(List.of("one"), live(kernel));
    assertEquals(List.of("removed one, loaded for /devices/d"), world.pass(kernel));
  }

  @Test
  void pass_damagedFiles_touchesOnlyWhatAWholeLineNames() throws IOException {
    world.loaded(D, "one", "two");
    world.pass("live one", "live two");
    for (String name : List.of("loaded", "idle")) {
      Path file = root.resolve("run/hotprobe").resolve(name);
      String text = Files.readString(file);
      Files.writeString(file, "\0rubbish one\n" + text.substring(0, text.length() - 3));
    }
    SimulatedModules kernel = world.world.kernel("live one", "live two");
    world.pass(kernel);
    world.pass(kernel);
    assertEquals(List.of("two"), live(kernel), "the torn line is no record of it");
  }

  private TreeMap<String, String> files() throws IOException {
    TreeMap<String, String> files = new TreeMap<>();
    try (Stream<Path> list = Files.list(root.resolve("run/hotprobe"))) {
      for (Path file : list.toList()) {
        files.put(file.getFileName() + " " + Files.getLastModifiedTime(file), Files.readString(file));
      }
    }
    return files;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException stop) {
      throw new AssertionError(stop);
    }
  }

  private static Modules withState(SimulatedModules kernel, Modules.State state) {
    return listing(
        kernel,
        kernel.list().stream()
            .map(m -> new Modules.LiveModule(m.name(), m.size(), m.refcount(), m.permanent(), m.holders(), state))
            .toList());
  }

  /** A kernel that lists other modules than it holds: what it held a moment ago. */
  private static Modules listing(SimulatedModules kernel, List<Modules.LiveModule> list) {
    return new ForwardedModules(kernel) {
      @Override
      public List<LiveModule> list() {
        return list;
      }
    };
  }
}
