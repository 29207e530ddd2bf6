package io.hotprobe.simulate;

import io.hotprobe.module.Commands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A shell that runs nothing: it keeps what it was asked to run and ends as the script says, with status 0 if it says nothing. */
public final class SimulatedCommands implements Commands {

  private final Script script;
  private final List<String> commands = new ArrayList<>();

  public SimulatedCommands(Script script) {
    this.script = script;
  }

  @Override
  public synchronized End run(String command, Map<String, String> environment, Duration limit) {
    if (commands.size() < SimulatedModules.MOST_KEPT) {
      commands.add(command);
    }
    return new End.Exited(script.exits.getOrDefault(command, 0), "");
  }

  /** What was asked for, in order, the first {@link SimulatedModules#MOST_KEPT}. */
  public synchronized List<String> commands() {
    return List.copyOf(commands);
  }
}
