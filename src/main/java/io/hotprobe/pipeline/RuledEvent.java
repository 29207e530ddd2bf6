package io.hotprobe.pipeline;

import io.hotprobe.journal.Handled.Deeds;
import io.hotprobe.journal.Journal;
import io.hotprobe.nodes.Processed;
import io.hotprobe.rules.Builtins;
import io.hotprobe.rules.Evaluator;
import io.hotprobe.rules.Explanation;
import io.hotprobe.rules.ProgramRun;
import io.hotprobe.rules.RuleCommands;
import io.hotprobe.rules.Ruling;
import io.hotprobe.rules.RunCommand;
import io.hotprobe.rules.Surroundings;
import io.hotprobe.sysfs.Device;
import io.hotprobe.sysfs.DeviceId;
import io.hotprobe.uevent.Action;
import io.hotprobe.uevent.Key;
import io.hotprobe.uevent.Uevent;
import io.hotprobe.uevent.UeventParser;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The work of one event by the rules, in the order udev does it: evaluation, node work, RUN list, announcement. Single use, confined to
 * one thread, which it blocks.
 */
final class RuledEvent {

  private final Rules rules;
  private final Evaluator evaluator;
  private final ModuleRequests modules;
  private final Journal journal;
  private final Uevent uevent = new Uevent();
  private final List<ProgramRun> programs = new ArrayList<>();
  private final RuleCommands commands;
  private final Builtins builtins;
  private final long deadlineNanos;

  RuledEvent(Rules rules, ModuleRequests modules, Journal journal) {
    this.rules = rules;
    this.modules = modules;
    this.journal = journal;
    Surroundings surroundings = rules.surroundings();
    this.builtins = surroundings.builtins().with("kmod", modules);
    this.evaluator = new Evaluator(rules.book().program(), surroundings.with(builtins));
    this.commands = new RuleCommands(surroundings.host(), surroundings.outside());
    this.deadlineNanos = System.nanoTime() + rules.limit().toNanos();
  }

  /** Does all of it. What is thrown on the way ends the event, and listeners are told that it failed. */
  Deeds handle(byte[] message, EventRules.Round round) {
    UeventParser.parse(message, 0, message.length, uevent);
    modules.of(uevent);
    Device device = rules.surroundings().sysfs().device(uevent.text(uevent.devpath()));
    String id = DeviceId.of(device.devpath(), key -> uevent.text(Key.of(key)));
    Processed processed = null;
    try {
      if (id != null) {
        rules.work().begin(id);
      }
      Ruling ruling = evaluator.evaluate(uevent, deadlineNanos, Explanation.NONE);
      processed = uevent.action() == Action.REMOVE ? rules.work().remove(ruling) : rules.work().apply(ruling);
      processed.problems().forEach(problem -> journal.notice(Level.WARNING, problem.toString()));
      for (RunCommand command : ruling.run()) {
        run(command, device, round, processed.properties());
      }
      announce(processed);
      return new Deeds(modules.resolutions(), modules.outcomes(), Optional.of(ruling), programs);
    } catch (RuntimeException | Error fault) {
      announce((processed == null ? untouched(id) : processed).with("UDEV_WORKER_FAILED", "1"));
      throw fault;
    }
  }

  /** The event as the kernel sent it. */
  private Processed untouched(String id) {
    Map<String, String> properties = new LinkedHashMap<>();
    for (int i = 0; i < uevent.count(); i++) {
      properties.put(uevent.name(i), uevent.text(i));
    }
    properties.values().removeIf(String::isEmpty);
    properties.computeIfPresent("DEVNAME", (key, name) -> name.startsWith("/") ? name : "/dev/" + name);
    return new Processed(id == null ? "" : id, properties, Set.of(), List.of());
  }

  private void announce(Processed processed) {
    rules.work().announce(processed).ifPresent(problem -> journal.notice(Level.WARNING, problem.toString()));
  }

  private void run(RunCommand command, Device device, EventRules.Round round, Map<String, String> properties) {
    if (command.type() == RunCommand.Type.BUILTIN) {
      builtins.run(command.command(), device, uevent.action(), properties::get);
    } else if (round == EventRules.Round.FIRST) {
      programs.add(commands.run(command, properties, deadlineNanos));
    }
  }
}
