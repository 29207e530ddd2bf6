package io.hotprobe.cli;

import io.hotprobe.journal.Handled;
import io.hotprobe.journal.Journal;
import io.hotprobe.journal.Printable;
import io.hotprobe.linux.Terminal;
import io.hotprobe.module.Elapsed;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleName;
import io.hotprobe.pipeline.Counters;
import io.hotprobe.uevent.Uevent;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** Shows the demo's events as lines while they are handled, then a table of devices. In a terminal a last line counts along. */
final class DemoView implements Journal {

  private static final int DEFAULT_COLUMNS = 80;
  private static final String CLEAR = "\r\033[K";

  private final PrintStream out;
  private final boolean live;
  private final int columns;
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final long start = System.nanoTime();
  private final Set<ModuleName> loaded = new HashSet<>();
  private int unmatched;

  /** A device of the table: what it is called there, how long it took, its modules. */
  private record Row(String device, long nanos, String modules) {}

  DemoView(PrintStream out, boolean live) {
    this.out = out;
    this.live = live;
    this.columns = live ? Terminal.columns(1).orElse(DEFAULT_COLUMNS) : Integer.MAX_VALUE;
  }

  /** Whether standard output is a terminal that can move its cursor. */
  static boolean isLive() {
    return System.console() != null && !"dumb".equals(System.getenv("TERM")) && Terminal.isTerminal(1);
  }

  @Override
  public synchronized void handled(Handled handled) {
    String modules = modules(handled.deeds().outcomes());
    String device = device(handled.subject().subsystem(), handled.subject().devpath());
    rows.put(handled.subject().devpath(), new Row(device, handled.times().nanos(), modules));
    line(String.format("%7s  %-26s %s", at(), device, Printable.text(shortened(handled.subject().modalias()))));
    line(String.format("%7s  %-26s   -> %s", "", "", folded(modules, 40)));
  }

  /** The modules loaded, in order; those that were live already as a number. */
  private String modules(List<LoadOutcome> outcomes) {
    StringJoiner modules = new StringJoiner(", ");
    int live = 0;
    for (LoadOutcome outcome : outcomes) {
      if (outcome instanceof LoadOutcome.AlreadyLive) {
        live++;
      } else if (outcome instanceof LoadOutcome.Loaded) {
        loaded.add(outcome.module());
        modules.add(Printable.text(outcome.module().value()));
      } else {
        modules.add(Printable.text(outcome.text()));
      }
    }
    if (modules.length() == 0) {
      return live == 0 ? "(builtin)" : "(" + live + " live already)";
    }
    return live == 0 ? modules.toString() : modules + " (+" + live + " live already)";
  }

  @Override
  public synchronized void unmatched(Uevent uevent) {
    unmatched++;
    String device = device(uevent.text(uevent.subsystem()), uevent.text(uevent.devpath()));
    line(String.format("%7s  %-26s no module claims it", at(), device));
  }

  @Override
  public synchronized void notice(System.Logger.Level level, String text) {
    line(Printable.text(text));
  }

  /** Writes the table and the counters. */
  synchronized void end(Counters.Reading counters) {
    if (live) {
      out.print(CLEAR);
    }
    out.println();
    out.printf("%-26s %9s  %s%n", "DEVICE", "TIME", "MODULES, in the order they were loaded");
    rows.forEach(
        (devpath, row) ->
            out.printf("%-26s %9s  %s%n", row.device(), Elapsed.text(row.nanos()), folded(row.modules(), 38)));
    out.printf(
        "%n%s: %s with modules, %s loaded, %s that no module claims; %d of %d handled, %d lost%n",
        counted(counters.received(), "uevent"), counted(rows.size(), "device"), counted(loaded.size(), "module"),
        counted(unmatched, "device"), counters.handled(), counters.received(), counters.dropped());
    out.flush();
  }

  /** The list, broken between its members where a line of the terminal is full; in one line where there is no terminal. */
  private String folded(String list, int indent) {
    StringBuilder folded = new StringBuilder();
    int room = columns - indent;
    int used = 0;
    for (String word : list.split(" ")) {
      boolean full = used > 0 && used + 1 + word.length() > room;
      folded.append(full ? "\n" + " ".repeat(indent) : used == 0 ? "" : " ").append(word);
      used = full ? word.length() : used + 1 + word.length();
    }
    return folded.toString();
  }

  private static String device(String subsystem, String devpath) {
    return Printable.text(subsystem + " " + devpath.substring(devpath.lastIndexOf('/') + 1));
  }

  private static String counted(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private static String shortened(String modalias) {
    return modalias.length() <= 60 ? modalias : modalias.substring(0, 57) + "...";
  }

  private String at() {
    return String.format("%.2f s", (System.nanoTime() - start) / 1e9);
  }

  private void line(String text) {
    if (live) {
      out.print(CLEAR);
    }
    out.println(text);
    if (live) {
      out.print(counted(rows.size(), "device") + ", " + counted(loaded.size(), "module") + " loaded");
    }
    out.flush();
  }
}
