package io.hotprobe.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The guest's uevents, as {@code bench/lab/uevents.c} sends them: a recording that does not end. Confined to one
 * thread.
 */
final class EventLog {
  private static final String HEADER = "# hotprobe recording 1";

  private final LineSocket port;
  private final List<KernelEvent> events = new ArrayList<>();
  private final List<String> unfinished = new ArrayList<>();

  EventLog(LineSocket port) {
    this.port = port;
  }

  /** How many events have come so far; a position for the other methods. */
  int position() throws IOException, InterruptedException {
    while (receive(Duration.ZERO)) {
      // takes what has come already
    }
    return events.size();
  }

  List<KernelEvent> since(int position) {
    return List.copyOf(events.subList(position, events.size()));
  }

  /** Waits until the events since a position satisfy a condition; false when the time is up. */
  boolean await(int position, Predicate<List<KernelEvent>> condition, Duration limit)
      throws IOException, InterruptedException {
    Deadline deadline = Deadline.in(limit);
    while (!condition.test(since(position))) {
      if (!receive(deadline.remaining()) && deadline.isOver()) {
        return false;
      }
    }
    return true;
  }

  /** Waits until no event has come for some time: the kernel and the daemon have nothing more to do. */
  void awaitQuiet(Duration quiet, Duration limit) throws IOException, InterruptedException {
    Deadline deadline = Deadline.in(limit);
    while (receive(quiet)) {
      if (deadline.isOver()) {
        throw new IOException("the guest still sends events after " + limit + ", the last: " + events.get(events.size() - 1));
      }
    }
  }

  /** Writes the events since a position, their time counted from the first of them. */
  void record(Path file, int position) throws IOException {
    List<KernelEvent> recorded = since(position);
    List<String> lines = new ArrayList<>(List.of(HEADER));
    for (KernelEvent event : recorded) {
      lines.add("@ " + (event.micros() - recorded.get(0).micros()) + " " + event.action() + " " + event.devpath());
      lines.addAll(event.properties());
      lines.add("");
    }
    Files.write(file, lines, StandardCharsets.ISO_8859_1);
  }

  /** Takes one line; false when none came in time. */
  private boolean receive(Duration limit) throws IOException, InterruptedException {
    Optional<String> line = port.next(limit);
    line.filter(text -> !text.equals(HEADER)).ifPresent(this::accept);
    return line.isPresent();
  }

  private void accept(String line) {
    if (!line.isEmpty()) {
      unfinished.add(line);
      return;
    }
    String[] stamp = unfinished.get(0).split(" ", 4);
    List<String> properties = List.copyOf(unfinished.subList(1, unfinished.size()));
    events.add(new KernelEvent(Long.parseLong(stamp[1]), stamp[2], stamp[3], properties));
    unfinished.clear();
  }
}
