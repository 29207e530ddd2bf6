package io.hotprobe.pipeline;

import com.lmax.disruptor.EventHandler;
import io.hotprobe.journal.Handled.Deeds;
import io.hotprobe.journal.Journal;
import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.pipeline.Turn.Cause;
import io.hotprobe.pipeline.Turn.Ticket;
import io.hotprobe.resolve.Resolution;
import io.hotprobe.rules.Glance;
import io.hotprobe.uevent.Action;
import io.hotprobe.uevent.Key;
import io.hotprobe.uevent.Malformed;
import io.hotprobe.uevent.Parsed;
import io.hotprobe.uevent.Uevent;
import io.hotprobe.uevent.UeventParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Parses the uevents of its share of the devices, looks whether rules have something to do for them, resolves what they want loaded,
 * and enters a turn for each that leads anywhere. Confined to its thread; never blocks but for sysfs attributes that rules ask for;
 * allocates nothing for an event that leads nowhere.
 */
final class MatchStage implements EventHandler<UeventSlot> {

  /** Directories below the root beyond which one device counts as deep as the next. */
  private static final int DEEPEST = 1024;

  private final Share share;
  private final EventRules rules;
  private final DeviceOrder order;
  private final Counters counters;
  private final Journal journal;
  private final Runnable deviceAdded;

  private final Uevent uevent = new Uevent();
  private final Glance glance;
  private final AliasHits hits = new AliasHits();
  private final KnownDevices known = new KnownDevices();
  private final List<Resolution> resolutions = new ArrayList<>();
  private final UeventSlot restated = new UeventSlot();

  /** Stage {@code number} of {@code stages}: the devices whose hash leaves that remainder are its own. */
  record Share(int number, int stages) {

    boolean has(UeventSlot slot) {
      return Long.remainderUnsigned(slot.deviceHash, stages) == number;
    }
  }

  /** @param deviceAdded is run for each device that was added and has a modalias */
  MatchStage(Share share, EventRules rules, DeviceOrder order, Counters counters, Journal journal, Runnable deviceAdded) {
    this.share = share;
    this.rules = rules;
    this.order = order;
    this.counters = counters;
    this.journal = journal;
    this.deviceAdded = deviceAdded;
    this.glance = rules.glance();
  }

