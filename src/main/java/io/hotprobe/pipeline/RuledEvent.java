package io.hotprobe.pipeline;

import io.hotprobe.journal.Handled.Deeds;
import io.hotprobe.journal.Journal;
import io.hotprobe.nodes.Processed;
import io.hotprobe.rules.Builtin;
import io.hotprobe.rules.Evaluator;
import io.hotprobe.rules.Explanation;
import io.hotprobe.rules.ProgramRun;
import io.hotprobe.rules.Ruling;
import io.hotprobe.rules.RunCommand;
import io.hotprobe.sysfs.Device;
import io.hotprobe.uevent.Action;
import io.hotprobe.uevent.Uevent;
import io.hotprobe.uevent.UeventParser;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
  private final long deadlineNanos;

  RuledEvent(Rules rules, Evaluator evaluator, ModuleRequests modules, Journal journal) {
    this.rules = rules;
    this.evaluator = evaluator;
    this.modules = modules;
    this.journal = journal;
    this.deadlineNanos = System.nanoTime() + rules.limit().toNanos();
  }

  /** Does all of it. */
  Deeds handle(byte[] message, EventRules.Round round) {
    UeventParser.parse(message, 0, message.length, uevent);
    Ruling ruling = evaluator.evaluate(uevent, deadlineNanos, Explanation.NONE);
    Processed processed = uevent.action() == Action.REMOVE ? rules.work().remove(ruling) : rules.work().apply(ruling);
    processed.problems().forEach(problem -> journal.notice(Level.WARNING, problem.toString()));
    for (RunCommand command : ruling.run()) {
      run(command, round, processed.properties());
    }
    rules.work().announce(processed).ifPresent(problem -> journal.notice(Level.WARNING, problem.toString()));
    return new Deeds(modules.resolutions(), modules.outcomes(), Optional.of(ruling), programs);
  }

  private void run(RunCommand command, EventRules.Round round, Map<String, String> properties) {
    if (command.type() == RunCommand.Type.BUILTIN) {
      builtins.run(command.command(), call(properties));
    } else if (round == EventRules.Round.FIRST) {
      programs.add(runner.run(command, properties, deadlineNanos));
    }
  }
}
