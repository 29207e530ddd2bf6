package io.hotprobe.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** One run of {@code bench/flood/flood.c}: prepared by {@link #prepare}, let loose by {@link #write}. */
final class Flood implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;

  /** What was written: in how many nanoseconds, and how many uevents the kernel numbered meanwhile. */
  record Written(long nanos, long uevents) {}

  private Flood(Process process) {
    this.process = process;
    output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
  }

  /** Finds the devices, each of which sends one uevent at that; the flood itself waits. */
  static Flood prepare(Path program, String action, int count) throws IOException {
    List<String> command = List.of(program.toString(), action, Integer.toString(count));
    Flood flood = new Flood(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    String ready = flood.output.readLine();
    if (ready == null || !ready.startsWith("ready ")) {
      flood.close();
      throw new IOException(String.join(" ", command) + ": cannot make uevents; needs root");
    }
    return flood;
  }

  /** Writes all of it; returns when the last write has returned. */
  Written write() throws IOException {
    try (OutputStream go = process.getOutputStream()) {
      go.write('\n');
    }
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the flood ended before its time");
    }
    String[] words = line.split(" ");
    return new Written(Long.parseLong(words[0]), Long.parseLong(words[1]));
  }

  @Override
  public void close() {
    process.destroy();
  }
}
