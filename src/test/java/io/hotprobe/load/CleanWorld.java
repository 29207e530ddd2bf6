package io.hotprobe.load;

import io.hotprobe.module.Commands;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules;
import io.hotprobe.simulate.SimulatedModules;
import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A machine for autoclean: a module tree, a sysfs with modules and drivers, a record, and a shell that remembers. */
final class CleanWorld {

  final Path root;
  final SmallWorld world;
  final LoadedModules record;
  final List<String> ran = new ArrayList<>();

  /** A shell whose commands that begin with "bad" fail. */
  final Commands shell = (command, environment, limit) -> {
    ran.add(command);
    return new Commands.End.Exited(command.startsWith("bad") ? 1 : 0, "");
  };

  CleanWorld(Path root) {
    this.root = root;
    this.world = new SmallWorld(root);
    this.record = new LoadedModules(root.resolve("run/hotprobe"), root.resolve("sys"));
  }

  /** The module is live in sysfs, a new instance each time. */
  CleanWorld inSysfs(String... modules) throws IOException {
    for (String module : modules) {
      Path directory = root.resolve("sys/module").resolve(module);
      if (Files.exists(directory)) {
        Files.move(directory, root.resolve("gone-" + System.nanoTime()));
      }
      Files.createDirectories(directory);
    }
    return this;
  }

  /** Hotprobe loads modules for a device. */
  CleanWorld loaded(String cause, String... modules) throws IOException {
    inSysfs(modules);
    List<LoadOutcome> outcomes = new ArrayList<>();
    for (String module : modules) {
      outcomes.add(new LoadOutcome.Loaded(new ModuleName(module), 1));
    }
    record.add(outcomes, cause);
    return this;
  }

  /** Binds a device to a driver of a module; returns the link of the device. */
  Path bind(String module, String device) throws IOException {
    Path driver = Files.createDirectories(root.resolve("sys/bus/usb/drivers/" + module));
    Path drivers = Files.createDirectories(root.resolve("sys/module/" + module + "/drivers"));
    if (!Files.exists(drivers.resolve("usb:" + module))) {
      Files.createSymbolicLink(drivers.resolve("usb:" + module), Path.of("../../../bus/usb/drivers/" + module));
      Files.createSymbolicLink(driver.resolve("module"), Path.of("../../../../module/" + module));
    }
    return Files.createSymbolicLink(driver.resolve(device), Path.of("../../../../devices/" + device));
  }

  Autoclean autoclean(Modules kernel) throws IOException {
    return new Autoclean(kernel, shell, world.resolver(), record);
  }

  /** A pass over a kernel in which these lines of a script hold; what it told, without times. */
  List<String> pass(String... script) throws IOException {
    return pass(world.kernel(script));
  }

  List<String> pass(SimulatedModules kernel) throws IOException {
    return pass(kernel, () -> true);
  }

  List<String> pass(Modules kernel, BooleanSupplier quiet) throws IOException {
    List<String> told = new ArrayList<>();
    autoclean(kernel).pass(quiet, outcome -> told.add(text(outcome)));
    return told;
  }

  List<String> rehearse(Modules kernel) throws IOException {
    List<String> told = new ArrayList<>();
    autoclean(kernel).rehearse(outcome -> told.add(text(outcome)));
    return told;
  }

  private static String text(CleanOutcome outcome) {
    return outcome.text().replaceAll(" in [0-9.]+ (us|ms|s)", "");
  }

  static List<String> live(SimulatedModules kernel) {
    return kernel.list().stream().map(module -> module.name().value()).sorted().toList();
  }

  List<String> recorded() throws IOException {
    return record.read().stream().map(note -> note.module().value()).toList();
  }

  List<String> idle() throws IOException {
    return record.beside("idle").read().stream().map(note -> note.module().value()).toList();
  }
}
