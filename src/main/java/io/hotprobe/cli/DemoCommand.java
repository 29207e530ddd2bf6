package io.hotprobe.cli;

import io.hotprobe.config.ConfigSources;
import io.hotprobe.module.ModuleTree;
import io.hotprobe.nodes.Bystander;
import io.hotprobe.pipeline.Pipeline;
import io.hotprobe.pipeline.Rules;
import io.hotprobe.resolve.Resolver;
import io.hotprobe.rules.AccountFiles;
import io.hotprobe.rules.Builtins;
import io.hotprobe.rules.Database;
import io.hotprobe.rules.Host;
import io.hotprobe.rules.HostFacts;
import io.hotprobe.rules.Outside;
import io.hotprobe.rules.RuleBook;
import io.hotprobe.rules.RuleFiles;
import io.hotprobe.rules.Surroundings;
import io.hotprobe.simulate.Script;
import io.hotprobe.simulate.SimulatedCommands;
import io.hotprobe.simulate.SimulatedModules;
import io.hotprobe.sysfs.Sysfs;
import io.hotprobe.uevent.RecordedUevents;
import io.hotprobe.uevent.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hotprobe demo}: the whole way of an event, without a device and without touching the machine. */
@Command(
    name = "demo",
    description = {
      "Replays a recording of devices being plugged into a Debian guest through the real pipeline, into a kernel in memory.",
      "Shows each device, the modules chosen for it in the order they were loaded, and the time it took."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Exit codes: 0 every device was handled, 1 it could not run, 2 the command line is wrong."})
final class DemoCommand implements Callable<Integer> {

  /** The release whose index files the demo has. */
  static final String RELEASE = "6.1.0-56-amd64";
  private static final long SETTLE_MILLIS = 10_000;

  @Option(names = "--speed", paramLabel = "N", description = "How many times faster than recorded; 0 without waiting (default: 20).")
  private double speed = 20;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!(speed >= 0)) {
      throw new UsageException("--speed takes a number of 0 or greater, not " + speed);
    }
    Path demo = home().resolve("share/demo");
    Path modules = demo.resolve("lib/modules").resolve(RELEASE);
    ConfigSources config = new ConfigSources(List.of(), Optional.of(modules), Optional.empty());
    Resolver resolver = Resolver.open(modules, config, Diagnostics::tell);
    Script script = Script.read(demo.resolve("demo.script"));
    SimulatedModules kernel =
        new SimulatedModules(ModuleTree.open(modules, Diagnostics::tell), script);
    RecordedUevents uevents = new RecordedUevents(Recording.read(demo.resolve("hotplug.uevents")), speed);
    DemoView view = new DemoView(System.out, DemoView.isLive());
    Pipeline.Ports ports =
        new Pipeline.Ports(uevents, demo.resolve("sys"), kernel, new SimulatedCommands(script));
    try (Pipeline pipeline = new Pipeline(ports, resolver, rules(demo.resolve("sys")), view)) {
      pipeline.start();
      pipeline.awaitEnd();
      boolean settled = pipeline.settle(SETTLE_MILLIS);
      view.end(pipeline.counters());
      return settled ? 0 : 1;
    }
  }

  /** The drivers' rules as they are installed; nothing is asked of this machine. */
  private static Rules rules(Path sysfs) throws IOException {
    Host host = HostFacts.of(sysfs.getParent(), sysfs, AccountFiles.read(sysfs.resolve("none")));
    RuleBook book = RuleBook.open(new RuleFiles(List.of(home().resolve("share/rules.d"))), host, finding -> { });
    Surroundings surroundings =
        new Surroundings(new Sysfs(sysfs), host, Database.EMPTY, new Builtins(Map.of(), notice -> { }), Outside.UNTOUCHED);
    return new Rules(book, surroundings, new Bystander(false), Rules.LIMIT);
  }

  private static Path home() throws IOException {
    String home = System.getProperty("hotprobe.home");
    if (home == null || !Files.isDirectory(Path.of(home, "share/demo"))) {
      throw new IOException("the demo's files are not beside the program; start it as bin/hotprobe of an installation");
    }
    return Path.of(home);
  }
}
