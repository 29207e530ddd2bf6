package io.hotprobe.linux;

import io.hotprobe.module.Errno;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * One process that we started, what it writes and how it ends. Confined to one thread and single use.
 */
final class Child implements AutoCloseable {

  /** How long a killed child may take to go before it is left to {@link Children} to be reaped later. */
  static final Duration DYING = Duration.ofSeconds(1);

  /** Between two looks at a child whose end the kernel cannot signal (no pidfd_open before 5.3), in milliseconds. */
  private static final int STEP = 20;

  /** What a pipe holds by default (include/linux/pipe_fs_i.h, 16 pages), so what can be left of a child that has ended. */
  private static final int PIPE_BYTES = 64 << 10;

  // include/uapi/asm-generic/signal.h, include/uapi/linux/wait.h, include/uapi/asm-generic/unistd.h
  private static final int SIGKILL = 9;
  private static final int SIGCHLD = 17;
  private static final long SIG_DFL = 0;
  private static final int WNOHANG = 1;
  private static final long PIDFD_OPEN = 434;

  private final Libc libc;
  private final int pid;
  /** What a signal for all of it is sent to: its group, or itself where it is in ours. */
  private final int target;
  private final List<Output> outputs;
  private final Descriptor exit;
  /** Of the outputs, by index, and after them of the end. */
  private final Poll poll;
  private final ByteBuffer status = Libc.allocate(Integer.BYTES);
  private boolean reaped;

  private Child(Libc libc, int pid, int target, List<Output> outputs) throws ErrnoException {
    this.libc = libc;
    this.pid = pid;
    this.target = target;
    this.outputs = outputs;
    int pidfd = (int) libc.syscall(PIDFD_OPEN, pid, 0);
    exit = pidfd < 0 ? null : Descriptor.of(libc, "pidfd_open", pidfd, "");
    int[] waitedFor = new int[outputs.size() + 1];
    for (int i = 0; i < outputs.size(); i++) {
      waitedFor[i] = outputs.get(i).reading();
    }
    waitedFor[outputs.size()] = pidfd;
    poll = new Poll(libc, waitedFor);
  }

  /** Starts it as {@code system(3)} does. */
  static Child inheriting(Libc libc, Execution execution) throws ErrnoException {
    // If whoever started us ignored SIGCHLD, the kernel would reap our children and forget how they ended.
    libc.signal(SIGCHLD, SIG_DFL);
    try (Spawn spawn = Spawn.inheriting(libc)) {
      int pid = spawn.start(execution);
      return new Child(libc, pid, pid, List.of());
    }
  }

  /** Starts it apart, in a session and group of its own, its output and errors in one. The caller closes that. */
  static Child apart(Libc libc, Execution execution, Output output) throws ErrnoException {
    return started(libc, execution, Spawn.apart(libc, output.writing(), output.writing()), List.of(output));
  }

  /** As {@link #apart}, in the root directory, its output and errors kept apart. */
  static Child apartAtRoot(Libc libc, Execution execution, Output output, Output errors) throws ErrnoException {
    return started(libc, execution, Spawn.apartAtRoot(libc, output.writing(), errors.writing()), List.of(output, errors));
  }

  private static Child started(Libc libc, Execution execution, Spawn prepared, List<Output> outputs) throws ErrnoException {
    libc.signal(SIGCHLD, SIG_DFL);
    try (Spawn spawn = prepared) {
      int pid = spawn.start(execution);
      HookLimits.apply(libc, pid);
      outputs.forEach(Output::started);
      return new Child(libc, pid, -pid, outputs);
    }
  }

  /**
   * Waits until it has ended, or {@code limit} has passed and its group is killed. Others that hold its outputs open do not delay
   * this.
   *
   * @return its wait status; empty when its time was up
   */
  OptionalInt await(Duration limit) throws ErrnoException {
    boolean ended = ends(limit);
    OptionalInt waitStatus = ended ? OptionalInt.of(status.getInt(0)) : OptionalInt.empty();
    if (!ended) {
      libc.kill(target, SIGKILL);
      ends(DYING);
    }
    for (int i = 0; i < outputs.size(); i++) {
      drain(i);
    }
    return waitStatus;
  }

  /** The signal that ended it, by its wait status; 0 if it exited. */
  static int signal(int waitStatus) {
    return waitStatus & 0x7f;
  }

  /** What it exited with, by its wait status. */
  static int exitStatus(int waitStatus) {
    return waitStatus >> 8 & 0xff;
  }

  /** Reads along until it has ended and is reaped; false if it has not within {@code limit}. */
  private boolean ends(Duration limit) throws ErrnoException {
    long nanos = TimeUnit.NANOSECONDS.convert(limit);
    long start = System.nanoTime();
    while (true) {
      long left = nanos - (System.nanoTime() - start);
      poll.await(millis(left));
      for (int i = 0; i < outputs.size(); i++) {
        readIfReady(i);
      }
      if ((exit == null || poll.ready(outputs.size())) && reap()) {
        return true;
      }
      if (left <= 0) {
        return false;
      }
    }
  }

  private int millis(long nanos) {
    long millis = Math.max(0, nanos) / 1_000_000 + (nanos > 0 ? 1 : 0);
    return (int) Math.min(millis, exit == null ? STEP : Integer.MAX_VALUE);
  }

  private int readIfReady(int output) {
    if (!poll.ready(output)) {
      return 0;
    }
    int bytes = outputs.get(output).read();
    if (bytes == 0) {
      poll.ignore(output);
    }
    return bytes;
  }

  /** Takes what is left in the pipe, and no more even if somebody goes on writing. */
  private void drain(int output) throws ErrnoException {
    int taken = 0;
    int bytes = 1;
    while (bytes > 0 && taken < PIPE_BYTES) {
      poll.await(0);
      bytes = readIfReady(output);
      taken += bytes;
    }
  }

  private boolean reap() throws ErrnoException {
    int answer = libc.waitpid(pid, status, WNOHANG);
    if (answer < 0 && Libc.errno() != Errno.EINTR.number()) {
      reaped = true;
      throw new ErrnoException("waitpid", Libc.errno(), "");
    }
    reaped |= answer == pid;
    return reaped;
  }

  /** The process that was killed and has not gone yet, for somebody to reap. */
  OptionalInt unreaped() {
    return reaped ? OptionalInt.empty() : OptionalInt.of(pid);
  }

  /** Reaps {@code pid} if it has gone; true if nothing is left to do. */
  static boolean reap(Libc libc, int pid) {
    return libc.waitpid(pid, Libc.allocate(Integer.BYTES), WNOHANG) != 0;
  }

  @Override
  public void close() {
    if (!reaped) {
      libc.kill(target, SIGKILL);
    }
    if (exit != null) {
      exit.close();
    }
  }
}
