package io.hotprobe.pipeline;

import io.hotprobe.journal.Handled;
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
      require(!isWanted(device) || isDone(device, adds), "never handled: " + device);
    }
    adds.forEach(this::handledOnce);
  }

  /** Whether it, or one that cannot be told from it, has had its turn. */
  private boolean isDone(Device device, Map<Integer, List<Handled>> adds) {
    for (Device each = device; each != null; each = life.machine.all.get(each.twin())) {
      if (adds.containsKey(each.number())) {
        return true;
      }
    }
    return hasUnnoticedPredecessor(device, adds);
  }

  /** Whether one with its modalias had its turn at its place, and was not seen to leave. */
  private boolean hasUnnoticedPredecessor(Device device, Map<Integer, List<Handled>> adds) {
    String remove = "remove@" + device.devpath();
    return adds.values().stream().flatMap(List::stream).anyMatch(
        add -> add.subject().devpath().equals(device.devpath()) && add.subject().modalias().equals(device.modalias())
            && life.taken.values().stream().noneMatch(other -> other.header().equals(remove) && other.sequence() > taken(add).sequence()));
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
    Handled last = null;
    Set<String> before = new HashSet<>();
    for (Handled turn : turns) {
      live += taken(turn).origin() == UeventSlot.Origin.LIVE ? 1 : 0;
      boolean first = before.add(turn.subject().devpath()) || life.machine.moves.getOrDefault(device, 0) > 1;
      boolean allowed = first || taken(turn).origin() == UeventSlot.Origin.LIVE || hasCause(turn, last);
      require(allowed, "again without a cause: " + turn.subject());
      last = turn;
    }
    require(live <= 1, live + " turns for one uevent: " + turns);
  }

  /** Whether loads failed there before, or a uevent of another there, which came late, made the pass believe it was that one. */
  private boolean hasCause(Handled again, Handled last) {
    String place = again.subject().devpath();
    boolean failed = life.handled.stream().anyMatch(
        event -> event.subject().devpath().equals(place) && event.deeds().outcomes().stream().anyMatch(LoadOutcome::isFailure));
    return failed && again.deeds().programs().isEmpty()
        || life.taken.values().stream().anyMatch(
            other -> other.origin() == UeventSlot.Origin.LIVE && other.device() != taken(again).device() && isAt(place, other)
                && other.sequence() > taken(last).sequence() && other.sequence() < taken(again).sequence());
  }

  /** Whether it is of the place; a move is of both names. */
  private static boolean isAt(String place, Taken event) {
    return event.devpath().equals(place) || event.header().startsWith("move@") && place.startsWith("/n/");
  }

  /** The devices whose last turn failed for a reason that may pass, at the path they still have. */
  List<Device> failedDevices() {
    Map<Integer, List<Handled>> adds = adds();
    List<Device> failed = new ArrayList<>();
    for (Device device : life.machine.present.values()) {
      List<Handled> turns = adds.getOrDefault(device.number(), List.of());
      boolean stayed = !life.machine.moves.containsKey(device.number()) && !life.machine.moves.containsKey(device.twin());
      if (stayed && !turns.isEmpty() && isLastAt(device.devpath(), turns.get(turns.size() - 1)) && turns.get(turns.size() - 1).deeds().outcomes().stream().anyMatch(Invariants::mayPass)) {
        failed.add(device);
      }
    }
    return failed;
  }

  /** Whether no other device had its turn at that place since: a late uevent of one that was there before. */
  private boolean isLastAt(String devpath, Handled turn) {
    return adds().values().stream().flatMap(List::stream).noneMatch(
        other -> other.subject().devpath().equals(devpath) && taken(other).sequence() > taken(turn).sequence());
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
