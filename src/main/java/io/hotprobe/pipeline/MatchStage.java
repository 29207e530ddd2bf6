package io.hotprobe.pipeline;

import com.lmax.disruptor.EventHandler;
import io.hotprobe.journal.Handled.Deeds;
import io.hotprobe.journal.Journal;
import io.hotprobe.journal.Subject;
import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.policy.Occasion;
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
import java.util.List;

/**
 * Parses the uevents of its share of the devices, looks whether rules have something to do for them, resolves what they want loaded,
 * and enters a turn for each that leads anywhere. Confined to its thread; never blocks but for sysfs attributes that rules ask for;
 * allocates nothing for an event that leads nowhere.
 */
final class MatchStage implements EventHandler<UeventSlot> {

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
  private final BootDevices boot;
  private final UeventFacts facts;
  private final List<Resolution> resolutions = new ArrayList<>();

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
    this.facts = rules.facts();
    this.boot = new BootDevices(rules.bootPhase());
  }

  @Override
  public void onEvent(UeventSlot slot, long sequence, boolean endOfBatch) {
    try {
      if (slot.origin == UeventSlot.Origin.PASS_COMPLETE) {
        known.forgetBefore(slot.pass);
        boot.forgetBefore(slot.pass);
      } else if (slot.origin != UeventSlot.Origin.PULSE && share.has(slot)) {
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
    switch (uevent.action()) {
      case ADD -> {
        return add(slot, sequence);
      }
      case REMOVE -> {
        known.remove(uevent.hash(uevent.devpath()));
        boot.remove(uevent.hash(uevent.devpath()));
      }
      case MOVE -> move(slot.pass);
      default -> { }
    }
    return look(slot, sequence, EventRules.Round.FIRST);
  }

  /** The device keeps its turn under its new path, if it had one and both paths are this stage's; else the next pass gives it one. */
  private void move(long pass) {
    int old = uevent.find(Key.DEVPATH_OLD);
    if (old != Uevent.ABSENT && boot.remove(uevent.hash(old))) {
      boot.move(uevent.hash(uevent.devpath()), alias(), pass);
    }
    if (forgetOldPath()) {
      known.put(uevent.hash(uevent.devpath()), alias(), pass);
    }
  }

  private boolean forgetOldPath() {
    int old = uevent.find(Key.DEVPATH_OLD);
    if (old == Uevent.ABSENT) {
      return false;
    }
    boot.remove(uevent.hash(old));
    return known.remove(uevent.hash(old));
  }

  private boolean add(UeventSlot slot, long sequence) {
    long device = uevent.hash(uevent.devpath());
    boolean again = order.failed().isDue(device, slot.origin == UeventSlot.Origin.LIVE, rules.resolver().generation());
    boot.meet(device, alias(), slot.pass);
    if (slot.origin == UeventSlot.Origin.COLDPLUG && isKnown(device, slot.pass) && !again) {
      counters.known.increment();
      return false;
    }
    if (uevent.find(Key.MODALIAS) != Uevent.ABSENT) {
      deviceAdded.run();
    }
    return look(slot, sequence, again ? EventRules.Round.AGAIN : EventRules.Round.FIRST);
  }

  /** Whether it had its turn; one that was denied something had it only as long as nothing else would be answered. */
  private boolean isKnown(long device, long pass) {
    return known.meets(device, alias(), pass) || known.meets(device, aliasOfEdition(), pass);
  }

  private long aliasOfEdition() {
    return alias() ^ rules.resolver().edition() * 0x9E3779B97F4A7C15L;
  }

  private Occasion occasion(UeventSlot slot) {
    return boot.meet(uevent.hash(uevent.devpath()), alias(), slot.pass);
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
        note(slot, glance.wanted() > 0 && rules.resolver().policy().get().asksPresence());
        enter(slot, sequence, rules.ruled(slot, round, occasion(slot)));
        return true;
      }
      default -> {
        return false;
      }
    }
  }

  private boolean loads(UeventSlot slot, long sequence) {
    resolutions.clear();
    facts.of(uevent, occasion(slot));
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
    note(slot, denied == resolutions.size() || resolutions.stream().anyMatch(Resolution::isRestricted));
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
    Resolution resolution = rules.resolver().resolve(wanted, hits, facts);
    if (!(resolution instanceof Resolution.NoMatch)) {
      resolutions.add(resolution);
    }
  }

  /**
   * A device that was added has had its turn.
   *
   * @param denied whether it gets another as soon as it could be answered otherwise
   */
  private void note(UeventSlot slot, boolean denied) {
    if (uevent.action() == Action.ADD) {
      known.put(uevent.hash(uevent.devpath()), denied ? aliasOfEdition() : alias(), slot.pass);
    }
  }

  private void enter(UeventSlot slot, long sequence, Work work) {
    counters.planned.increment();
    order.enter(turn(slot, sequence, rules.noting(work, uevent.hash(uevent.devpath()))));
  }

  private Turn turn(UeventSlot slot, long sequence, Work work) {
    Subject subject =
        new Subject(
            uevent.seqnum(),
            uevent.text(Key.ACTION),
            uevent.text(uevent.devpath()),
            textOf(Key.DEVPATH_OLD),
            uevent.text(uevent.subsystem()),
            textOf(Key.MODALIAS));
    return new Turn(sequence, uevent.hash(uevent.devpath()), subject, work, slot.receivedNanos);
  }

  /** A property's value, empty when the event has none. */
  private String textOf(Key key) {
    String text = uevent.text(key);
    return text == null ? "" : text;
  }
}
