package io.hotprobe.pipeline;

import com.lmax.disruptor.EventHandler;
import io.hotprobe.journal.Handled.Deeds;
import io.hotprobe.journal.Journal;
import io.hotprobe.journal.Sighting;
import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.pipeline.Turn.Ticket;
import io.hotprobe.policy.UeventFacts;
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

  private static final int BEFORE_ALL = -1;

  private final Share share;
  private final EventRules rules;
  private final DeviceOrder order;
  private final Counters counters;
  private final Journal journal;
  private final Runnable deviceAdded;

  private final Uevent uevent = new Uevent();
  private final Uevent predecessor = new Uevent();
  private final Glance glance;
  private final AliasHits hits = new AliasHits();
  private final PresentDevices devices;
  private final UeventFacts facts;
  private final List<Resolution> resolutions = new ArrayList<>();
  private final UeventSlot restated = new UeventSlot();
  private Sighting sighting = Sighting.UNSEEN;

  /** Stage {@code number} of {@code stages}: the devices the hash of whose directory leaves that remainder are its own. */
  record Share(int number, int stages) {

    boolean has(UeventSlot slot) {
      return Long.remainderUnsigned(slot.shardHash, stages) == number;
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
    this.facts = rules.facts();
    this.devices = new PresentDevices(rules.bootPhase());
  }

  @Override
  public void onEvent(UeventSlot slot, long sequence, boolean endOfBatch) {
    try {
      if (slot.origin == UeventSlot.Origin.SKIPPED) {
        return;
      }
      if (slot.origin == UeventSlot.Origin.PASS_COMPLETE) {
        forgetAbsent(slot, sequence);
      } else if (slot.origin != UeventSlot.Origin.PULSE && share.has(slot)) {
        handle(slot, sequence);
      } else if (slot.isMove() && UeventParser.parse(slot.bytes, 0, slot.length, uevent) instanceof Uevent) {
        devices.leaveOldPath(uevent);
      }
    } finally {
      if (endOfBatch) {
        order.advance(share.number, sequence);
      }
    }
  }

  private void handle(UeventSlot slot, long sequence) {
    boolean open = false;
    sighting = Sighting.UNSEEN;
    try {
      open = take(slot, sequence);
    } finally {
      if (!open) {
        counters.handled.increment();
        sighting.passed();
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
    sighting = journal.sight(uevent, slot.origin == UeventSlot.Origin.LIVE);
    if (slot.origin == UeventSlot.Origin.LIVE && order.isCrowded() && isRefused(slot)) {
      return false;
    }
    switch (uevent.action()) {
      case ADD -> {
        return add(slot, sequence);
      }
      case REMOVE -> devices.remove(uevent);
      case MOVE -> move(slot);
      default -> { }
    }
    return look(slot, sequence, EventRules.Round.FIRST);
  }

  private boolean isRefused(UeventSlot slot) {
    if (!order.refuses(Causes.of(uevent))) {
      return false;
    }
    devices.miss(uevent, slot.pass);
    counters.storm.crowded.increment();
    return true;
  }

  /** Keeps its turn if it had one and both paths are this stage's, as with a new name; else the next pass gives it one. */
  private void move(UeventSlot slot) {
    if (devices.move(uevent, slot.pass) || rules.areForEveryEvent()) {
      devices.note(uevent, slot.pass, message(slot));
    }
  }

  private boolean add(UeventSlot slot, long sequence) {
    boolean live = slot.origin == UeventSlot.Origin.LIVE;
    removePredecessor(slot, sequence);
    if (!live && order.isCrowded() && isLacking(slot) && isRefused(slot)) {
      return false;
    }
    boolean again = order.failed().isDue(uevent.hash(uevent.devpath()), live, rules.resolver().edition());
    devices.meet(uevent, slot.pass);
    if (!live && isKnown(slot) && !again) {
      counters.known.increment();
      boolean changed = slot.origin == UeventSlot.Origin.RESYNC || devices.hasMissed(uevent);
      devices.makeUp(uevent);
      return changed && change(slot, sequence);
    }
    if (uevent.find(Key.MODALIAS) != Uevent.ABSENT) {
      deviceAdded.run();
    }
    return look(slot, sequence, again ? EventRules.Round.AGAIN : EventRules.Round.FIRST);
  }

  /** Whether a device that a pass over sysfs meets is to get a turn by it. */
  private boolean isLacking(UeventSlot slot) {
    return slot.origin == UeventSlot.Origin.RESYNC || !isKnown(slot) || devices.hasMissed(uevent)
        || order.failed().isDue(uevent.hash(uevent.devpath()), rules.resolver().edition());
  }

  private boolean isKnown(UeventSlot slot) {
    return devices.isKnown(uevent, rules.resolver().edition(), slot.pass);
  }

  /** At the place of a device there is another: the first one's remove was missed, and comes before what the second one's add brings. */
  private void removePredecessor(UeventSlot slot, long sequence) {
    byte[] message = devices.message(uevent);
    if (message == null || UeventParser.parse(message, 0, message.length, predecessor) instanceof Malformed
        || Causes.areSameDevice(predecessor, uevent, slot.origin == UeventSlot.Origin.LIVE)) {
      return;
    }
    UeventParser.parse(message, 0, message.length, uevent);
    remove(slot, sequence, BEFORE_ALL);
    UeventParser.parse(slot.bytes, 0, slot.length, uevent);
  }

  /** A device that had its turn may have changed while uevents were lost. */
  private boolean change(UeventSlot slot, long sequence) {
    return restate(Restatement.CHANGE, slot) && look(restated, sequence, EventRules.Round.FIRST);
  }

  private boolean restate(Restatement as, UeventSlot slot) {
    restated.pass = slot.pass;
    restated.origin = UeventSlot.Origin.RESYNC;
    restated.receivedNanos = slot.receivedNanos;
    return as.write(uevent, restated) && UeventParser.parse(restated.bytes, 0, restated.length, uevent) instanceof Uevent;
  }

  /** A pass over sysfs has ended: devices that it did not meet, and that are not there, get their remove. */
  private void forgetAbsent(UeventSlot slot, long sequence) {
    int nextRank = share.number;
    for (byte[] message : devices.metBefore(slot.pass)) {
      UeventParser.parse(message, 0, message.length, uevent);
      if (rules.isPresent(uevent.text(uevent.devpath()))) {
        devices.keep(uevent, slot.pass);
      } else {
        remove(slot, sequence, deepestFirst() + nextRank);
        nextRank += share.stages;
      }
    }
    devices.forgetBefore(slot.pass);
  }

  /** Gives the device in the view the remove that nobody sent. */
  private void remove(UeventSlot slot, long sequence, int rank) {
    devices.remove(uevent);
    if (restate(Restatement.REMOVE, slot)) {
      counters.storm.absent.increment();
      counters.coldplugged.increment();
      restated.rank = rank;
      Sighting ofAnother = sighting;
      handle(restated, sequence);
      sighting = ofAnother;
      restated.rank = 0;
    }
  }

  /** Less for a device the deeper it is, in steps of more than there are devices. */
  private int deepestFirst() {
    int depth = 0;
    for (int i = uevent.valueFrom(uevent.devpath()); i < uevent.valueTo(uevent.devpath()) && depth < DEEPEST; i++) {
      depth += uevent.bytes()[i] == '/' ? 1 : 0;
    }
    return (DEEPEST - depth) * (KnownDevices.MOST_KEPT * Pipeline.MOST_STAGES);
  }

  private boolean look(UeventSlot slot, long sequence, EventRules.Round round) {
    switch (rules.look(glance, uevent)) {
      case LOADS -> {
        return loads(slot, sequence);
      }
      case MORE -> {
        byte[] message = message(slot);
        long edition = rules.resolver().edition();
        if (uevent.action() == Action.ADD) {
          devices.note(uevent, slot.pass, message);
        }
        boolean replayed = slot != restated && slot.origin != UeventSlot.Origin.LIVE;
        enter(slot, sequence, rules.ruled(message, replayed, round, devices.meet(uevent, slot.pass)), edition);
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
    long edition = rules.resolver().edition();
    facts.of(uevent, devices.meet(uevent, slot.pass));
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
    byte[] message = message(slot);
    if (uevent.action() == Action.ADD) {
      note(slot, message, denied, edition);
    }
    if (work.isIdle()) {
      Turn turn = turn(slot, sequence, work);
      turn.start();
      turn.tell(journal, Deeds.loads(resolutions, List.of()));
      return false;
    }
    enter(slot, sequence, rules.kept(work, message), edition);
    return true;
  }

  private void consider(Modalias wanted) {
    Resolution resolution = rules.resolver().resolve(wanted, hits, facts);
    if (!(resolution instanceof Resolution.NoMatch)) {
      resolutions.add(resolution);
    }
  }

  /** A device that was added has had its turn, and gets another as soon as it could be answered otherwise. */
  private void note(UeventSlot slot, byte[] message, int denied, long edition) {
    if (denied == resolutions.size() || resolutions.stream().anyMatch(Resolution::isRestricted)) {
      devices.noteRefused(uevent, slot.pass, message, edition);
    } else {
      devices.note(uevent, slot.pass, message);
    }
  }

  /** @param edition taken before it was decided what to do: what changes meanwhile is another */
  private void enter(UeventSlot slot, long sequence, Work work, long edition) {
    counters.planned.increment();
    order.enter(turn(slot, sequence, rules.noting(work, uevent.hash(uevent.devpath()), edition)));
  }

  private Turn turn(UeventSlot slot, long sequence, Work work) {
    return new Turn(new Ticket(sequence, slot.rank, slot.receivedNanos), Causes.of(uevent), work).seenBy(sighting);
  }
}
