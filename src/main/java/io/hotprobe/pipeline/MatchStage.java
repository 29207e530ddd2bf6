package io.hotprobe.pipeline;

import com.lmax.disruptor.EventHandler;
import io.hotprobe.journal.Journal;
import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.resolve.Resolution;
import io.hotprobe.resolve.Resolver;
import io.hotprobe.uevent.Action;
import io.hotprobe.uevent.Key;
import io.hotprobe.uevent.Malformed;
import io.hotprobe.uevent.Parsed;
import io.hotprobe.uevent.Uevent;
import io.hotprobe.uevent.UeventParser;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses and resolves the uevents of its share of the devices, and enters a turn for each that has modules to load. Confined to its
 * thread; never blocks; allocates nothing for an event that leads nowhere.
 *
 * <p>Only {@code add} loads: what was unloaded by hand stays out when its device changes or binds.
 */
final class MatchStage implements EventHandler<UeventSlot> {

  private final int number;
  private final int stages;
  private final Resolver resolver;
  private final DeviceOrder order;
  private final Counters counters;
  private final Journal journal;
  private final Runnable deviceAdded;

  private final Uevent uevent = new Uevent();
  private final Modalias modalias = new Modalias();
  private final AliasHits hits = new AliasHits();
  private final KnownDevices known = new KnownDevices();
  private final List<Resolution> resolutions = new ArrayList<>();

  MatchStage(
      int number,
      int stages,
      Resolver resolver,
      DeviceOrder order,
      Counters counters,
      Journal journal,
      Runnable deviceAdded) {
    this.number = number;
    this.stages = stages;
    this.resolver = resolver;
    this.order = order;
    this.counters = counters;
    this.journal = journal;
    this.deviceAdded = deviceAdded;
  }

  @Override
  public void onEvent(UeventSlot slot, long sequence, boolean endOfBatch) {
    try {
      if (slot.origin == UeventSlot.Origin.PASS_COMPLETE) {
        known.forgetBefore(slot.pass);
      } else if (Long.remainderUnsigned(slot.deviceHash, stages) == number) {
        handle(slot, sequence);
      } else if (slot.isMove() && UeventParser.parse(slot.bytes, 0, slot.length, uevent) instanceof Uevent) {
        forgetOldPath();
      }
    } finally {
      if (endOfBatch) {
        order.advance(number, sequence);
      }
    }
  }

  private void handle(UeventSlot slot, long sequence) {
    boolean open = false;
    try {
      open = take(slot, sequence);
    } finally {
      if (!open) {
        counters.handled.increment();
      }
    }
  }

  /** Whether the event has got a turn and is not done with yet. */
  private boolean take(UeventSlot slot, long sequence) {
    Parsed parsed = UeventParser.parse(slot.bytes, 0, slot.length, uevent);
    if (parsed instanceof Malformed malformed) {
      counters.malformed.increment();
      journal.malformed(malformed);
      return false;
    }
    if (uevent.action() == Action.REMOVE) {
      known.remove(uevent.hash(uevent.devpath()));
      return false;
    }
    if (uevent.action() == Action.MOVE) {
      move(slot.pass);
      return false;
    }
    return uevent.action() == Action.ADD && add(slot, sequence);
  }

  /** The device keeps its turn under its new path, if it had one and both paths are this stage's; else the next pass gives it one. */
  private void move(long pass) {
    int property = uevent.find(Key.MODALIAS);
    if (forgetOldPath() && property != Uevent.ABSENT) {
      known.put(uevent.hash(uevent.devpath()), uevent.hash(property), pass);
    }
  }

  private boolean forgetOldPath() {
    int old = uevent.find(Key.DEVPATH_OLD);
    return old != Uevent.ABSENT && known.remove(uevent.hash(old));
  }

  private boolean add(UeventSlot slot, long sequence) {
    int property = uevent.find(Key.MODALIAS);
    long device = uevent.hash(uevent.devpath());
    long alias = property == Uevent.ABSENT ? 0 : uevent.hash(property);
    boolean again = order.failed().remove(device);
    if (slot.origin == UeventSlot.Origin.COLDPLUG && known.meets(device, alias, slot.pass) && !again) {
      counters.known.increment();
      return false;
    }
    resolutions.clear();
    if (property != Uevent.ABSENT) {
      deviceAdded.run();
      int from = uevent.valueFrom(property);
      modalias.set(uevent.bytes(), from, uevent.valueTo(property) - from);
      consider(modalias);
    }
    for (int i = 0; i < DriverCases.count(); i++) {
      Modalias module = DriverCases.module(i, uevent);
      if (module != null) {
        consider(module);
      }
    }
    if (!resolutions.isEmpty()) {
      return act(slot, sequence, property, device, alias);
    }
    if (property != Uevent.ABSENT) {
      counters.unmatched.increment();
      journal.unmatched(uevent);
    }
    return false;
  }

  private void consider(Modalias wanted) {
    Resolution resolution = resolver.resolve(wanted, hits);
    if (!(resolution instanceof Resolution.NoMatch)) {
      resolutions.add(resolution);
    }
  }

  private boolean act(UeventSlot slot, long sequence, int property, long device, long alias) {
    String text = property == Uevent.ABSENT ? "" : uevent.text(property);
    Turn turn =
        new Turn(
            sequence,
            device,
            uevent.seqnum(),
            uevent.text(uevent.devpath()),
            uevent.text(uevent.subsystem()),
            text,
            List.copyOf(resolutions),
            slot.receivedNanos);
    int denied = turn.denied();
    counters.denied.add(denied);
    if (denied < resolutions.size()) {
      known.put(device, alias, slot.pass);
    }
    if (turn.isIdle()) {
      turn.start();
      turn.tell(journal, List.of());
      return false;
    }
    counters.planned.increment();
    order.enter(turn);
    return true;
  }
}
