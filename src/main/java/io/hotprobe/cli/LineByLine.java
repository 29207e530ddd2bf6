package io.hotprobe.cli;

import io.hotprobe.cli.ExplainedLine.Step;
import io.hotprobe.cli.ExplainedLine.Verdict;
import io.hotprobe.module.Programs.End;
import io.hotprobe.module.SourceLine;
import io.hotprobe.rules.Explanation;
import io.hotprobe.rules.ProgramRun;
import io.hotprobe.rules.RuleLine;
import io.hotprobe.rules.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Collects what is told of each line and hands it on when the next one begins. Confined to the evaluating thread. */
final class LineByLine implements Explanation {

  private final TestedEffects effects;
  private final Consumer<ExplainedLine> lines;
  private SourceLine at;
  private List<Step> steps = new ArrayList<>();
  private SourceLine jump;
  private List<String> problems = new ArrayList<>();

  /** @param effects who was told of the programs that were not run */
  LineByLine(TestedEffects effects, Consumer<ExplainedLine> lines) {
    this.effects = effects;
    this.lines = lines;
  }

  @Override
  public void line(RuleLine line) {
    end();
    at = line.at();
  }

  @Override
  public void match(Token token, String value, String parent, boolean held) {
    steps.add(new Step(token.written(), value, parent, held ? Verdict.HOLDS : Verdict.FAILS));
  }

  @Override
  public void ran(Token token, ProgramRun run) {
    if (run.end() instanceof End.NotRun) {
      String missing = effects.missing().map(program -> ", and there is no program " + program).orElse("");
      amend(step -> step.noted("not run" + missing + ": counts as success, --run-programs runs it"));
    }
  }

  @Override
  public void imported(Token token, Map<String, String> properties) {
    amend(step -> step.imported(properties));
  }

  @Override
  public void unavailable(Token token) {
    amend(step -> step.noted("this builtin does not work here: counts as failed"));
  }

  private void amend(UnaryOperator<Step> change) {
    int last = steps.size() - 1;
    steps.set(last, change.apply(steps.get(last)));
  }

  @Override
  public void assignment(Token token, String value, String refusal) {
    steps.add(new Step(token.written(), refusal == null ? value : refusal, null, refusal == null ? Verdict.DONE : Verdict.REFUSED));
  }

  @Override
  public void jump(RuleLine from, SourceLine to) {
    jump = to;
  }

  @Override
  public void problem(RuleLine line, String text) {
    problems.add(text);
  }

  /** Hands on the last line; to be called when all is evaluated. */
  void end() {
    if (at != null) {
      lines.accept(new ExplainedLine(at, steps, jump, problems));
    }
    at = null;
    steps = new ArrayList<>();
    jump = null;
    problems = new ArrayList<>();
  }
}
