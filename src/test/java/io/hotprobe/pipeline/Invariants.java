package io.hotprobe.pipeline;

import io.hotprobe.journal.Handled;
import io.hotprobe.journal.Subject;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.Modules;
import io.hotprobe.pipeline.Simulation.Taken;
import io.hotprobe.pipeline.SimulatedMachine.Device;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What must hold when a simulated pipeline has become quiet, whatever happened before. */
final class Invariants {

  private final Simulation life;
  private final List<String> broken = new ArrayList<>();

  Invariants(Simulation life) {
    this.life = life;
  }

  /** What does not hold; empty when all does. */
  List<String> broken() {
    quiet();
    counted();
    order();
    loads();
    handledOnce();
    endState();
    return broken;
  }

  private void require(boolean holds, String what) {
    if (!holds) {
      broken.add(what);
    }
  }

  private void quiet() {
    require(life.pipeline.order.open() == 0, life.pipeline.order.open() + " turns are open for ever");
    require(life.pipeline.isQuiet(), "not quiet at the end");
  }

  private void counted() {
    Counters.Reading counters = life.pipeline.counters();
    require(counters.faults() == 0, "faults: " + life.notices);
    require(counters.handled() == counters.received() + counters.coldplugged(), "does not add up: " + counters);
    require(counters.received() == life.machine.delivered.size(), "received " + counters.received() + " of " + life.machine.delivered.size());
    require(counters.dropped() == life.machine.dropped(), "dropped " + counters.dropped() + " of " + life.machine.dropped());
    require(counters.dropped() == 0 || counters.overruns() > 0, "a loss was not noticed");
    require(life.pipeline.order.open() <= DeviceOrder.LIMIT, "more turns than the limit");
  }

  private Taken taken(Handled event) {
    return life.taken.get(event.times().receivedNanos());
  }

  private static boolean isWork(Handled event) {
    return !event.deeds().outcomes().isEmpty() || event.deeds().ruling().isPresent();
  }

  /** Of a device, its ancestors and its descendants one event after the other, in the order in which they came. */
  private void order() {
    List<Handled> works = new ArrayList<>(life.handled);
    works.removeIf(event -> !isWork(event));
    for (Handled first : works) {
      for (Handled second : works) {
        if (taken(first).sequence() < taken(second).sequence() && areRelated(first, second)) {
          boolean apart = first.times().endedNanos() <= second.times().startedNanos();
          require(apart, "order: " + second.subject() + " began before the end of " + first.subject());
        }
      }
    }
  }

  private static boolean areRelated(Handled first, Handled second) {
    for (String one : places(first)) {
      for (String other : places(second)) {
        if (one.equals(other) || one.startsWith(other + "/") || other.startsWith(one + "/")) {
          return true;
        }
      }
    }
    return false;
  }

  private static List<String> places(Handled event) {
    String old = event.subject().oldDevpath();
    return old.isEmpty() ? List.of(event.subject().devpath()) : List.of(event.subject().devpath(), old);
  }

  private void loads() {
    broken.addAll(life.kernel.offences);
    for (Handled event : life.handled) {
      boolean add = event.subject().action().equals("add");
      require(add || event.deeds().outcomes().isEmpty(), event.subject().action() + " loaded: " + event.deeds().outcomes());
      for (LoadOutcome outcome : event.deeds().outcomes()) {
        require(!(outcome instanceof LoadOutcome.Broken), outcome.text());
      }
    }
  }

  /**
   * Every device that is there has had its turn, once by its own uevent and once by a pass that came upon it before that; after a failed
   * one a pass gives it another.
   */
  private void handledOnce() {
    Map<Integer, List<Handled>> adds = adds();
    for (Device device : life.machine.present.values()) {
      boolean moved = SimulatedMachine.isOneOfTwoNames(device.devpath()) && !life.machine.moves.isEmpty();
      require(moved || !isWanted(device) || isDone(device, adds), "never handled: " + device);
    }
    adds.forEach(this::handledOnce);
  }

  /**
   * What the programs of rules were told of each place is what is there. A device that is moved is left out: it is not known at a path of
   * another stage, and a pass that is under way meanwhile may meet it at neither path.
   */
  private void endState() {
    Set<String> told = new TreeSet<>();
    for (Handled event : life.handled) {
      if (event.deeds().ruling().isPresent()) {
        tell(event.subject(), told);
      }
    }
    Set<String> there = new TreeSet<>(life.machine.present.keySet());
    there.removeIf(place -> !life.machine.isRuled(place));
    if (!life.machine.moves.isEmpty()) {
      told.removeIf(SimulatedMachine::isOneOfTwoNames);
      there.removeIf(SimulatedMachine::isOneOfTwoNames);
    }
    require(told.equals(there), "there are " + there + ", and rules were told of " + told);
  }

