package io.hotprobe.linux;

import io.hotprobe.module.Commands;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The system's shell. Safe for any thread; starts no threads.
 *
 * <p>A command has ended when its shell has. What it leaves behind in the background lives on, as it does under modprobe, but
 * nobody reads its output any more: it should write elsewhere. What left the process group ({@code setsid}) survives the time
 * limit. Commands inherit no descriptor of ours, and signals at their defaults.
 */
public final class ShellCommands implements Commands {

  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  private final Path shell;
  private final Children children = new Children();

  /** Runs commands with {@code /bin/sh}. */
  public ShellCommands() {
    this(Path.of(SHELL));
  }

  ShellCommands(Path shell) {
    this.shell = shell;
  }

  /**
   * Runs commands as {@code system(3)} does, for tools that a person or a script waits for: with our own standard input, output and error,
   * in our process group, so that what is typed at the terminal reaches them, and for as long as they take, whatever the limit. Their ends
   * have no output. What this process has buffered should be flushed before.
   *
   * @param also for the environment of every command; what {@link #run} is given counts more
   */
  public static Commands inheriting(Map<String, String> also) {
    ShellCommands commands = new ShellCommands();
    Map<String, String> always = Map.copyOf(also);
    return (command, environment, limit) -> {
      Map<String, String> added = new LinkedHashMap<>(always);
      added.putAll(environment);
      return commands.runInheriting(command, added);
    };
  }

  private End runInheriting(String command, Map<String, String> added) {
    Libc libc = Libc.linkUnchecked();
    Execution execution = execution(command, Libc.environment(), added);
    try {
      OptionalInt waitStatus = children.run(libc, with -> Child.inheriting(with, execution), FOREVER);
      return end(waitStatus, FOREVER, "");
    } catch (ErrnoException failed) {
      return new End.NotStarted(failed.call(), failed.errno());
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Interrupting the thread does not end the wait. A wait that fails kills the group and is {@code NotStarted} with the
   * call that failed.
   *
   * @param limit 0 or negative kills at once
   * @throws java.io.UncheckedIOException if the C library cannot be linked
   */
  @Override
  public End run(String command, Map<String, String> environment, Duration limit) {
    Libc libc = Libc.linkUnchecked();
    Execution execution = execution(command, HookEnvironment.of(Libc.environment()), environment);
    try (Output output = Output.open(libc, OUTPUT_LIMIT)) {
      OptionalInt waitStatus = children.run(libc, with -> Child.apart(with, execution, output), limit);
      return end(waitStatus, limit, output.text());
    } catch (ErrnoException failed) {
      return new End.NotStarted(failed.call(), failed.errno());
    }
  }

  private static End end(OptionalInt waitStatus, Duration limit, String output) {
    if (waitStatus.isEmpty()) {
      return new End.TimedOut(limit, output);
    }
    int signal = Child.signal(waitStatus.getAsInt());
    return signal == 0
        ? new End.Exited(Child.exitStatus(waitStatus.getAsInt()), output)
        : new End.Signalled(signal, output);
  }

  private Execution execution(String command, List<String> ours, Map<String, String> added) {
    byte[] path = shell.toString().getBytes(StandardCharsets.UTF_8);
    return new Execution(List.of(path, bytes("-c"), bytes(command)), merged(ours, added));
  }

  private static List<byte[]> merged(List<String> ours, Map<String, String> added) {
    List<byte[]> merged = new ArrayList<>();
    for (String variable : ours) {
      if (!added.containsKey(variable.substring(0, Math.max(0, variable.indexOf('='))))) {
        merged.add(bytes(variable));
      }
    }
    added.forEach((key, value) -> merged.add(bytes(key + "=" + value)));
    return merged;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
