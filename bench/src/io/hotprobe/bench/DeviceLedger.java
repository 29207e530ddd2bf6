package io.hotprobe.bench;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.nodes.DeviceWork;
import io.hotprobe.nodes.Processed;
import io.hotprobe.rules.Ruling;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands for the database of who handles every event: writes down which devices are there, and what happened to each that should not: an
 * add made up for one that is there, or a remove for one that is not. Safe for any thread.
 */
final class DeviceLedger implements DeviceWork {

  /** Events of one device that are told when something is wrong with it. */
  private static final int REMEMBERED = 8;

  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  private static final class Entry {
    private boolean present;
    private long lastNanos;
    private int wrong;
    private final Deque<String> last = new ArrayDeque<>();
  }

  /** The devices that are there, by their paths. */
  Set<String> present() {
    Set<String> present = new TreeSet<>();
    entries.forEach((devpath, entry) -> {
      synchronized (entry) {
        if (entry.present) {
          present.add(devpath);
        }
      }
    });
    return present;
  }

  /** The devices that are there and have not been handled since then, by {@link System#nanoTime}. */
  List<String> notHandledSince(long nanos) {
    List<String> late = new ArrayList<>();
    entries.forEach((devpath, entry) -> {
      synchronized (entry) {
        if (entry.present && entry.lastNanos - nanos < 0) {
          late.add(devpath);
        }
      }
    });
    return late;
  }

  /** Devices, with what happened to them, that got an add although they were known, or a remove although they were not, from a pass over sysfs. */
  List<String> wrong() {
    List<String> wrong = new ArrayList<>();
    entries.forEach((devpath, entry) -> {
      synchronized (entry) {
        if (entry.wrong > 0) {
          wrong.add(devpath + " " + entry.last.stream().limit(2 * REMEMBERED).toList());
        }
      }
    });
    return wrong;
  }

  @Override
  public boolean isForEveryEvent() {
    return true;
  }

  @Override
  public Processed apply(Ruling ruling) {
    note(ruling.kernel(), true);
    return new Processed("", ruling.properties(), ruling.tags(), List.of());
  }

  @Override
  public Processed remove(Ruling ruling) {
    note(ruling.kernel(), false);
    return new Processed("", ruling.properties(), ruling.tags(), List.of());
  }

  private void note(Map<String, String> kernel, boolean there) {
    Entry entry = entries.computeIfAbsent(kernel.get("DEVPATH"), unseen -> new Entry());
    boolean madeUp = "0".equals(kernel.get("SEQNUM"));
    boolean changes = kernel.get("ACTION").equals("add") || !there;
    synchronized (entry) {
      entry.wrong += madeUp && changes && entry.present == there ? 1 : 0;
      entry.last.addLast(kernel.get("ACTION") + " " + kernel.get("SEQNUM") + (kernel.containsKey("SYNTH_UUID") ? " synthetic" : ""));
      if (entry.last.size() > REMEMBERED && entry.wrong == 0) {
        entry.last.removeFirst();
      }
      entry.present = there;
      entry.lastNanos = System.nanoTime();
    }
  }

  @Override
  public Optional<Diagnostic> announce(Processed processed) {
    return Optional.empty();
  }
}
