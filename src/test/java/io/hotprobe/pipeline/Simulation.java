package io.hotprobe.pipeline;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.hotprobe.journal.Handled;
import io.hotprobe.journal.Journal;
import io.hotprobe.module.Errno;
import io.hotprobe.module.Modules;
import io.hotprobe.module.Programs;
import io.hotprobe.simulate.Script;
import io.hotprobe.simulate.SimulatedCommands;
import io.hotprobe.simulate.SmallWorld;
import io.hotprobe.simulate.SteppedModules;
import io.hotprobe.uevent.Malformed;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * One life of a pipeline, in an order of steps and with misfortunes that a seed decides: devices come, go and move, uevents are lost,
 * rules change, loads fail or take long, programs hang. The pipeline's own classes run it, but no thread does.
 */
final class Simulation implements Journal {

  private static final List<String> MODULES = List.of("base", "one", "two", "three");
  private static final Errno[] FAILURES = {Errno.EAGAIN, Errno.ENOMEM, Errno.EBUSY, Errno.ENOEXEC, Errno.EKEYREJECTED, Errno.ENODEV};

  final SimulatedMachine machine;
  final SteppedModules kernel;
  final List<Handled> handled = new ArrayList<>();
  final List<String> notices = new ArrayList<>();
  /** By the time that it is said to have been received: what was taken in. */
  final Map<Long, Taken> taken = new LinkedHashMap<>();
  final Pipeline pipeline;
  final Schedule schedule;
  private final SimulatedHost host;
  private final SplittableRandom random;
  private final Sequence[] passed;
  private final RingBuffer<UeventSlot> slots;
  private long seen = -1;
  private long clock;
  private int deeds;

  /** A uevent that was put into the ring, and which device it was about. */
  record Taken(long sequence, UeventSlot.Origin origin, int device, String header) {

    String devpath() {
      return header.substring(header.indexOf('@') + 1);
    }
  }

  Simulation(SimulatedHost host, long seed) throws IOException {
    this.host = host;
    schedule = new Schedule(seed, host.idle);
    random = schedule.random.split();
    machine = host.machine;
    machine.reset(random.split(), random.nextBoolean() ? 3 + random.nextInt(20) : 400);
    host.resetRules();
    host.programs = this::run;
    kernel = new SteppedModules(host.tree, time -> schedule.pause(time.toNanos()));
    drawFailures();
    pipeline =
        new Pipeline(
            new Pipeline.Ports(machine, machine.sysfs, kernel, new SimulatedCommands(Script.empty())), host.resolver, host.rules, this, schedule);
    passed = new Sequence[schedule.stages()];
    for (int i = 0; i < passed.length; i++) {
      passed[i] = new Sequence();
    }
    slots = pipeline.ring.slotsBehind(passed);
    deeds = 5 + random.nextInt(30);
    schedule.add(this::canRead, this::read);
    for (int i = 0; i < passed.length; i++) {
      int stage = i;
      schedule.add(() -> passed[stage].get() < pipeline.ring.cursor(), () -> match(stage));
    }
    schedule.add(() -> deeds > 0, this::happen);
    schedule.add(machine::hasUnsent, machine::send);
  }

  private void drawFailures() {
    for (String module : MODULES) {
      if (random.nextInt(4) == 0) {
        int times = random.nextInt(3) == 0 ? Integer.MAX_VALUE : 1 + random.nextInt(6);
        kernel.fails(module, FAILURES[random.nextInt(FAILURES.length)], times);
      }
      if (random.nextBoolean()) {
        kernel.takes(module, Duration.ofMillis(1 + random.nextInt(random.nextInt(8) == 0 ? 100_000 : 50)));
      }
    }
  }

