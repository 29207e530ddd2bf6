package io.hotprobe.parity;

import io.hotprobe.cli.Program;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Hotprobe in this process, over a world. */
final class Hotprobe {

  private Hotprobe() {}

  /** What a tool answers in a world. */
  static Answer answer(World world, Case given, List<String> words) {
    List<String> arguments = new ArrayList<>(words);
    arguments.addAll(1, List.of("--root", world.root().toString()));
    if (given.kernel()) {
      boolean told = Files.exists(world.place("kernel.script"));
      arguments.addAll(3, told ? List.of("--script", world.place("kernel.script").toString()) : List.of("--simulate"));
    }
    Map<String, String> environment = new LinkedHashMap<>(Map.of("PATH", System.getenv("PATH")));
    environment.putAll(given.environment(world));
    Program ran = Program.under(environment, arguments.toArray(String[]::new));
    return Answer.of(world, ran.out(), ran.status(), ran.err());
  }
}
