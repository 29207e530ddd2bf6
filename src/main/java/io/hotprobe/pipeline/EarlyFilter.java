package io.hotprobe.pipeline;

import io.hotprobe.journal.Journal;
import io.hotprobe.rules.Audience;
import io.hotprobe.rules.Audience.Kind;
import io.hotprobe.rules.Program;
import io.hotprobe.uevent.Action;
import io.hotprobe.uevent.Ignored;
import io.hotprobe.uevent.UeventSource;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Which uevents are left out before they are parsed: those that the operator named, and those of memory and processors, which come by the
 * ten thousand when a machine grows, as long as no rule in force could do something for them. Any thread.
 */
final class EarlyFilter {

  /** What is left out unless a rule is for it, with the properties that the kernel gives it. */
  private static final List<Candidate> CANDIDATES =
      List.of(new Candidate("memory", Set.of()), new Candidate("cpu", Set.of("MODALIAS", "DRIVER")));

  private final Rules rules;
  private final UeventSource source;
  private final Journal journal;
  private final Runnable loosened;
  private Ignored named = Ignored.NOTHING;
  private boolean derives = true;
  private String text = "";
  private volatile Ignored ignored = Ignored.NOTHING;

  /** Devices of the bus {@code system}. */
  private record Candidate(String subsystem, Set<String> properties) {

    List<Kind> kinds() {
      return Arrays.stream(Action.values())
          .filter(action -> action != Action.OTHER)
          .map(action -> new Kind(action.name().toLowerCase(Locale.ROOT), subsystem, properties))
          .toList();
    }
  }

  /** @param loosened is run when something is no longer left out */
  EarlyFilter(Rules rules, UeventSource source, Journal journal, Runnable loosened) {
    this.rules = rules;
    this.source = source;
    this.journal = journal;
    this.loosened = loosened;
  }

  /**
   * Leaves out what was named, whatever the rules say.
   *
   * @param derived whether what no rule is for is left out, too
   */
  synchronized void name(Ignored these, boolean derived) {
    named = these;
    derives = derived;
  }

  /** Looks at the rules in force, for the first time. */
  synchronized void begin() {
    apply();
  }

  /** Looks at the rules in force, which have changed, and tells what that changes here. */
  synchronized void refresh() {
    Ignored before = ignored;
    if (!apply()) {
      return;
    }
    journal.notice(Level.INFO, text.isEmpty() ? "uevents of memory and cpu are no longer left out" : "left out: " + text);
    if (!ignored.includes(before)) {
      loosened.run();
    }
  }

  private boolean apply() {
    StringJoiner told = new StringJoiner(", ");
    Ignored now = derives && !rules.work().isForEveryEvent() ? named.with(derived(told)) : named;
    if (now.equals(ignored)) {
      return false;
    }
    ignored = now;
    boolean byTheSource = source.leaveOut(now);
    text = told.length() == 0 ? "" : "uevents of " + told + (byTheSource ? ", by the kernel" : "") + ": no rule could do something for them";
    return true;
  }

  /** What is left out because no rule could do something for it, as a clause; empty when that is nothing. */
  synchronized String text() {
    return text;
  }

  private Ignored derived(StringJoiner told) {
    Program program = rules.book().program();
    Ignored all = Ignored.NOTHING;
    for (Candidate candidate : CANDIDATES) {
      List<String> wanted = new ArrayList<>();
      List<Kind> kinds = candidate.kinds();
      for (Kind kind : kinds) {
        if (Audience.isIn(program, kind, kinds)) {
          wanted.add(kind.action());
        } else {
          all = all.with(Ignored.system(Action.valueOf(kind.action().toUpperCase(Locale.ROOT)), candidate.subsystem()));
        }
      }
      if (wanted.size() < kinds.size()) {
        told.add(candidate.subsystem() + (wanted.isEmpty() ? "" : " (but not " + String.join(", ", wanted) + ")"));
      }
    }
    return all;
  }

  /** Whether a message is to be left out. */
  boolean covers(ByteBuffer message) {
    return ignored.covers(message);
  }
}
