package io.hotprobe.linux;

import io.hotprobe.module.Commands;
import java.nio.file.Path;
import java.time.Duration;
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

  private final String shell;
  private final Queue<Integer> dying = new ConcurrentLinkedQueue<>();

  /** Runs commands with {@code /bin/sh}. */
  public ShellCommands() {
    this(Path.of("/bin/sh"));
  }

  ShellCommands(Path shell) {
    this.shell = shell.toString();
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
    try (Shell running = Shell.start(libc, shell, command, environment)) {
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
