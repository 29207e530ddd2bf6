package io.hotprobe.daemon;

import io.hotprobe.journal.Handled;
import io.hotprobe.journal.Journal;
import io.hotprobe.journal.PassingJournal;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules;
import io.hotprobe.resolve.LoadPlan;
import io.hotprobe.resolve.Resolution;
import io.hotprobe.rules.Database;
import io.hotprobe.rules.DeviceRecord;
import io.hotprobe.rules.Ruling;
import io.hotprobe.sysfs.DeviceId;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Holds what hotprobe would do for each event against what udevd did for it, and tells where they differ. Safe for any thread.
 *
 * <p>A live event is compared when both have handled it; one from coldplug with what udevd's database has about the device.
 */
public final class Shadow extends PassingJournal {

  /** Events of which one side's answer may wait for the other's; beyond, the oldest is given up and counted. */
  static final int WAITING = 8192;

  private static final Pattern SEQNUM = Pattern.compile("[0-9]{1,18}");

  private final Modules modules;
  private final Database database;
  private final Map<Long, Pair> waiting = new LinkedHashMap<>();
  private final Set<ModuleName> accountedFor = new HashSet<>();
  private long compared;
  private long different;
  private long incomplete;
  private long givenUp;

  /** Both answers to one event, as far as they are there. */
  private static final class Pair {
    private Handled ours;
    private Map<String, String> theirs;
  }

  /**
   * A shadow over another journal.
   *
   * @param modules is asked what is live; what is when it starts counts as accounted for
   * @param database udevd's
   */
  public Shadow(Journal next, Modules modules, Database database) {
    super(next);
    this.modules = modules;
    this.database = database;
    modulesNow().forEach(accountedFor::add);
  }

  private List<ModuleName> modulesNow() {
    try {
      return modules.list().stream().map(Modules.LiveModule::name).toList();
    } catch (IOException unreadable) {
      next.notice(Level.WARNING, "what is loaded cannot be listed, modules that only udevd loads are not seen: " + unreadable.getMessage());
      return List.of();
    }
  }

  /** hotprobe has handled an event. */
  @Override
  public void handled(Handled ours) {
    next.handled(ours);
    if (ours.subject().seqnum() == 0) {
      if (!ours.subject().action().equals("add")) {
        return;
      }
      String id = DeviceId.of(ours.subject().devpath(), ours.deeds().ruling().map(Ruling::kernel).orElse(Map.of())::get);
      compare(ours, OtherAnswer.of(id == null ? DeviceRecord.NONE : database.read(id)));
      return;
    }
    join(ours.subject().seqnum(), pair -> pair.ours = ours);
  }

  /**
   * udevd has handled an event.
   *
   * @param theirs the properties it sent out
   */
  public void udevdHandled(Map<String, String> theirs) {
    String seqnum = theirs.getOrDefault("SEQNUM", "");
    if (SEQNUM.matcher(seqnum).matches()) {
      join(Long.parseLong(seqnum), pair -> pair.theirs = theirs);
    }
  }

  private void join(long seqnum, Consumer<Pair> fill) {
    Pair pair;
    synchronized (this) {
      pair = waiting.computeIfAbsent(seqnum, unseen -> new Pair());
      fill.accept(pair);
      if (pair.ours == null || pair.theirs == null) {
        giveUpBeyondRoom();
        return;
      }
      waiting.remove(seqnum);
    }
    compare(pair.ours, OtherAnswer.of(pair.theirs, kernel(pair.ours)));
  }

  private void giveUpBeyondRoom() {
    if (waiting.size() > WAITING) {
      waiting.remove(waiting.keySet().iterator().next());
      givenUp++;
    }
  }

  private void compare(Handled ours, OtherAnswer theirs) {
    List<String> differences = new ArrayList<>(theirs.differences(ours, modules));
    String others = unaccounted(ours);
    if (!others.isEmpty()) {
      differences.add("would not have loaded " + others + ", live since then");
    }
    synchronized (this) {
      compared++;
      different += differences.isEmpty() ? 0 : 1;
      incomplete += OtherAnswer.isComplete(ours) ? 0 : 1;
    }
    if (!differences.isEmpty()) {
      String event = ours.subject().action() + " " + ours.subject().devpath();
      next.notice(Level.WARNING, "shadow: " + event + ": hotprobe " + String.join("; ", differences));
    }
  }

  /** Modules that are live and that no plan so far has had. */
  private synchronized String unaccounted(Handled ours) {
    for (Resolution resolution : ours.deeds().resolutions()) {
      if (resolution instanceof LoadPlan plan) {
        plan.steps().forEach(step -> accountedFor.add(step.module()));
      }
    }
    if (!ours.subject().action().equals("add")) {
      return "";
    }
    return modulesNow().stream().filter(accountedFor::add).map(ModuleName::value).collect(Collectors.joining(", "));
  }

  /** What the event had before the rules. */
  private static Map<String, String> kernel(Handled ours) {
    Map<String, String> kernel = new HashMap<>(ours.deeds().ruling().map(Ruling::properties).orElse(Map.of()));
    ours.deeds().ruling().ifPresent(ruling -> kernel.keySet().removeAll(ruling.assigned()));
    return kernel;
  }

  /** What came of it so far, on one line. */
  public synchronized String summary() {
    long oneSided = waiting.size() + givenUp;
    return "shadow: " + compared + " events compared, " + different + " differ"
        + (incomplete == 0 ? "" : "; of " + incomplete + " only the modules, since rules ask programs that were not run")
        + (oneSided == 0 ? "" : "; " + oneSided + " more were handled by one side only");
  }
}
