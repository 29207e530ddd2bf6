package io.hotprobe.linux;

import io.hotprobe.module.Commands;
import io.hotprobe.module.Commands.End;
import io.hotprobe.module.Errno;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * One running shell, what it writes and how it ends. Confined to one thread and single use.
 */
final class Shell implements AutoCloseable {

  /** How long a killed shell may take to go before it is left to {@link ShellCommands} to be reaped later. */
  static final Duration DYING = Duration.ofSeconds(1);

  /** Between two looks at a shell whose end the kernel cannot signal (no pidfd_open before 5.3), in milliseconds. */
  private static final int STEP = 20;

  /** What a pipe holds by default (include/linux/pipe_fs_i.h, 16 pages), so what can be left of a shell that has ended. */
  private static final int PIPE_BYTES = 64 << 10;

  private static final int CHUNK = 8 << 10;
  private static final int OUTPUT = 0;
  private static final int EXIT = 1;

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
  private final Descriptor output;
  private final Descriptor exit;
  private final Poll poll;
  private final ByteBuffer chunk = Libc.allocate(CHUNK);
  private final byte[] kept = new byte[Commands.OUTPUT_LIMIT];
  private final ByteBuffer status = Libc.allocate(Integer.BYTES);
  private int keptBytes;
  private boolean reaped;

  /** @param output where what it writes is read; null when that is not read here */
  private Shell(Libc libc, int pid, Descriptor output) throws ErrnoException {
    this.libc = libc;
    this.pid = pid;
    this.target = output == null ? pid : -pid;
    this.output = output;
    int pidfd = (int) libc.syscall(PIDFD_OPEN, pid, 0);
    exit = pidfd < 0 ? null : Descriptor.of(libc, "pidfd_open", pidfd, "");
    poll = new Poll(libc, output == null ? -1 : output.fd(), pidfd);
  }

  /** Starts {@code arguments} as {@code system(3)} does. */
  static Shell inheriting(Libc libc, List<String> arguments, Map<String, String> environment) throws ErrnoException {
    libc.signal(SIGCHLD, SIG_DFL);
    try (Spawn spawn = new Spawn(libc, OptionalInt.empty())) {
      return new Shell(libc, spawn.start(arguments, environment), null);
    }
  }

  /** Starts {@code arguments}, whose standard output and error are read here. */
  static Shell keeping(Libc libc, List<String> arguments, Map<String, String> environment) throws ErrnoException {
    // If whoever started us ignored SIGCHLD, the kernel would reap our children and forget how they ended.
    libc.signal(SIGCHLD, SIG_DFL);
    ByteBuffer ends = Libc.allocate(2 * Integer.BYTES);
    if (libc.pipe2(ends, Libc.O_CLOEXEC) < 0) {
      throw new ErrnoException("pipe2", Libc.errno(), "");
    }
    Descriptor output = Descriptor.of(libc, "pipe2", ends.getInt(0), "");
    try (Descriptor input = Descriptor.of(libc, "pipe2", ends.getInt(Integer.BYTES), "");
        Spawn spawn = new Spawn(libc, OptionalInt.of(input.fd()))) {
      return new Shell(libc, spawn.start(arguments, environment), output);
    } catch (ErrnoException failed) {
      output.close();
      throw failed;
    }
  }

  /**
   * Waits until the shell has ended, or {@code limit} has passed and its group is killed. Others that hold the output open do
   * not delay this.
   */
  End await(Duration limit) throws ErrnoException {
    if (ends(limit)) {
      drain();
      int wait = status.getInt(0);
      int signal = wait & 0x7f;
      return signal == 0 ? new End.Exited(wait >> 8 & 0xff, output()) : new End.Signalled(signal, output());
    }
    kill();
    drain();
    return new End.TimedOut(limit, output());
  }

  private void kill() throws ErrnoException {
    libc.kill(target, SIGKILL);
    ends(DYING);
  }

  /** Reads along until the shell has ended and is reaped; false if it has not within {@code limit}. */
  private boolean ends(Duration limit) throws ErrnoException {
    long nanos = TimeUnit.NANOSECONDS.convert(limit);
    long start = System.nanoTime();
    while (true) {
      long left = nanos - (System.nanoTime() - start);
      poll.await(millis(left));
      if (poll.ready(OUTPUT)) {
        read();
      }
      if ((exit == null || poll.ready(EXIT)) && reap()) {
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

  /** Reads once from output that is ready; 0 at its end. What is beyond the limit is dropped. */
  private int read() {
    int bytes = (int) libc.read(output.fd(), chunk, CHUNK);
    if (bytes <= 0) {
      poll.ignore(OUTPUT);
      return 0;
    }
    int keep = Math.min(bytes, kept.length - keptBytes);
    chunk.get(0, kept, keptBytes, keep);
    keptBytes += keep;
    return bytes;
  }

  /** Takes what is left in the pipe, and no more even if somebody goes on writing. */
  private void drain() throws ErrnoException {
    int taken = 0;
    int bytes = 1;
    while (bytes > 0 && taken < PIPE_BYTES) {
      poll.await(0);
      bytes = poll.ready(OUTPUT) ? read() : 0;
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

  private String output() {
    return new String(kept, 0, keptBytes, StandardCharsets.ISO_8859_1);
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
    if (output != null) {
      output.close();
    }
    if (exit != null) {
      exit.close();
    }
  }
}