  @Override
  public void onEvent(UeventSlot slot, long sequence, boolean endOfBatch) {
    try {
      if (slot.origin == UeventSlot.Origin.SKIPPED) {
        return;
      }
      if (slot.origin == UeventSlot.Origin.PASS_COMPLETE) {
        forgetAbsent(slot, sequence);
      } else if (share.has(slot)) {
        handle(slot, sequence);
      } else if (slot.isMove() && UeventParser.parse(slot.bytes, 0, slot.length, uevent) instanceof Uevent) {
        forgetOldPath();
      }
    } finally {
      if (endOfBatch) {
        order.advance(share.number, sequence);
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
    if (order.isCrowded() && isRefused(slot)) {
      return false;
    }
    switch (uevent.action()) {
      case ADD -> {
        return add(slot, sequence);
      }
      case REMOVE -> known.remove(uevent.hash(uevent.devpath()));
      case MOVE -> move(slot);
      default -> { }
    }
    return look(slot, sequence, EventRules.Round.FIRST);
  }

  /** Nothing is noted of it, so that the pass that makes up for it sees that something was missed. */
  private boolean isRefused(UeventSlot slot) {
    Cause cause = Causes.of(uevent);
    if (!order.refuses(cause)) {
      return false;
    }
    known.meets(cause.device(), slot.pass);
    counters.storm.crowded.increment();
    return true;
  }

  /** The device keeps its turn under its new path, if it had one and both paths are this stage's; else the next pass gives it one. */
  private void move(UeventSlot slot) {
    if (forgetOldPath() || rules.areForEveryEvent()) {
      known.put(uevent.hash(uevent.devpath()), alias(), slot.pass, message(slot));
    }
  }

  private boolean forgetOldPath() {
    int old = uevent.find(Key.DEVPATH_OLD);
    return old != Uevent.ABSENT && known.remove(uevent.hash(old));
  }

  private boolean add(UeventSlot slot, long sequence) {
    long device = uevent.hash(uevent.devpath());
    boolean again = order.failed().remove(device);
    if (slot.origin != UeventSlot.Origin.LIVE && known.meets(device, alias(), slot.pass) && !again) {
      counters.known.increment();
      return slot.origin == UeventSlot.Origin.RESYNC && change(slot, sequence);
    }
    if (uevent.find(Key.MODALIAS) != Uevent.ABSENT) {
      deviceAdded.run();
    }
    return look(slot, sequence, again ? EventRules.Round.AGAIN : EventRules.Round.FIRST);
  }

  /** A device that had its turn may have changed while uevents were lost. */
  private boolean change(UeventSlot slot, long sequence) {
    return restate(Restatement.CHANGE, slot) && look(restated, sequence, EventRules.Round.FIRST);
  }

  private boolean restate(Restatement as, UeventSlot slot) {
    restated.pass = slot.pass;
    restated.receivedNanos = slot.receivedNanos;
    return as.write(uevent, restated) && UeventParser.parse(restated.bytes, 0, restated.length, uevent) instanceof Uevent;
  }

  /** A pass over sysfs has ended: devices that it did not meet, and that are not there, get their remove. */
  private void forgetAbsent(UeventSlot slot, long sequence) {
    int nextRank = share.number;
    for (byte[] message : known.metBefore(slot.pass)) {
      UeventParser.parse(message, 0, message.length, uevent);
      long device = uevent.hash(uevent.devpath());
      if (rules.isPresent(uevent.text(uevent.devpath()))) {
        known.meets(device, slot.pass);
      } else if (restate(Restatement.REMOVE, slot)) {
        known.remove(device);
        counters.storm.absent.increment();
        counters.coldplugged.increment();
        restated.rank = deepestFirst() + nextRank;
        nextRank += share.stages;
        handle(restated, sequence);
      }
    }
    restated.rank = 0;
    known.forgetBefore(slot.pass);
  }

  /** Less for a device the deeper it is, in steps of more than there are devices. */
  private int deepestFirst() {
    int depth = 0;
    for (int i = uevent.valueFrom(uevent.devpath()); i < uevent.valueTo(uevent.devpath()) && depth < DEEPEST; i++) {
      depth += uevent.bytes()[i] == '/' ? 1 : 0;
    }
    return (DEEPEST - depth) * (KnownDevices.MOST_KEPT * Pipeline.MOST_STAGES);
  }

  /** The hash of its modalias, 0 when it has none. */
  private long alias() {
    int property = uevent.find(Key.MODALIAS);
    return property == Uevent.ABSENT ? 0 : uevent.hash(property);
  }

  private boolean look(UeventSlot slot, long sequence, EventRules.Round round) {
    switch (rules.look(glance, uevent)) {
      case LOADS -> {
        return loads(slot, sequence);
      }
      case MORE -> {
        byte[] message = message(slot);
        note(slot, message);
        enter(slot, sequence, rules.ruled(message, round));
        return true;
      }
      default -> {
        return false;
      }
    }
  }

  private static byte[] message(UeventSlot slot) {
    return Arrays.copyOf(slot.bytes, slot.length);
  }

  private boolean loads(UeventSlot slot, long sequence) {
    resolutions.clear();
    for (int i = 0; i < glance.wanted(); i++) {
      consider(glance.wanted(i));
    }
    if (resolutions.isEmpty()) {
      counters.unmatched.increment();
      journal.unmatched(uevent);
      return false;
    }
    ModuleLoads work = rules.loads(resolutions);
    int denied = Deeds.loads(resolutions, List.of()).denied();
    counters.denied.add(denied);
    if (denied < resolutions.size()) {
      note(slot, message(slot));
    }
    if (work.isIdle()) {
      Turn turn = turn(slot, sequence, work);
      turn.start();
      journal.handled(turn.handled(Deeds.loads(resolutions, List.of())));
      return false;
    }
    enter(slot, sequence, work);
    return true;
  }

  private void consider(Modalias wanted) {
    Resolution resolution = rules.resolver().resolve(wanted, hits);
    if (!(resolution instanceof Resolution.NoMatch)) {
      resolutions.add(resolution);
    }
  }

  /** A device that was added has had its turn. */
  private void note(UeventSlot slot, byte[] message) {
    if (uevent.action() == Action.ADD) {
      known.put(uevent.hash(uevent.devpath()), alias(), slot.pass, message);
    }
  }

  private void enter(UeventSlot slot, long sequence, Work work) {
    counters.planned.increment();
    order.enter(turn(slot, sequence, work));
  }

  private Turn turn(UeventSlot slot, long sequence, Work work) {
    return new Turn(new Ticket(sequence, slot.rank, slot.receivedNanos), Causes.of(uevent), work);
  }
}
