package io.hotprobe.simulate;

import io.hotprobe.module.Commands;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A shell whose commands end as told; others with status 0. */
public final class FaultyCommands implements Commands {

  private final Map<String, End> ends = new ConcurrentHashMap<>();

  public void ends(String command, End end) {
    ends.put(command, end);
  }

  @Override
  public End run(String command, Map<String, String> environment, Duration limit) {
    return ends.getOrDefault(command.strip(), new End.Exited(0, ""));
  }
}
