package io.hotprobe.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.journal.Handled;
import io.hotprobe.linux.ShellCommands;
import io.hotprobe.module.Commands.End;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.simulate.FaultyCommands;
import io.hotprobe.simulate.FaultyModules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults behind the ports, each at each call, with devices in between that nothing is wrong with: no event is lost, the service lives, and
 * each outcome names the call, the error, the path and the remedy.
 */
@Timeout(60)
class LoadFaultsTest {

  private static final List<String> CALLS = List.of("finit_module", "init_module", "open", "read", "decompress");

  @TempDir Path root;

  private LoadWorld world;
  private FaultyModules faulty;
  private final FaultyCommands shell = new FaultyCommands();
  private int devices;

  @BeforeEach
  void setUp() {
    world = new LoadWorld(root);
    faulty = new FaultyModules(world.kernel);
    world.modules = faulty;
    world.commands = shell;
    world.tree.module("well").alias("p:well", "well");
  }

  @AfterEach
  void tearDown() {
    world.close();
  }

  private static int[] errnos() {
    return IntStream.concat(IntStream.rangeClosed(1, 133), IntStream.of(512, 517, 524)).toArray();
  }

  private String module(String name) {
    world.tree.module(name).alias("p:" + name, name);
    return name;
  }

  /** A device for each module, and one that is well behind each. */
  private Map<String, LoadOutcome> outcomesOf(List<String> modules) throws Exception {
    for (String module : modules) {
      world.add("/bad/" + module, "p:" + module);
      world.add("/well/" + devices++, "p:well");
    }
    world.journal.awaitHandled(2 * modules.size());
    assertTrue(world.pipeline.settle(LoadWorld.SOON));
    assertEquals(2L * modules.size(), world.pipeline.counters().handled());
    assertEquals(0, world.pipeline.counters().faults(), world.journal.notices().toString());
    Map<String, LoadOutcome> outcomes = new HashMap<>();
    for (Handled handled : world.journal.handled()) {
      LoadOutcome outcome = handled.deeds().outcomes().get(0);
      if (handled.subject().devpath().startsWith("/well/")) {
        assertTrue(outcome.usable(), outcome.text());
      } else {
        outcomes.put(outcome.module().value(), outcome);
      }
    }
    assertEquals(modules.size(), outcomes.size());
    return outcomes;
  }

  @Test
  void load_everyErrnoAtEveryCall_isToldAndNoDeviceIsLost() throws Exception {
    Map<String, String> expected = new HashMap<>();
    for (String call : CALLS) {
      for (int errno : errnos()) {
        String name = module(call + "_" + errno);
        faulty.fails(name, call, errno);
        expected.put(name, "could not load " + name + ": " + call + " " + world.tree.moduleDirectory().resolve("kernel/" + name + ".ko: "));
      }
    }
    world.start();
    Map<String, LoadOutcome> outcomes = outcomesOf(List.copyOf(expected.keySet()));
    expected.forEach((name, start) -> {
      String text = outcomes.get(name).text();
      String errno = name.substring(name.lastIndexOf('_') + 1);
      assertTrue(text.startsWith(start) && text.substring(start.length()).matches(".*errno " + errno + "[)]?; [a-z].*"), text);
    });
    System.out.println("errors at calls of a load: " + expected.size() + ", " + world.pipeline.loads());
  }

  @Test
  void command_everyWayToEnd_isToldAndNoDeviceIsLost() throws Exception {
    Map<String, String> expected = new HashMap<>();
    for (String call : List.of("pipe2", "fcntl", "posix_spawn", "poll", "pidfd_open", "waitid", "read")) {
      for (int errno : errnos()) {
        expect(expected, call + "_" + errno, new End.NotStarted(call, errno), call + " /bin/sh: .*errno " + errno + "[)]?; [a-z].*");
      }
    }
    for (int signal = 1; signal <= 64; signal++) {
      expect(expected, "signal_" + signal, new End.Signalled(signal, "last words"), "ended by signal " + signal + ", output: last words; [a-z].*");
    }
    for (int status = 1; status <= 255; status++) {
      expect(expected, "status_" + status, new End.Exited(status, "why"), "exit status " + status + ", output: why.*");
    }
    expect(expected, "late", new End.TimedOut(Duration.ofSeconds(180), ""), "killed after 180 s; [a-z].*");
    world.start();
    Map<String, LoadOutcome> outcomes = outcomesOf(List.copyOf(expected.keySet()));
    expected.forEach((name, end) -> {
      String text = outcomes.get(name).text();
      String start = "command 'run " + name + "' of " + name + " failed: " + world.tree.configDirectory().resolve(name + ".conf") + ":1: ";
      assertTrue(text.startsWith(start) && text.substring(start.length()).matches("(not started: )?" + end), text);
    });
    assertEquals(List.of("well"), world.kernel.begun(), "nothing was loaded in a command's place");
  }

  private void expect(Map<String, String> expected, String name, End end, String text) throws Exception {
    module(name);
    world.tree.conf(name + ".conf", "install " + name + " run " + name);
    shell.ends("run " + name, end);
    expected.put(name, text);
  }

  @Test
  void port_throwsWhateverItLikes_isToldAndNoDeviceIsLost() throws Exception {
    List<Throwable> thrown = List.of(
        new IllegalStateException("state"), new NullPointerException("null"), new StackOverflowError("deep"), new OutOfMemoryError("heap"),
        new UnsatisfiedLinkError("link"), new java.io.UncheckedIOException(new java.io.IOException("disk")));
    Map<String, String> expected = new HashMap<>();
    for (int i = 0; i < thrown.size(); i++) {
      faulty.throwsAtLoad(module("load_" + i), thrown.get(i));
      faulty.throwsAtState(module("state_" + i), thrown.get(i));
      expected.put("load_" + i, thrown.get(i).getMessage());
      expected.put("state_" + i, thrown.get(i).getMessage());
    }
    world.start();
    Map<String, LoadOutcome> outcomes = outcomesOf(List.copyOf(expected.keySet()));
    expected.forEach((name, message) ->
        assertTrue(outcomes.get(name) instanceof LoadOutcome.Broken && outcomes.get(name).text().contains(message), outcomes.get(name).text()));
  }

  /** A real shell that is killed in the middle of what it does. */
  @Test
  void hook_killed_isToldAndOthersGoOn() throws Exception {
    world.commands = new ShellCommands();
    module("killed");
    world.tree.conf("a.conf", "install killed echo begun; kill -KILL $$; echo never");
    world.start();
    String text = outcomesOf(List.of("killed")).get("killed").text();
    assertTrue(text.contains("a.conf:1: ended by signal 9, output: begun"), text);
  }
}