  private static void tell(Subject event, Set<String> told) {
    switch (event.action()) {
      case "add" -> told.add(event.devpath());
      case "remove" -> told.remove(event.devpath());
      case "move" -> {
        if (told.remove(event.oldDevpath())) {
          told.add(event.devpath());
        }
      }
      default -> { }
    }
  }

  /** Whether it has had its turn, or one at its place that sysfs cannot tell from it and whose going nobody was told of. */
  private boolean isDone(Device device, Map<Integer, List<Handled>> adds) {
    boolean hidden = life.machine.unsaid.contains(device.number()) || life.machine.moves.containsKey(device.number());
    return adds.containsKey(device.number()) || hidden && adds.entrySet().stream().anyMatch(
        other -> other.getValue().get(0).subject().modalias().equals(device.modalias())
            && group(other.getValue().get(0).subject().devpath()).equals(group(device.devpath())));
  }

  /** Its place, or the one of the two names of it that stands for both. */
  private static String group(String devpath) {
    return devpath.replace("lan", "eth");
  }

  /** Whether there is something to do when it is added. */
  private static boolean isWanted(Device device) {
    return device.ruled() || !List.of("", "p:nobody", "p:off").contains(device.modalias());
  }

  private Map<Integer, List<Handled>> adds() {
    Map<Integer, List<Handled>> adds = new HashMap<>();
    for (Handled event : life.handled) {
      if (event.subject().action().equals("add") && isWork(event)) {
        adds.computeIfAbsent(taken(event).device(), unseen -> new ArrayList<>()).add(event);
      }
    }
    return adds;
  }

  private void handledOnce(int device, List<Handled> turns) {
    int live = 0;
    Set<String> before = new HashSet<>();
    for (Handled turn : turns) {
      live += taken(turn).origin() == UeventSlot.Origin.LIVE ? 1 : 0;
      boolean moved = SimulatedMachine.isOneOfTwoNames(turn.subject().devpath()) && !life.machine.moves.isEmpty();
      boolean first = before.add(turn.subject().devpath()) || moved;
      boolean allowed = first || taken(turn).origin() == UeventSlot.Origin.LIVE || hasCause(turn, turns.get(0));
      require(allowed, "again without a cause: " + turn.subject());
    }
    require(live <= 1, live + " turns for one uevent: " + turns);
  }

  /** Whether loads failed there before, or a uevent of another there, which came late, made the pass believe it was that one. */
  private boolean hasCause(Handled again, Handled first) {
    String place = again.subject().devpath();
    boolean failed = life.handled.stream().anyMatch(
        event -> event.subject().devpath().equals(place) && event.deeds().outcomes().stream().anyMatch(LoadOutcome::isFailure));
    return failed && again.deeds().programs().isEmpty()
        || life.taken.values().stream().anyMatch(
            other -> other.origin() == UeventSlot.Origin.LIVE && other.device() != taken(again).device() && other.devpath().equals(place)
                && other.sequence() > taken(first).sequence() && other.sequence() < taken(again).sequence());
  }

  /** The devices whose last turn failed for a reason that may pass, at the path they still have. */
  List<Device> failedDevices() {
    Map<Integer, List<Handled>> adds = adds();
    List<Device> failed = new ArrayList<>();
    for (Device device : life.machine.present.values()) {
      List<Handled> turns = adds.getOrDefault(device.number(), List.of());
      boolean stayed = !life.machine.moves.containsKey(device.number()) && !life.machine.unsaid.contains(device.number());
      if (stayed && !turns.isEmpty() && turns.get(turns.size() - 1).deeds().outcomes().stream().anyMatch(Invariants::mayPass)) {
        failed.add(device);
      }
    }
    return failed;
  }

  private static boolean mayPass(LoadOutcome outcome) {
    return outcome instanceof LoadOutcome.Failed failed && failed.retryable();
  }

  int turns(Device device) {
    return adds().getOrDefault(device.number(), List.of()).size();
  }

  /** What was said to be loaded is live, if nobody took it out. */
  static boolean isLive(LoadOutcome outcome, Modules kernel) {
    return !(outcome instanceof LoadOutcome.Loaded) || kernel.state(outcome.module()) == Modules.State.LIVE;
  }
}
