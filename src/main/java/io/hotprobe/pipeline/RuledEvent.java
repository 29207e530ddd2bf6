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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The work of one event by the rules, in the order udev does it: evaluation, node work, RUN list, announcement. Single use, confined to
 * one thread at a time, which it blocks, but not for loads of the RUN list: what comes after one is done on another thread.
 */
final class RuledEvent {

  private final Rules rules;
  private final Evaluator evaluator;
  private final ModuleRequests modules;
  private final Journal journal;
  private final Executor workers;
  private final Uevent uevent = new Uevent();
  private final List<ProgramRun> programs = new ArrayList<>();
  private final RuleCommands commands;
  private final Builtins builtins;
  private final long deadlineNanos;
  private EventRules.Round round;
  private Device device;
  private Ruling ruling;
  private Processed processed;

  /** @param workers does what comes after a load */
  RuledEvent(Rules rules, ModuleRequests modules, Journal journal, Executor workers) {
    this.workers = workers;
    this.rules = rules;
    this.modules = modules;
    this.journal = journal;
    Surroundings surroundings = rules.surroundings();
    this.builtins = surroundings.builtins().with("kmod", modules::begin);
    this.evaluator = new Evaluator(rules.book().program(), surroundings.with(surroundings.builtins().with("kmod", modules)));
    this.commands = new RuleCommands(surroundings.host(), surroundings.outside());
    this.deadlineNanos = System.nanoTime() + rules.limit().toNanos();
  }

  /** Does all of it. What is thrown on the way ends the event, and listeners are told that it failed. */
  CompletableFuture<Deeds> handle(byte[] message, EventRules.Round which) {
    UeventParser.parse(message, 0, message.length, uevent);
    modules.of(uevent);
    round = which;
    device = rules.surroundings().sysfs().device(uevent.text(uevent.devpath()));
    String id = DeviceId.of(device.devpath(), key -> uevent.text(Key.of(key)));
    try {
      if (id != null) {
        rules.work().begin(id);
      }
      ruling = evaluator.evaluate(uevent, deadlineNanos, Explanation.NONE);
      processed = uevent.action() == Action.REMOVE ? rules.work().remove(ruling) : rules.work().apply(ruling);
      processed.problems().forEach(problem -> journal.notice(Level.WARNING, problem.toString()));
    } catch (RuntimeException | Error fault) {
      announceFailed(processed == null ? untouched(id) : processed);
      throw fault;
    }
    return goOn(0);
  }

  /** Does the RUN list from a place in it to its end, and what comes then. */
  private CompletableFuture<Deeds> goOn(int place) {
    try {
      for (int next = place; next < ruling.run().size(); next++) {
        run(ruling.run().get(next));
        if (!modules.loads().isDone()) {
          int rest = next + 1;
          return modules.loads().thenComposeAsync(loaded -> goOn(rest), workers);
        }
      }
      announce(processed);
      return CompletableFuture.completedFuture(new Deeds(modules.resolutions(), modules.outcomes(), Optional.of(ruling), programs));
    } catch (RuntimeException | Error fault) {
      announceFailed(processed);
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

  private void announceFailed(Processed what) {
    announce(what.with("UDEV_WORKER_FAILED", "1"));
  }

  private void announce(Processed what) {
    rules.work().announce(what).ifPresent(problem -> journal.notice(Level.WARNING, problem.toString()));
  }

  private void run(RunCommand command) {
    if (command.type() == RunCommand.Type.BUILTIN) {
      builtins.run(command.command(), device, uevent.action(), processed.properties()::get);
    } else if (round == EventRules.Round.FIRST) {
      programs.add(commands.run(command, processed.properties(), deadlineNanos));
    }
  }
}
