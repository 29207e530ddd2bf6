package io.hotprobe.pipeline;

import io.hotprobe.module.ModuleTree;
import io.hotprobe.module.Programs;
import io.hotprobe.nodes.Bystander;
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
import io.hotprobe.simulate.SmallWorld;
import io.hotprobe.sysfs.Sysfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What the simulations of one thread have in common, since to make it costs more than to run one: files, tables, rules. */
final class SimulatedHost {

  private static final List<String> HOOK = List.of("ENV{KIND}==\"ruled\", RUN{program}+=\"/hook\"");
  private static final List<String> TWO_HOOKS = List.of("ENV{KIND}==\"ruled\", RUN{program}+=\"/hook\", RUN{program}+=\"/other\"");

  final SimulatedMachine machine;
  final Resolver resolver;
  final ModuleTree tree;
  final Rules rules;
  final Deque<Fiber> idle = Fiber.none();
  private final Path ruleFile;
  private boolean changed;

  /** Runs the programs of rules. */
  Function<Programs.Invocation, Programs.End> programs = invocation -> new Programs.End.NotRun();

  SimulatedHost(Path root) throws IOException {
    machine = new SimulatedMachine(root.resolve("sys"));
    SmallWorld world =
        new SmallWorld(root.resolve("world")).module("base").module("one", "base").module("two", "base").module("three").module("off")
            .alias("p:one", "one").alias("p:two", "two").alias("p:three", "three").alias("p:both", "three").alias("p:both", "one")
            .alias("p:off", "off").softdep("three pre: base");
    resolver = world.conf("off.conf", "blacklist off").write().resolver();
    tree = ModuleTree.open(world.moduleDirectory(), diagnostic -> {});
    ruleFile = Files.createDirectories(root.resolve("rules")).resolve("90-simulated.rules");
    Files.write(ruleFile, HOOK);
    Host host = HostFacts.of(machine.sysfs, machine.sysfs, AccountFiles.read(machine.sysfs));
    RuleBook book = RuleBook.open(new RuleFiles(List.of(ruleFile.getParent(), Path.of("rules").toAbsolutePath())), host, finding -> {
      throw new AssertionError(finding.toString());
    });
    Outside outside = new Outside() {
      @Override
      public Programs.End run(Programs.Invocation invocation) {
        return programs.apply(invocation);
      }

      @Override
      public void write(Path file, String value) {}
    };
    Surroundings surroundings =
        new Surroundings(new Sysfs(machine.sysfs), host, Database.EMPTY, new Builtins(Map.of(), notice -> {}), outside);
    rules = new Rules(book, surroundings, new Bystander(false), Rules.LIMIT);
  }

  /** Other rules, which do the same and more, or those from before. */
  void changeRules() {
    try {
      changed = !changed;
      Files.write(ruleFile, changed ? TWO_HOOKS : HOOK);
      rules.book().refresh();
    } catch (IOException full) {
      throw new java.io.UncheckedIOException(full);
    }
  }

  /** The rules of the beginning. */
  void resetRules() {
    if (changed) {
      changeRules();
    }
  }
}
