package io.hotprobe.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The peer: systemd-udevd with its stock rules. Started for the time of the measurement, unless one runs already. */
final class UdevdFlood implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/lib/systemd/systemd-udevd");
  private static final Path CONTROL = Path.of("/run/udev/control");
  private static final int SETTLE_SECONDS = 120;

  private final Path flood;
  private final boolean started;

  UdevdFlood(Path flood) throws IOException, InterruptedException {
    this.flood = flood;
    started = !Files.exists(CONTROL) || run("udevadm", "control", "--ping", "--timeout=5") != 0;
    if (started) {
      require(PROGRAM.toString(), "--daemon");
      require("udevadm", "control", "--ping", "--timeout=10");
    }
  }

  /** Uevents per second from the first write until {@code udevadm settle} returns. */
  double rate(int count) throws IOException, InterruptedException {
    try (Flood prepared = Flood.prepare(flood, "change", count)) {
      settle();
      long start = System.nanoTime();
      Flood.Written written = prepared.write();
      settle();
      return written.uevents() * 1e9 / (System.nanoTime() - start);
    }
  }

  private static void settle() throws IOException, InterruptedException {
    require("udevadm", "settle", "--timeout=" + SETTLE_SECONDS);
  }

  private static void require(String... command) throws IOException, InterruptedException {
    int status = run(command);
    if (status != 0) {
      throw new IOException(String.join(" ", command) + ": exit status " + status);
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(List.of(command))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(SETTLE_SECONDS + 10L, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(String.join(" ", command) + ": no end after " + SETTLE_SECONDS + " s");
    }
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    try {
      if (started) {
        require("udevadm", "control", "--exit", "--timeout=10");
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while systemd-udevd was stopped", stop);
    }
  }
}
