package io.hotprobe.simulate;

import io.hotprobe.module.Programs;
import java.util.ArrayList;
import java.util.List;

/**
 * Programs that are not run: what was asked for is kept, and ends as the script says for its path, with status 0 and no output if it
 * says nothing.
 */
public final class SimulatedPrograms implements Programs {

  private static final Script.ProgramEnd SUCCESS = new Script.ProgramEnd(0, "");

  private final Script script;
  private final List<Invocation> invocations = new ArrayList<>();

  public SimulatedPrograms(Script script) {
    this.script = script;
  }

  @Override
  public synchronized End run(Invocation invocation) {
    if (invocations.size() < SimulatedModules.MOST_KEPT) {
      invocations.add(invocation);
    }
    String path = invocation.words().isEmpty() ? "" : invocation.words().get(0);
    Script.ProgramEnd end = script.programs.getOrDefault(path, SUCCESS);
    return new End.Exited(end.status(), end.output(), "");
  }

  /** What was asked for, in order, the first {@link SimulatedModules#MOST_KEPT}. */
  public synchronized List<Invocation> invocations() {
    return List.copyOf(invocations);
  }
}
