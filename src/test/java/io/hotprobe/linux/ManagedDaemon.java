package io.hotprobe.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real {@code hotprobe daemon} in a process of its own, on this machine's uevents, started as a service manager does: with a socket to
 * tell it by, and with the descriptor that a daemon before it had kept. Its {@code /run} is a directory of the test's.
 */
final class ManagedDaemon implements AutoCloseable {

  private static final int SIGKILL = 9;
  private static final int SIGTERM = 15;
  private static final int OPAQUE = 512;

  private final Libc libc = Libc.linkUnchecked();
  private final Path scratch;
  private final Path log;
  private final int pid;

  /**
   * Starts it.
   *
   * @param scratch has the directory {@code run} and takes the log
   * @param kept the descriptor to hand over, -1 for none
   */
  ManagedDaemon(Path scratch, String name, int kept, List<String> options) throws Exception {
    this.scratch = scratch;
    this.log = scratch.resolve(name + ".log");
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(bytes("/bin/sh"));
    arguments.add(bytes("-c"));
    arguments.add(bytes(script(kept, options)));
    ByteBuffer actions = Libc.allocate(OPAQUE);
    ByteBuffer attributes = Libc.allocate(OPAQUE);
    libc.posix_spawn_file_actions_init(actions);
    libc.posix_spawnattr_init(attributes);
    if (kept >= 0) {
      libc.posix_spawn_file_actions_adddup2(actions, kept, 3);
    }
    ByteBuffer started = Libc.allocate(Integer.BYTES);
    try (StringVector words = new StringVector(arguments);
        StringVector environment = new StringVector(List.of(bytes("PATH=" + System.getenv("PATH"))))) {
      int errno = libc.posix_spawn(started, bytes("/bin/sh\0"), actions, attributes, words.pointer(), environment.pointer());
      if (errno != 0) {
        throw new IOException("posix_spawn: " + errno);
      }
    }
    pid = started.getInt(0);
  }

  private String script(int kept, List<String> options) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    String passed = kept < 0 ? "" : "export LISTEN_FDS=1 LISTEN_FDNAMES=uevents LISTEN_PID=$$; ";
    // The first process stays the daemon's: unshare and mount come before the shell that becomes it.
    String inner = "mount --bind " + scratch.resolve("run") + " /run && " + passed + "export NOTIFY_SOCKET=" + scratch.resolve("notify")
        + " WATCHDOG_USEC=20000000; exec " + java + " -Xmx128m -XX:TieredStopAtLevel=1 -cp '" + classes + "' io.hotprobe.cli.Main daemon "
        + String.join(" ", options);
    return "exec unshare -m /bin/sh -c \"" + inner.replace("$", "\\$") + "\" >" + log + " 2>&1";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  String log() throws IOException {
    return Files.exists(log) ? Files.readString(log) : "";
  }

  void awaitLog(String text) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    while (!log().contains(text)) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("never logged '" + text + "': " + log());
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** Ends it as a crash does. */
  void kill() {
    end(SIGKILL);
  }

  private void end(int signal) {
    if (ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
      libc.kill(pid, signal);
    }
    libc.waitpid(pid, Libc.allocate(Integer.BYTES), 0);
  }

  @Override
  public void close() {
    end(SIGTERM);
  }
}
