package io.hotprobe.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.Errno;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.Modules;
import io.hotprobe.module.UnloadOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedModulesTest {

  @TempDir Path root;

  private SmallWorld world;

  @BeforeEach
  void setUp() throws IOException {
    world = new SmallWorld(root).module("base").module("top", "base").write();
  }

  private ModuleFile file(String name) {
    return new ModuleFile(SmallWorld.name(name), world.moduleDirectory().resolve("kernel/" + name + ".ko"));
  }

  private static int errno(LoadOutcome outcome) {
    return ((LoadOutcome.Failed) outcome).errno();
  }

  @Test
  void load_dependencyNotLive_isRefusedForItsSymbols() throws IOException {
    SimulatedModules kernel = world.kernel();
    assertEquals(Errno.ENOENT.number(), errno(kernel.load(file("top"), "")));
    assertEquals(Modules.State.ABSENT, kernel.state(SmallWorld.name("top")));
  }

  @Test
  void load_second_isAlreadyLive() throws IOException {
    SimulatedModules kernel = world.kernel();
    assertInstanceOf(LoadOutcome.Loaded.class, kernel.load(file("base"), "a=1"));
    assertInstanceOf(LoadOutcome.AlreadyLive.class, kernel.load(file("base"), ""));
    assertEquals(List.of("base a=1", "base"), kernel.loads());
  }

  @Test
  void unload_heldModule_isRefusedUntilItsHolderIsGone() throws IOException {
    SimulatedModules kernel = world.kernel();
    kernel.load(file("base"), "");
    kernel.load(file("top"), "");
    assertEquals(List.of("top", "base"), kernel.list().stream().map(module -> module.name().value()).toList(), "newest first");
    assertEquals(1, kernel.list().get(1).refcount().getAsInt());
    assertFalse(unload(kernel, "base"));
    assertTrue(unload(kernel, "top"));
    assertTrue(unload(kernel, "base"));
    assertFalse(unload(kernel, "base"));
    assertEquals(List.of(), kernel.list());
  }

  @Test
  void load_scriptedFailure_endsAsOftenAsTold() throws IOException {
    SimulatedModules kernel = world.kernel("fail base EAGAIN 2", "fail top ENODEV");
    assertEquals(Errno.EAGAIN.number(), errno(kernel.load(file("base"), "")));
    assertEquals(Errno.EAGAIN.number(), errno(kernel.load(file("base"), "")));
    assertInstanceOf(LoadOutcome.Loaded.class, kernel.load(file("base"), ""));
    assertInstanceOf(LoadOutcome.NoDevice.class, kernel.load(file("top"), ""));
    assertInstanceOf(LoadOutcome.NoDevice.class, kernel.load(file("top"), ""));
  }

  @Test
  void load_scriptedDelay_takesThatLong() throws IOException {
    LoadOutcome.Loaded loaded = (LoadOutcome.Loaded) world.kernel("delay base 20").load(file("base"), "");
    assertTrue(loaded.elapsedNanos() >= Duration.ofMillis(20).toNanos());
  }

  @Test
  void script_live_isLiveFromTheStart() throws IOException {
    SimulatedModules kernel = world.kernel("# as booted", "", "live base");
    assertEquals(Modules.State.LIVE, kernel.state(SmallWorld.name("base")));
    assertInstanceOf(LoadOutcome.Loaded.class, kernel.load(file("top"), ""));
  }

  @Test
  void script_wrongLine_isAnErrorThatNamesLineAndWord() {
    assertWrong("explode base", "'explode'");
    assertWrong("delay base", "milliseconds is missing");
    assertWrong("delay base soon", "'soon'");
    assertWrong("delay base -3", "'-3'");
    assertWrong("delay base 12345678901234567890", "'12345678901234567890'");
    assertWrong("fail base EBOGUS", "'EBOGUS' is no error of a load; choose one of EPERM, ");
    assertWrong("fail base EIO often", "'often'");
    assertWrong("live base abc", "'abc'");
    assertWrong("live base 1 2", "'2' is one word too many");
    assertWrong("delay a/b 1", "'a/b'");
    assertWrong("exit one /bin/up", "'one'");
    assertWrong("exit 1", "the command is missing");
  }

  private void assertWrong(String line, String told) {
    String message = assertThrows(IOException.class, () -> world.script("live base # fine", line)).getMessage();
    assertTrue(message.contains("kernel.script:2: ") && message.contains(told), message);
  }

  @Test
  void script_withoutEnd_isRefused() {
    Path endless = Path.of("/dev/zero");
    String message = assertThrows(IOException.class, () -> Script.read(endless)).getMessage();
    assertTrue(message.contains("/dev/zero is longer than"), message);
  }

  @Test
  void script_modulesThatNoTreeHas_areAccepted() throws IOException {
    SimulatedModules kernel = world.kernel("live nosuch", "fail none ENOMEM 2", "delay nil 0");
    assertEquals(Modules.State.LIVE, kernel.state(SmallWorld.name("nosuch")));
  }

  @Test
  void commands_exit_endsAsTold() throws IOException {
    SimulatedCommands shell = new SimulatedCommands(world.script("exit 3 /bin/up  --all x"));
    assertEquals(3, ((io.hotprobe.module.Commands.End.Exited) shell.run("/bin/up  --all x", Map.of(), Duration.ZERO)).status());
    assertEquals(0, ((io.hotprobe.module.Commands.End.Exited) shell.run("other", Map.of(), Duration.ZERO)).status());
    assertEquals(List.of("/bin/up  --all x", "other"), shell.commands());
  }

  @Test
  void unload_dependencyOfAComingModule_isRefused() throws Exception {
    SimulatedModules kernel = world.kernel("delay top 300");
    kernel.load(file("base"), "");
    CompletableFuture<LoadOutcome> load = CompletableFuture.supplyAsync(() -> kernel.load(file("top"), ""));
    while (kernel.state(SmallWorld.name("top")) != Modules.State.COMING) {
      Thread.onSpinWait();
    }
    assertFalse(unload(kernel, "base"), "the kernel takes the reference before it calls init");
    assertInstanceOf(LoadOutcome.Loaded.class, load.get(10, TimeUnit.SECONDS));
  }

  private static boolean unload(SimulatedModules kernel, String module) {
    return kernel.unload(SmallWorld.name(module), Modules.Force.NONE) instanceof UnloadOutcome.Unloaded;
  }

  @Test
  void unload_permanentModule_isBusyForEver() throws IOException {
    SimulatedModules kernel = world.kernel("permanent base");
    UnloadOutcome outcome = kernel.unload(SmallWorld.name("base"), Modules.Force.FORCED);
    assertEquals(new UnloadOutcome.Failed(SmallWorld.name("base"), Errno.EBUSY.number()), outcome);
    assertTrue(kernel.list().get(0).permanent());
  }
}
