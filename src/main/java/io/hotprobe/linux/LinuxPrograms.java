package io.hotprobe.linux;

import io.hotprobe.module.Distrust;
import io.hotprobe.module.Programs;
import io.hotprobe.module.Trust;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Programs of this system. Safe for any thread; starts no threads.
 *
 * <p>A program has ended when its own process has. What it leaves behind in the background lives on, but nobody reads its output any
 * more. What left the process group ({@code setsid}) survives the time limit. Programs inherit no descriptor of ours, and signals at
 * their defaults. Their working directory is {@code /}, as under udevd; with a C library that cannot start them there (glibc before
 * 2.29, musl before 1.1.24) it is ours.
 *
 * <p>Those in a sandbox are killed when this process dies. The others live on then unless whoever supervises this process ends
 * them (systemd does, by control group): {@code posix_spawn} cannot ask for a signal at its parent's death, and a detour by another
 * program for each would cost more than it gives.
 */
public final class LinuxPrograms implements Programs {

  private static final List<Path> SYSTEM = List.of(Path.of("/usr/bin"), Path.of("/bin"), Path.of("/usr/sbin"), Path.of("/sbin"));

  private final Confinement confinement;
  private final ProgramTrust trust;
  private final Children children = new Children();

  /** Looks up what sandboxes need in the system's directories, once. */
  public LinuxPrograms() {
    this(Trust.ALL);
  }

  /** @param trust which programs may be run; the others are {@code Distrusted} */
  public LinuxPrograms(Trust trust) {
    this(SYSTEM, trust);
  }

  /** @param tools directories of util-linux's programs */
  LinuxPrograms(List<Path> tools) {
    this(tools, Trust.ALL);
  }

  private LinuxPrograms(List<Path> tools, Trust trust) {
    this.trust = new ProgramTrust(trust);
    this.confinement = new Confinement(tools);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Interrupting the thread does not end the wait. A wait that fails kills the group and is {@code NotStarted} with the call that
   * failed. A program that cannot be confined as asked is {@code NotStarted}; it never runs unconfined.
   *
   * @throws java.io.UncheckedIOException if the C library cannot be linked
   */
  @Override
  public End run(Invocation invocation) {
    Optional<Distrust> distrust = trust.in(invocation.words());
    if (distrust.isPresent()) {
      return new End.Distrusted(distrust.get());
    }
    Libc libc = Libc.linkUnchecked();
    try {
      return run(libc, words(libc, invocation), invocation.environment(), invocation.limit());
    } catch (ErrnoException failed) {
      return new End.NotStarted(failed.call(), failed.errno());
    }
  }

  private List<String> words(Libc libc, Invocation invocation) throws ErrnoException {
    return invocation.sandbox().isEmpty() || invocation.words().isEmpty()
        ? invocation.words()
        : confinement.words(libc, invocation.sandbox().get(), invocation.words());
  }

  private End run(Libc libc, List<String> words, Map<String, String> environment, Duration limit) throws ErrnoException {
    Execution execution = Execution.of(words, environment);
    try (Output output = Output.open(libc, OUTPUT_LIMIT);
        Output errors = Output.open(libc, OUTPUT_LIMIT)) {
      OptionalInt waitStatus = children.run(libc, with -> Child.apartAtRoot(with, execution, output, errors), limit);
      if (waitStatus.isEmpty()) {
        return new End.TimedOut(limit, output.text(), errors.text());
      }
      int signal = Child.signal(waitStatus.getAsInt());
      return signal == 0
          ? new End.Exited(Child.exitStatus(waitStatus.getAsInt()), output.text(), errors.text())
          : new End.Signalled(signal, output.text(), errors.text());
    }
  }
}
