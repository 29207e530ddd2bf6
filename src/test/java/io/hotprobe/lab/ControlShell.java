package io.hotprobe.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A shell in the guest, on a serial port of its own. Confined to one thread. */
final class ControlShell {
  private static final String GREETING = "lab-shell";
  private static final String END = "lab-end";

  private final LineSocket port;
  private int commands;

  ControlShell(LineSocket port) {
    this.port = port;
  }

  /** Waits until the guest has booted and its daemon has handled the coldplug. */
  void awaitGreeting(Duration limit) throws IOException, InterruptedException {
    Deadline deadline = Deadline.in(limit);
    String line;
    do {
      line = port.next(deadline.remaining()).orElseThrow(() -> new IOException("the guest did not boot within " + limit));
    } while (!line.equals(GREETING));
  }

  /** Runs commands and returns what they print, whole lines; an exit status other than 0 is a failure. */
  List<String> run(String script, Duration limit) throws IOException, InterruptedException {
    String end = END + " " + ++commands + " ";
    port.send("{ " + script + "\n} </dev/null 2>&1; echo " + end + "$?");
    List<String> output = new ArrayList<>();
    Deadline deadline = Deadline.in(limit);
    while (true) {
      String line = port.next(deadline.remaining())
          .orElseThrow(() -> new IOException("no answer within " + limit + " to: " + script + "\n" + output));
      if (!line.startsWith(end)) {
        output.add(line);
        continue;
      }
      if (!line.equals(end + "0")) {
        throw new IOException("exit status " + line.substring(end.length()) + " of: " + script + "\n" + output);
      }
      return output;
    }
  }
}