  private Programs.End run(Programs.Invocation program) {
    machine.note("run ", program.environment().get("ACTION") + " " + program.environment().get("DEVPATH"));
    int kind = random.nextInt(12);
    if (kind == 0) {
      schedule.pause(program.limit().toNanos());
      return new Programs.End.TimedOut(program.limit(), "", "");
    }
    schedule.pause(kind < 6 ? 0 : TimeUnit.MILLISECONDS.toNanos(1 + random.nextInt(100)));
    return new Programs.End.Exited(kind == 1 ? 1 : 0, "", "");
  }

  /** Whether the reader has something to do, and room for it. */
  private boolean canRead() {
    return (machine.hasSomething() || pipeline.reader.isPolling())
        && slots.remainingCapacity() > SimulatedMachine.PLACES.size() + 16 && pipeline.order.open() < DeviceOrder.LIMIT;
  }

  private void read() {
    try {
      pipeline.reader.receiveGuarded();
    } catch (IOException | InterruptedException broken) {
      throw new AssertionError(broken);
    }
    for (; seen < pipeline.ring.cursor(); seen++) {
      UeventSlot slot = slots.get(seen + 1);
      slot.receivedNanos = ++clock;
      taken.put(clock, new Taken(seen + 1, slot.origin, device(slot), text(slot).split("\0", 2)[0]));
      machine.note("taken ", taken.get(clock));
    }
  }

  private static String text(UeventSlot slot) {
    return new String(slot.bytes, 0, slot.length, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static int device(UeventSlot slot) {
    String text = text(slot);
    int at = text.indexOf("\0INSTANCE=");
    return at < 0 ? 0 : Integer.parseInt(text.substring(at + 10, text.indexOf('\0', at + 1)));
  }

  private void match(int stage) {
    long from = passed[stage].get() + 1;
    long to = from + random.nextInt((int) Math.min(pipeline.ring.cursor() - from + 1, 8));
    for (long sequence = from; sequence <= to; sequence++) {
      long crowded = pipeline.counters().storm().crowded();
      pipeline.stages.get(stage).onEvent(slots.get(sequence), sequence, sequence == to);
      if (pipeline.counters().storm().crowded() > crowded && slots.get(sequence).origin == UeventSlot.Origin.LIVE) {
        machine.unsaid.add(device(slots.get(sequence)));
      }
    }
    passed[stage].set(to);
  }

  private void happen() {
    deeds--;
    int lot = random.nextInt(100);
    if (lot < 40) {
      machine.plug();
    } else if (lot < 60) {
      machine.unplug();
    } else if (lot < 68) {
      machine.move();
    } else if (lot < 78) {
      machine.tell(random.nextBoolean() ? "bind" : "change", 1);
    } else if (lot < 82) {
      machine.tell("change", 3 + random.nextInt(random.nextInt(4) == 0 ? 80 : 12));
    } else if (lot < 87) {
      machine.note("lose", "");
      machine.lose();
    } else if (lot < 92) {
      machine.note("swap", "");
      machine.swapInSilence();
    } else if (lot < 97) {
      pipeline.coldplug();
    } else if (lot < 99) {
      String module = MODULES.get(random.nextInt(MODULES.size()));
      machine.note("unload ", module + " " + kernel.unload(SmallWorld.name(module), Modules.Force.NONE));
    } else if (random.nextInt(8) == 0) {
      host.changeRules();
    }
  }

  /** Lives, until nothing is left to do. */
  void run() {
    schedule.runUntilQuiet();
  }

  /** Loses something once more, and repairs it. */
  void loseAndRun() {
    machine.note("lose at the end", "");
    machine.lose();
    run();
  }

  @Override
  public void handled(Handled told) {
    handled.add(told);
    machine.note("handled ", told.subject() + " " + told.deeds().outcomes());
  }

  @Override
  public void malformed(Malformed reason) {
    throw new AssertionError("malformed: " + reason);
  }

  @Override
  public void notice(System.Logger.Level level, String text) {
    notices.add(level + " " + text);
    machine.note("notice ", text);
  }
}
