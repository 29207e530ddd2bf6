package io.hotprobe.lab;

import java.util.ArrayList;
import java.util.List;

/** What both makers' tools made of the same command line. */
record ToolComparison(ToolCase of, ToolRun kmod, ToolRun hotprobe) {
  /** One line for each thing that differs; of messages, which may have better words, only whether there are any. */
  List<String> differences() {
    List<String> differences = new ArrayList<>();
    compare("exit code", kmod.exit(), hotprobe.exit(), differences);
    compare("standard output", kmod.out(), hotprobe.out(), differences);
    compare("standard error is empty", kmod.err().isEmpty(), hotprobe.err().isEmpty(), differences);
    compare("live modules", kmod.live(), hotprobe.live(), differences);
    return differences;
  }

  private static void compare(String what, Object kmod, Object hotprobe, List<String> differences) {
    if (!kmod.equals(hotprobe)) {
      differences.add(what + "\n kmod:     " + kmod + "\n hotprobe: " + hotprobe);
    }
  }

  @Override
  public String toString() {
    return of.command() + "\n" + String.join("\n", differences())
        + "\n messages of kmod: " + kmod.err() + "\n messages of hotprobe: " + hotprobe.err();
  }
}
