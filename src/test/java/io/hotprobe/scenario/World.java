package io.hotprobe.scenario;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.config.ConfigSources;
import io.hotprobe.journal.Handled;
import io.hotprobe.journal.Journal;
import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.ModuleTree;
import io.hotprobe.module.Modules;
import io.hotprobe.pipeline.Pipeline;
import io.hotprobe.pipeline.ShippedRules;
import io.hotprobe.pipeline.ScriptedUevents;
import io.hotprobe.policy.PolicyBook;
import io.hotprobe.policy.PolicyFiles;
import io.hotprobe.policy.SysfsPresence;
import io.hotprobe.resolve.Resolver;
import io.hotprobe.simulate.Script;
import io.hotprobe.simulate.SimulatedCommands;
import io.hotprobe.simulate.SimulatedModules;
import io.hotprobe.sysfs.Sysfs;
import io.hotprobe.uevent.Recording;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One scenario being played: its folder as the machine, the real pipeline over a kernel in memory. */
final class World implements AutoCloseable {

  private static final long SOON_MILLIS = 20_000;

  final Path folder;
  final SimulatedModules kernel;
  final SimulatedCommands commands;
  final KeptJournal journal = new KeptJournal();
  private final Path sysfs;
  private final List<Diagnostic> diagnostics = Collections.synchronizedList(new ArrayList<>());
  private final ScriptedUevents source = new ScriptedUevents();
  private final Pipeline pipeline;
  private long sent;

  /** Keeps what was handled. */
  static final class KeptJournal implements Journal {
    private final List<Handled> handled = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void handled(Handled told) {
      handled.add(told);
    }

    @Override
    public void notice(System.Logger.Level level, String text) {}

    List<Handled> handled() {
      return List.copyOf(handled);
    }
  }

  World(Path folder, Path scratch) throws IOException {
    this.folder = folder;
    this.sysfs = Files.createDirectories(scratch.resolve("sys"));
    Path release = onlyEntry(folder.resolve("lib/modules"));
    Script script = script(folder.resolve("kernel.script"));
    kernel = new SimulatedModules(ModuleTree.open(release, told -> {}), script);
    commands = new SimulatedCommands(script);
    Resolver resolver = Resolver.open(release, ConfigSources.defaults(folder).withModuleDirectory(release), diagnostics::add);
    PolicyBook policy = PolicyBook.open(PolicyFiles.below(folder), diagnostics::add);
    resolver.obey(policy, new SysfsPresence(new Sysfs(sysfs), kernel));
    pipeline = new Pipeline(new Pipeline.Ports(source, sysfs, kernel, commands), resolver, ShippedRules.over(sysfs), journal);
    pipeline.start();
  }

  private static Path onlyEntry(Path directory) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      return entries.iterator().next();
    }
  }

  private static Script script(Path file) throws IOException {
    return Files.exists(file) ? Script.read(file) : Script.empty();
  }

  /** Plays {@code steps.txt}, or what there is: first what is plugged in, then the uevents. */
  void play() throws IOException, InterruptedException {
    if (!Files.exists(folder.resolve("sysfs.txt"))) {
      pipeline.endBoot(Duration.ZERO);
    }
    Path steps = folder.resolve("steps.txt");
    if (Files.exists(steps)) {
      for (String line : Files.readAllLines(steps, StandardCharsets.UTF_8)) {
        if (!line.isBlank() && !line.startsWith("#")) {
          step(line.strip().split("\\s+"));
        }
      }
      return;
    }
    if (Files.exists(folder.resolve("sysfs.txt"))) {
      step(new String[] {"coldplug"});
    }
    if (Files.exists(folder.resolve("uevents.txt"))) {
      step(new String[] {"play", "uevents.txt"});
    }
  }

  private void step(String[] words) throws IOException, InterruptedException {
    switch (words[0]) {
      case "coldplug" -> {
        SysfsText.unpack(folder.resolve(words.length > 1 ? words[1] : "sysfs.txt"), sysfs);
        pass(pipeline::coldplug);
      }
      case "lose" -> {
        SysfsText.unpack(folder.resolve(words[1]), sysfs);
        pass(() -> source.lose(1));
      }
      case "play" -> {
        for (Recording.Message message : Recording.read(folder.resolve(words[1])).messages()) {
          source.send(message.bytes());
          sent++;
        }
      }
      case "unload" -> assertTrue(kernel.unload(new ModuleName(words[1]), Modules.Force.NONE).gone(), words[1] + " cannot be unloaded");
      case "wait" -> TimeUnit.MILLISECONDS.sleep(Long.parseLong(words[1]));
      default -> throw new IllegalArgumentException("not a step: " + String.join(" ", words));
    }
    settle();
    if (words[0].equals("coldplug")) {
      pipeline.endBoot(Duration.ZERO);
    }
  }

  private void pass(Runnable ask) throws IOException, InterruptedException {
    long before = counters().get("coldplugged");
    long devices = SysfsText.devices(sysfs);
    ask.run();
    await(() -> counters().get("coldplugged") >= before + devices, "the pass over sysfs");
  }

  /** Waits until all that was sent is handled. */
  private void settle() throws InterruptedException {
    await(() -> counters().get("received") == sent, "reception");
    await(() -> counters().get("handled") == sent + counters().get("coldplugged"), "that all is handled");
    assertTrue(pipeline.settle(SOON_MILLIS), "not settled");
  }

  private void await(java.util.function.BooleanSupplier condition, String what) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SOON_MILLIS);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "never: " + what + ": " + counters());
      LockSupport.parkNanos(100_000);
    }
  }

  /** The counters by their printed names. */
  Map<String, Long> counters() {
    Map<String, Long> counters = new LinkedHashMap<>();
    for (String pair : pipeline.counters().toString().split(" ")) {
      counters.put(pair.substring(0, pair.indexOf('=')), Long.valueOf(pair.substring(pair.indexOf('=') + 1)));
    }
    return counters;
  }

  /** What was said about the files, the folder's path left out. */
  List<String> diagnostics() {
    return diagnostics.stream().map(told -> told.toString().replace(folder + "/", "")).toList();
  }

  @Override
  public void close() {
    pipeline.close();
  }
}
