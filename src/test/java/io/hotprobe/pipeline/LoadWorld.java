package io.hotprobe.pipeline;

import io.hotprobe.journal.Journal;
import io.hotprobe.module.Commands;
import io.hotprobe.module.Modules;
import io.hotprobe.nodes.Bystander;
import io.hotprobe.resolve.Resolver;
import io.hotprobe.simulate.GatedModules;
import io.hotprobe.simulate.Script;
import io.hotprobe.simulate.SimulatedCommands;
import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A running pipeline over a small module tree, a sysfs of files and a kernel that does as told. */
final class LoadWorld implements AutoCloseable {

  static final long SOON = 15_000;

  final SmallWorld tree;
  final FakeSysfs sysfs;
  final ScriptedUevents source = new ScriptedUevents();
  final GatedModules kernel = new GatedModules();
  final KeptJournal journal = new KeptJournal();
  Modules modules = kernel;
  Commands commands = new SimulatedCommands(Script.empty());
  Resolver resolver;
  Pipeline pipeline;
  boolean forEveryEvent;

  LoadWorld(Path root) {
    sysfs = new FakeSysfs(root.resolve("sys"));
    tree = new SmallWorld(root.resolve("world"));
  }

  LoadWorld start() throws IOException {
    return start(journal);
  }

  LoadWorld start(Journal told) throws IOException {
    resolver = tree.write().resolver();
    Pipeline.Ports ports = new Pipeline.Ports(source, sysfs.root, modules, commands);
    Rules shipped = ShippedRules.over(sysfs.root);
    Rules rules = forEveryEvent ? new Rules(shipped.book(), shipped.surroundings(), new Bystander(true), shipped.limit()) : shipped;
    pipeline = new Pipeline(ports, resolver, rules, told);
    pipeline.start();
    return this;
  }

  void add(String devpath, String modalias) {
    source.send(Messages.add(devpath, modalias));
  }

  /** {@code count} devices of one modalias, all in one go. */
  void addMany(int count, String modalias) {
    byte[][] messages = new byte[count][];
    for (int i = 0; i < count; i++) {
      messages[i] = Messages.add("/devices/system/cpu/cpu" + i, modalias);
    }
    source.send(messages);
  }

  static void await(BooleanSupplier condition, String what) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SOON);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("never: " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void close() {
    if (pipeline != null) {
      pipeline.close();
    }
  }
}
