package io.hotprobe.journal;

import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.Programs.End;
import io.hotprobe.resolve.Decision;
import io.hotprobe.resolve.LoadPlan;
import io.hotprobe.resolve.Match;
import io.hotprobe.resolve.Resolution;
import io.hotprobe.rules.ProgramRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One entry of the history. All text is Unicode, and cut at {@link #LONGEST_TEXT}. */
public sealed interface HistoryRecord {

  /** Characters that are kept of each text. */
  int LONGEST_TEXT = 1024;

  /** Modules, denials and programs that are kept of one event. */
  int MOST_ENTRIES = 64;

  /** When it was over, by the wall clock. */
  Instant when();

  /**
   * An event and what came of it.
   *
   * @param waitedMicros from the message to its turn
   * @param tookMicros from its turn to the end
   */
  record Event(
      Instant when,
      Subject subject,
      List<Module> modules,
      List<Denial> denials,
      List<Program> programs,
      long waitedMicros,
      long tookMicros)
      implements HistoryRecord {

    public Event {
      modules = List.copyOf(modules);
      denials = List.copyOf(denials);
      programs = List.copyOf(programs);
    }
  }

  /** Something the operator should know. */
  record Notice(Instant when, String level, String text) implements HistoryRecord {}

  /** So many records found no place, in the queue or in the file, since the one before. */
  record Missing(Instant when, long count) implements HistoryRecord {}

  /**
   * A module's turn.
   *
   * @param why it was to be loaded; may be empty
   * @param how as in {@code insmod FILE OPTIONS}; empty when nothing was handed to the kernel
   * @param outcome one word: {@code loaded}, {@code already-live}, {@code failed}, ...
   * @param errno 0 when no call failed
   * @param text the outcome in words
   */
  record Module(String name, String why, String how, String outcome, int errno, String text) {}

  /** A module that was not to be loaded, and by what; {@code by} may be empty. */
  record Denial(String module, String by) {}

  /**
   * A program that a rule had run.
   *
   * @param text which line asked for it, how it ended, and what it wrote when it failed
   */
  record Program(boolean succeeded, String text, long tookMicros) {}

  /** What is kept of an event. */
  static Event of(Handled handled, Instant when) {
    Handled.Deeds deeds = handled.deeds();
    Times times = handled.times();
    return new Event(
        when,
        subject(handled.subject()),
        deeds.outcomes().stream().limit(MOST_ENTRIES).map(outcome -> module(outcome, deeds.resolutions())).toList(),
        denials(deeds.resolutions()),
        Stream.concat(failedQuestions(deeds), deeds.programs().stream()).limit(MOST_ENTRIES).map(HistoryRecord::program).toList(),
        Math.max(0, times.startedNanos() - times.receivedNanos()) / 1000,
        Math.max(0, times.endedNanos() - times.startedNanos()) / 1000);
  }

  /**
   * Whether anything came of it that is worth a record: not when all there was to load is builtin, nor when a {@code change} only had the
   * device's node and database entry looked after, of which some devices send several a second.
   */
  static boolean isWorthIt(Handled handled) {
    Handled.Deeds deeds = handled.deeds();
    boolean cared = deeds.ruling().isPresent() && !handled.subject().action().equals("change");
    boolean acted = !deeds.outcomes().isEmpty() || !deeds.programs().isEmpty() || deeds.denied() > 0;
    return acted || cared || failedQuestions(deeds).findAny().isPresent();
  }

  private static Subject subject(Subject raw) {
    return new Subject(
        raw.seqnum(), text(raw.action()), text(raw.devpath()), text(raw.oldDevpath()), text(raw.subsystem()), text(raw.modalias()));
  }

  private static Module module(LoadOutcome outcome, List<Resolution> resolutions) {
    Optional<LoadPlan.Step> step = step(outcome, resolutions);
    String word = outcome.getClass().getSimpleName().replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    boolean tried = !(outcome instanceof LoadOutcome.AlreadyLive || outcome instanceof LoadOutcome.Builtin);
    return new Module(
        text(outcome.module().value()),
        step.map(each -> text(each.reason().text() + said(outcome, resolutions))).orElse(""),
        tried ? step.map(each -> text(each.line().strip())).orElse("") : "",
        word,
        outcome instanceof LoadOutcome.Failed failed ? failed.errno() : 0,
        text(outcome.text()));
  }

  /** What the policy said of a module that it let in; empty when it said nothing. */
  private static String said(LoadOutcome outcome, List<Resolution> resolutions) {
    return resolutions.stream()
        .flatMap(resolution -> resolution.decisions().stream())
        .filter(decision -> decision.loser().equals(outcome.module()) && !decision.refuses())
        .map(decision -> "; " + decision.text())
        .distinct()
        .collect(Collectors.joining());
  }

  private static Optional<LoadPlan.Step> step(LoadOutcome outcome, List<Resolution> resolutions) {
    return resolutions.stream()
        .filter(LoadPlan.class::isInstance)
        .flatMap(plan -> ((LoadPlan) plan).steps().stream())
        .filter(step -> step.module().equals(outcome.module()))
        .findFirst();
  }

  private static List<Denial> denials(List<Resolution> resolutions) {
    List<Denial> denials = new ArrayList<>();
    for (Resolution resolution : resolutions) {
      if (resolution instanceof Resolution.Denied denied) {
        denied.matches().stream().limit(MOST_ENTRIES).filter(Match::isBlacklisted)
            .forEach(match -> denials.add(new Denial(text(match.module().value()), text(match.blacklist().get().toString()))));
      }
      resolution.decisions().stream().filter(Decision::refuses).limit(MOST_ENTRIES)
          .forEach(decision -> denials.add(new Denial(text(decision.loser().value()), text(decision.by()))));
    }
    return denials.subList(0, Math.min(denials.size(), MOST_ENTRIES));
  }

  /** Programs that rules asked something and that gave no answer. */
  private static Stream<ProgramRun> failedQuestions(Handled.Deeds deeds) {
    return deeds.ruling().stream()
        .flatMap(ruling -> ruling.programs().stream())
        .filter(run -> !(run.end() instanceof End.Exited || run.end() instanceof End.NotRun));
  }

  private static Program program(ProgramRun run) {
    return new Program(run.end().succeeded(), text(run.text()), run.nanos() / 1000);
  }

  /** Text of one char a byte as it is kept. */
  static String text(String raw) {
    return Printable.unicode(raw.length() <= LONGEST_TEXT ? raw : raw.substring(0, LONGEST_TEXT) + "...");
  }
}
