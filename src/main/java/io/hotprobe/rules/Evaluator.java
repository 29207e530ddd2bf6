package io.hotprobe.rules;

import io.hotprobe.sysfs.Device;
import io.hotprobe.uevent.Uevent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides by a program's rules what is to be done for an event. Programs are run and attributes written while the lines are
 * evaluated; what comes after (nodes, links, RUN) is only said. Safe for any thread; one costs nothing to make.
 */
public final class Evaluator {

  private final Program program;
  private final Surroundings surroundings;

  public Evaluator(Program program, Surroundings surroundings) {
    this.program = program;
    this.surroundings = surroundings;
  }

  /**
   * Evaluates every line.
   *
   * @param uevent read during the call only
   * @param deadlineNanos by {@link System#nanoTime}: programs are killed then
   */
  public Ruling evaluate(Uevent uevent, long deadlineNanos, Explanation explanation) {
    Event event = new Event(uevent, surroundings);
    new Pass(event, deadlineNanos, explanation).walk();
    return event.ruling();
  }

  /** The walk of one event. */
  private final class Pass extends Walk {

    private final Event event;
    private final Attempts attempts;
    private final Assignments assignments;
    private final Explanation explanation;
    private final boolean explained;
    private final Set<String> changed = new LinkedHashSet<>();
    private RuleLine line;

    Pass(Event event, long deadlineNanos, Explanation explanation) {
      super(event, program.course());
      this.event = event;
      this.attempts = new Attempts(event, surroundings, deadlineNanos);
      this.assignments = new Assignments(event, surroundings.outside());
      this.explanation = explanation;
      this.explained = explanation != Explanation.NONE;
      event.onChange(this::forget);
    }

    private void forget(String property) {
      if (explained) {
        changed.add(property);
      }
      Course.Name name = course().name(property);
      if (name != null) {
        forget(name);
      }
    }

    @Override
    void begin(RuleLine next) {
      line = next;
      event.escape(Event.Escape.UNSET);
      if (explained) {
        explanation.line(line);
      }
    }

    @Override
    boolean isThorough() {
      return explained;
    }

    @Override
    boolean knows(Check check) {
      return true;
    }

    @Override
    boolean knows(ParentChecks parents) {
      return true;
    }

    @Override
    void decided(Check check, boolean held) {
      if (explained) {
        explanation.match(written(check), check.shown(event), null, held);
      }
    }

    @Override
    void decided(ParentChecks parents, boolean held) {
      if (!explained) {
        return;
      }
      int furthest = held ? parents.checks().size() : furthest(parents);
      for (Check check : parents.checks().subList(0, furthest)) {
        String value = held ? check.shown(event, event.chosen()) : values(check);
        explanation.match(written(check), value, held ? event.chosen().devpath() : null, true);
      }
      if (!held) {
        Check failed = parents.checks().get(furthest);
        explanation.match(written(failed), values(failed), null, false);
      }
    }

    /** The index of the match that no device got beyond. */
    private int furthest(ParentChecks parents) {
      int furthest = 0;
      for (Device candidate = event.device(); candidate != null; candidate = candidate.parent()) {
        furthest = Math.max(furthest, parents.firstFailing(event, candidate));
      }
      return furthest;
    }

    /** What there was to compare, from the device upwards. */
    private String values(Check check) {
      List<String> values = new ArrayList<>();
      for (Device candidate = event.device(); candidate != null; candidate = candidate.parent()) {
        String value = check.shown(event, candidate);
        if (value != null && !value.isEmpty()) {
          values.add(value);
        }
      }
      return values.isEmpty() ? null : String.join(" ", values);
    }

    /** The token of this line that an equal check stands for. */
    private Token written(Check check) {
      return line.tokens().stream().filter(check::standsFor).findFirst().orElse(check.token());
    }

    @Override
    Answer act(Deed deed) {
      Token token = deed.token();
      if (token instanceof Token.Attempt attempt) {
        return attempt(attempt);
      }
      Assignments.Outcome outcome = assignments.of(token, line);
      if (explained) {
        explanation.assignment(token, outcome.value(), outcome.refusal());
      }
      return Answer.HELD;
    }

    private Answer attempt(Token.Attempt token) {
      int programs = event.programs().size();
      changed.clear();
      Attempts.Outcome outcome = attempts.of(token, line);
      if (explained) {
        explanation.match(token, outcome.value(), null, outcome.held());
        explain(token, event.programs().subList(programs, event.programs().size()));
      }
      if (outcome.problem() != null) {
        explanation.problem(line, outcome.problem());
      }
      return outcome.held() ? Answer.HELD : Answer.FAILED;
    }

    /** What came of a match besides that it held. */
    private void explain(Token.Attempt token, List<ProgramRun> programs) {
      programs.forEach(run -> explanation.ran(token, run));
      if (token.kind() == TokenKind.IMPORT_BUILTIN && !surroundings.builtins().works(token.detail())) {
        explanation.unavailable(token);
      }
      if (!changed.isEmpty()) {
        Map<String, String> properties = new LinkedHashMap<>();
        changed.forEach(name -> properties.put(name, event.property(name) == null ? "" : event.property(name)));
        explanation.imported(token, properties);
      }
    }

    @Override
    void jumps(RuleLine target) {
      if (explained) {
        explanation.jump(line, target.at());
      }
    }
  }
}
