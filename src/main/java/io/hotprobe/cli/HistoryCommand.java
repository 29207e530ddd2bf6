package io.hotprobe.cli;

import io.hotprobe.journal.HistoryReader;
import io.hotprobe.journal.HistoryRecord;
import io.hotprobe.journal.Printable;
import io.hotprobe.module.ModuleName;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hotprobe history}: what the daemon did, and why. */
@Command(
    name = "history",
    description = {
      "Shows what the daemon handled, the oldest first: each event, its modules and how they ended, programs, and notices.",
      "With a device's path or name (below it counts, too) or a module's name: only what concerns it, and why each module was loaded."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Exit codes: 0 something was shown, 1 nothing was found or there is no history, 2 the command line is wrong."})
final class HistoryCommand implements Callable<Integer> {

  @Mixin private World world = new World();

  @Option(names = "--json", description = "The records as they are kept: one JSON object a line.")
  private boolean json;

  @Option(
      names = {"-l", "--last"},
      paramLabel = "N",
      description = "Only the last N records that there are to show (default: all).")
  private int last = Integer.MAX_VALUE;

  @Parameters(paramLabel = "DEVICE|MODULE",
      arity = "0..*",
      description = "A path as in /devices/..., with or without /sys, a device's name as in sdb1, or a module.")
  private List<String> wanted = List.of();

  @Override
  public Integer call() throws IOException {
    if (last <= 0) {
      throw new UsageException("--last takes a number greater than 0, not " + last);
    }
    Deque<String> kept = new ArrayDeque<>();
    HistoryText text = new HistoryText(!wanted.isEmpty());
    int[] shown = {0};
    long damaged =
        read(
            (record, line) -> {
              if (wanted.isEmpty() || wanted.stream().anyMatch(each -> concerns(record, each))) {
                show(json ? line : text.of(record), kept);
                shown[0]++;
              }
            });
    kept.forEach(System.out::println);
    if (damaged > 0) {
      System.err.println("hotprobe history: " + damaged + (damaged == 1 ? " line is" : " lines are") + " no record and passed over:"
          + " cut short when a daemon was killed, or damaged");
    }
    if (shown[0] == 0) {
      System.err.println("hotprobe history: " + Printable.text(nothing()));
    }
    return shown[0] > 0 ? 0 : 1;
  }

  private long read(BiConsumer<HistoryRecord, String> sink) throws IOException {
    try {
      return new HistoryReader(world.run()).read(sink);
    } catch (AccessDeniedException denied) {
      throw new IOException(denied.getFile() + ": permission denied, the history is for root only; run this as root", denied);
    }
  }

  private String nothing() {
    String asked = wanted.stream().map(each -> "'" + each + "'").collect(Collectors.joining(", "));
    return asked.isEmpty() ? "nothing is in it yet" : "nothing of " + asked + " is in it; name a module, a device or its path in sysfs";
  }

  private void show(String record, Deque<String> kept) {
    if (last == Integer.MAX_VALUE) {
      System.out.println(record);
      return;
    }
    kept.add(record);
    if (kept.size() > last) {
      kept.remove();
    }
  }

  private static boolean concerns(HistoryRecord record, String what) {
    if (!(record instanceof HistoryRecord.Event event)) {
      return false;
    }
    if (what.startsWith("/")) {
      String devpath = (what.startsWith("/sys/") ? what.substring("/sys".length()) : what).replaceAll("/+$", "");
      return isAtOrBelow(event.subject().devpath(), devpath) || isAtOrBelow(event.subject().oldDevpath(), devpath);
    }
    String module = ModuleName.isName(what) ? new ModuleName(what).value() : what;
    if (event.subject().devpath().startsWith("/devices/") && (event.subject().devpath() + "/").contains("/" + what + "/")) {
      return true;
    }
    return event.modules().stream().anyMatch(each -> each.name().equals(module))
        || event.denials().stream().anyMatch(each -> each.module().equals(module));
  }

  private static boolean isAtOrBelow(String devpath, String above) {
    return devpath.equals(above) || devpath.startsWith(above + "/");
  }
}
