package io.hotprobe.linux;

import io.hotprobe.module.Commands;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The system's shell. Safe for any thread; starts no threads.
 *
 * <p>A command has ended when its shell has. What it leaves behind in the background lives on, as it does under modprobe, but
 * nobody reads its output any more: it should write elsewhere. What left the process group ({@code setsid}) survives the time
 * limit. Commands inherit no descriptor of ours, and signals at their defaults.
 *
 * <p>A shell that does not die within a second of being killed (it sits in a system call that cannot be ended) is reported as
 * timed out and reaped by a later call.
 */
public final class ShellCommands implements Commands {

  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  private final String shell;
  private final Start start;
  private final Map<String, String> also;
  private final Queue<Integer> dying = new ConcurrentLinkedQueue<>();

  /** Runs commands with {@code /bin/sh}. */
  public ShellCommands() {
    this(Path.of("/bin/sh"));
  }

  ShellCommands(Path shell) {
    this(shell, Shell::keeping, Map.of());
  }

  private ShellCommands(Path shell, Start start, Map<String, String> also) {
    this.shell = shell.toString();
    this.start = start;
    this.also = Map.copyOf(also);
  }

  /**
   * Runs commands as {@code system(3)} does, for tools that a person or a script waits for: with our own standard input, output and error,
   * in our process group, so that what is typed at the terminal reaches them, and for as long as they take, whatever the limit. Their ends
   * have no output. What this process has buffered should be flushed before.
   *
   * @param also for the environment of every command; what {@link #run} is given counts more
   */
  public static Commands inheriting(Map<String, String> also) {
    ShellCommands commands = new ShellCommands(Path.of("/bin/sh"), Shell::inheriting, also);
    return (command, environment, limit) -> commands.run(command, environment, FOREVER);
  }

  /** How a shell is started. */
  private interface Start {
    Shell with(Libc libc, List<String> arguments, Map<String, String> environment) throws ErrnoException;
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
    reapDying(libc);
    Map<String, String> added = new LinkedHashMap<>(also);
    added.putAll(environment);
    try (Shell running = start.with(libc, List.of(shell, "-c", command), added)) {
      try {
        return running.await(limit);
      } finally {
        running.unreaped().ifPresent(dying::add);
      }
    } catch (ErrnoException failed) {
      return new End.NotStarted(failed.call(), failed.errno());
    }
  }

  /** A process id belongs to whoever took it out of the queue: reaped twice, it could by then be somebody else's. */
  private void reapDying(Libc libc) {
    for (int left = dying.size(); left > 0; left--) {
      Integer pid = dying.poll();
      if (pid != null && !Shell.reap(libc, pid)) {
        dying.add(pid);
      }
    }
  }
}
