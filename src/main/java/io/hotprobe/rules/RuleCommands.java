package io.hotprobe.rules;

import io.hotprobe.module.Errno;
import io.hotprobe.module.Programs;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs the programs that rules name: PROGRAM, IMPORT{program} and RUN alike. Safe for any thread. */
public final class RuleCommands {

  private static final Set<String> COMMANDING =
      Set.of("BASH_ENV", "ENV", "SHELLOPTS", "BASHOPTS", "IFS", "PS4", "GLIBC_TUNABLES", "GCONV_PATH");

  private final Host host;
  private final Outside outside;

  public RuleCommands(Host host, Outside outside) {
    this.host = host;
    this.outside = outside;
  }

  /**
   * Runs an entry of the RUN list that is a program, and waits for its end.
   *
   * @param properties of the event; those of a leading dot are kept from the program, and those that would have it load or run
   *     something: {@code LD_*}, {@code BASH_ENV} and their like
   * @param deadlineNanos by {@link System#nanoTime}: it is killed then, and not started any more
   */
  public ProgramRun run(RunCommand command, Map<String, String> properties, long deadlineNanos) {
    List<String> words = QuotedWords.of(command.command());
    if (words.isEmpty()) {
      return new ProgramRun(command, "", new Programs.End.NotStarted("execve", Errno.EINVAL.number()), 0);
    }
    if (!words.get(0).startsWith("/")) {
      words.set(0, host.programs() + "/" + words.get(0));
    }
    long started = System.nanoTime();
    Duration limit = Duration.ofNanos(deadlineNanos - started);
    if (limit.isNegative() || limit.isZero()) {
      return new ProgramRun(command, words.get(0), new Programs.End.TimedOut(Duration.ZERO, "", ""), 0);
    }
    Programs.End end = outside.run(new Programs.Invocation(words, environment(properties), command.sandbox(), limit));
    return new ProgramRun(command, words.get(0), end, System.nanoTime() - started);
  }

  /** Those of a leading dot are rules' own. The others would have the program load or run what the device named. */
  private static boolean isKeptBack(String key) {
    return key.startsWith(".") || key.startsWith("LD_") || key.startsWith("BASH_FUNC_") || COMMANDING.contains(key);
  }

  private static Map<String, String> environment(Map<String, String> properties) {
    Map<String, String> environment = new LinkedHashMap<>(properties);
    environment.keySet().removeIf(RuleCommands::isKeptBack);
    return environment;
  }
}
