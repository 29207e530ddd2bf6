package io.hotprobe.pipeline;

import com.lmax.disruptor.TimeoutException;
import io.hotprobe.journal.Handled;
import io.hotprobe.journal.Journal;
import io.hotprobe.load.LoadCounters;
import io.hotprobe.journal.UnfinishedEvents;
import io.hotprobe.load.Loader;
import io.hotprobe.module.Commands;
import io.hotprobe.module.Modules;
import io.hotprobe.policy.SysfsPresence;
import io.hotprobe.resolve.Resolver;
import io.hotprobe.sysfs.Coldplug;
import io.hotprobe.uevent.Ignored;
import io.hotprobe.uevent.UeventSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The one path of every event: source → ring → match stages → order among devices → loader → journal.
 *
 * <p>{@link #start}, {@link #settle} and {@link #close} may be called from any thread, {@code start} once.
 */
public final class Pipeline implements AutoCloseable {

  /** Most match stages; there is one for every two processors. One handles about a million uevents a second. */
  static final int MOST_STAGES = 4;

  /** Loads and commands that run at the same time; what is beyond waits, at most {@link DeviceOrder#LIMIT} turns of it. */
  static final int LOADERS = 16;

  /** Events that rules run programs or do node work for at the same time; what is beyond waits, as for loads. */
  static final int WORKERS = 16 + 2 * Runtime.getRuntime().availableProcessors();

  /** What {@link #settle} gives the reader at least to wake up and look at the source, in milliseconds. */
  static final long LOOK_MILLIS = 1_000;

  /** How long {@link #close} waits for the ring to be emptied, in milliseconds. */
  static final long CLOSE_MILLIS = 10_000;

  private final UeventSource source;
  private final Journal journal;
  private final Counters counters = new Counters();
  private final ExecutorService loaders;
  private final ExecutorService workers;
  private final ExecutorService starter;
  private final ExecutorService tables;
  private final SlowTurns slowTurns;
  final DeviceOrder order;
  private final Gate gate = new Gate(this::begin, this::drop);
  private final PendingMark pendingMark;
  final UeventRing ring;
  final UeventReader reader;
  final List<MatchStage> stages = new ArrayList<>();
  private final EventRules eventRules;
  private final Pulse pulse;
  private final EarlyFilter filter;
  private final Thread readerThread;
  private final BootPhase bootPhase;
  private final Loader loader;
  private final SecondTurns secondTurns;
  private final TableWatch tableWatch;
  private volatile boolean ended;
  private final CompletableFuture<Long> firstPass = new CompletableFuture<>();

  /** The outer world of a pipeline: where uevents come from, where devices are read, who loads and who runs commands. */
  public record Ports(UeventSource source, Path sysfs, Modules modules, Commands commands) {}

  /** Wires a pipeline; nothing runs before {@link #start}. */
  public Pipeline(Ports ports, Resolver resolver, Rules rules, Journal journal) {
    this(ports, resolver, rules, journal, Crew.THREADS);
  }

  Pipeline(Ports ports, Resolver resolver, Rules rules, Journal journal, Crew crew) {
    this.source = ports.source();
    this.journal = journal;
    loaders = crew.team("loader", LOADERS);
    starter = crew.team("starter", 1);
    tables = crew.team("tables", 1);
    workers = crew.team("worker", WORKERS);
    loader = new Loader(ports.modules(), ports.commands(), loaders);
    int count = crew.stages();
    order = new DeviceOrder(count, crew.jam(), new Turns());
    slowTurns = new SlowTurns(order, journal, starter);
    pendingMark = new PendingMark(rules.work(), this::isQuiet, starter);
    ring = new UeventRing(crew.slots(), new NamedThreads("match"), counters, journal, pendingMark::taken);
    filter = new EarlyFilter(rules, source, journal, this::wantPass);
    rules.book().whenReplaced(filter::refresh);
    Intake intake = new Intake(ring, filter, counters);
    SysfsPasses passes = new SysfsPasses(() -> new Coldplug(ports.sysfs()), intake, counters, source::dropped, firstPass::complete);
    passes.inStepsOf(crew.passStep());
    reader = new UeventReader(source, intake, order, passes, counters, journal);
    secondTurns = new SecondTurns(order.failed(), new LateTurns(reader::wantPass, tables, journal));
    tableWatch = new TableWatch(resolver, this::tablesChanged, journal, tables);
    SysfsPresence presence = new SysfsPresence(rules.surroundings().sysfs(), ports.modules());
    eventRules = new EventRules(rules, resolver, loader, workers, journal, presence);
    eventRules.use(secondTurns);
    bootPhase = eventRules.bootPhase();
    for (int number = 0; number < count; number++) {
      stages.add(new MatchStage(new MatchStage.Share(number, count), eventRules, order, counters, journal, tableWatch));
    }
    pulse = new Pulse(reader, order, starter, counters, () -> gate.queue().shut());
    readerThread = new NamedThreads("reader").newThread(this::read);
  }

  /**
   * Has uevents left out before they are parsed. To be called before {@link #start}.
   *
   * @param named these, whatever the rules say
   * @param derived whether also those of memory and processors, as long as no rule could do something for them
   */
  public void leaveOut(Ignored named, boolean derived) {
    filter.name(named, derived);
  }

  /** What is left out because no rule could do something for it, as a clause; empty when that is nothing. */
  public String leftOut() {
    return filter.text();
  }

  private void wantPass() {
    reader.wantPass();
  }

  /** Starts to read live uevents. */
  public void start() {
    filter.begin();
    ring.start(stages);
    readerThread.start();
  }

  /** Asks for a pass over sysfs: every device that has not had its turn gets it. */
  public void coldplug() {
    reader.wantPass();
  }

  /**
   * The service ran before in this boot: these devices were there then, all others were inserted later. To be called before
   * {@link #start}.
   */
  public void restoreBoot(BootSet devices) {
    bootPhase.restore(devices);
  }

  /** Devices that appear so long after this no longer count as there at boot. The first call counts; before it all do. */
  public void endBoot(Duration grace) {
    bootPhase.end(grace);
  }

  /**
   * Waits until the first pass over sysfs is complete and all it found is handled.
   *
   * @param millis how long at most
   * @return whether it came to that
   */
  public boolean awaitColdplug(long millis) throws InterruptedException {
    try {
      long start = System.nanoTime();
      long sequence = firstPass.get(millis, TimeUnit.MILLISECONDS);
      return order.awaitOver(sequence, millis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    } catch (ExecutionException | java.util.concurrent.TimeoutException late) {
      return false;
    }
  }

  /**
   * Waits until everything that was in the source before this call is taken in and handled, and what was lost of it made up for: until no
   * pass over sysfs is wanted or under way, either.
   *
   * @param millis how long at most; the look at the source may take {@link #LOOK_MILLIS} in any case
   * @return whether it came to that
   */
  public boolean settle(long millis) throws InterruptedException {
    long start = System.nanoTime();
    try {
      reader.takenIn().get(Math.max(millis, LOOK_MILLIS), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | java.util.concurrent.TimeoutException late) {
      return false;
    }
    return order.awaitOver(ring.cursor(), millis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
  }

  /** Whether everything taken in is handled and no pass over sysfs is under way, at this moment. */
  public boolean isQuiet() {
    return !reader.isPassing() && order.isOver(ring.cursor());
  }

  /** Waits until the source is exhausted, closed or broken; false when it broke. */
  public boolean awaitEnd() throws InterruptedException {
    readerThread.join();
    return !reader.failed();
  }

  /** Has events with work kept until they are handled. Before {@link #start}. */
  public void keep(UnfinishedEvents unfinished) {
    eventRules.keep(unfinished);
  }

  /**
   * Sends a token the way of the events: through the reader, the ring, every stage and the starter.
   *
   * @param millis how long it may take at most
   * @return what did not let it through in that time; empty when all go on
   */
  public Optional<String> stuck(long millis) throws InterruptedException {
    return pulse.send(millis);
  }

  /** What has been done so far. */
  public Counters.Reading counters() {
    return counters.read(source.dropped(), source.refused());
  }

  /** What loading has done so far. */
  public LoadCounters.Reading loads() {
    return loader.counters();
  }

  /** Files of the module tree or the configuration may have changed: has them looked at. Any thread. */
  public void lookAtTables() {
    tableWatch.changed();
  }

  private void tablesChanged() {
    loader.forgetFailures();
    secondTurns.restart();
    reader.wantPass();
  }

  /** Has events wait from now on, as far as there is something to do for them; whether they did not before. */
  public boolean pause() {
    return gate.shut();
  }

  /** Goes on with what waited; how many events only waited for that. */
  public int resume() {
    return gate.open();
  }

  /**
   * Reads module tree and configuration again now if they changed, as soon as they have been left alone.
   *
   * @return whether they are as they were, replaced, or still changing and kept
   */
  public Resolver.Freshness reloadTables() throws InterruptedException {
    return tableWatch.lookNow();
  }

  /** What waits where, at this moment. */
  public Queues queues() {
    Gate.Queue held = gate.queue();
    return new Queues(
        Math.max(0, ring.cursor() - order.everyonePassed()),
        order.open(),
        held.shut(),
        held.shut() ? System.nanoTime() - held.sinceNanos() : 0,
        held.waiting(),
        reader.isPassing(),
        load(loaders),
        load(workers),
        longest());
  }

  private static Queues.Load load(ExecutorService team) {
    return !(team instanceof ThreadPoolExecutor threads)
        ? new Queues.Load(0, 0, 0)
        : new Queues.Load(threads.getActiveCount(), threads.getQueue().size(), threads.getMaximumPoolSize());
  }

  private List<Queues.UnderWay> longest() {
    long now = System.nanoTime();
    return order.startedBefore(now).stream()
        .limit(Queues.LONGEST)
        .map(turn -> new Queues.UnderWay(turn.subject.seqnum(), turn.subject.action(), turn.subject.devpath(), now - turn.startedNanos()))
        .toList();
  }

  private void read() {
    try {
      reader.run();
    } finally {
      firstPass.completeExceptionally(new IOException("reading ended before a pass over sysfs was complete"));
    }
  }

  /** What becomes of turns. */
  private final class Turns implements DeviceOrder.Outlet {

    @Override
    public void start(Turn turn) {
      gate.pass(turn);
    }

    @Override
    public void absorbed(Turn turn) {
      turn.absorbed();
      counters.storm.coalesced.increment();
      counters.handled.increment();
    }

    @Override
    public void crowded(String devpath) {
      journal.notice(
          System.Logger.Level.WARNING,
          devpath + ": " + order.mostInJam() + " events wait behind this device; what comes for it, above and below it is passed over until half of"
              + " them are done, then sysfs is read again");
    }

    @Override
    public void missed(String devpath) {
      reader.wantPass();
      journal.notice(
          System.Logger.Level.INFO, devpath + ": goes on; reading sysfs again to find out what the events said that were passed over");
    }
  }

  /** That starting has a thread of its own keeps turns that end at once from nesting. */
  private void begin(Turn turn) {
    turn.start();
    slowTurns.watch();
    try {
      starter.execute(() -> work(turn));
    } catch (RuntimeException | Error refused) {
      fail(turn, refused);
    }
  }

  private void work(Turn turn) {
    try {
      turn.work.start().whenComplete((deeds, fault) -> end(turn, deeds, fault));
    } catch (RuntimeException | Error fault) {
      fail(turn, fault);
    }
  }

  private void end(Turn turn, Handled.Deeds deeds, Throwable fault) {
    if (fault != null) {
      fail(turn, fault);
      return;
    }
    try {
      turn.tell(journal, deeds);
    } catch (RuntimeException broken) {
      counters.fault(journal, "the journal failed at " + turn.subject.devpath() + ": " + broken);
    } finally {
      leave(turn);
    }
  }

  /** What can no longer be begun because all has ended stays open, and is kept as that. */
  private void fail(Turn turn, Throwable fault) {
    if (ended) {
      return;
    }
    try {
      order.failed().add(turn.device);
      counters.fault(journal, "could not handle " + turn.subject.devpath() + ": " + fault);
      turn.failed(fault);
    } finally {
      leave(turn);
    }
  }

  /** All ends before it could be started. */
  private void drop(Turn turn) {
    starter.execute(() -> leave(turn));
  }

  private void leave(Turn turn) {
    counters.handled.increment();
    order.leave(turn);
  }

  /**
   * Ends in order: stops reading, finishes what was taken in, then stops its threads. A load or command that
   * is not over after {@link #CLOSE_MILLIS} is left behind, and told.
   */
  @Override
  public void close() {
    try {
      reader.stop();
      source.close();
      readerThread.join(CLOSE_MILLIS);
      ring.close(CLOSE_MILLIS);
      gate.end();
      if (!order.awaitOver(ring.cursor(), CLOSE_MILLIS)) {
        journal.notice(System.Logger.Level.WARNING, order.open() + " devices were still being handled when hotprobe stopped");
      }
      if (gate.dropped() > 0) {
        journal.notice(
            System.Logger.Level.WARNING,
            gate.dropped() + " events waited for hotprobe resume when it stopped, and were not handled; the next start finds their devices in sysfs");
      }
    } catch (IOException | TimeoutException | InterruptedException hindered) {
      journal.notice(System.Logger.Level.ERROR, "stopping was hindered: " + hindered);
    } finally {
      pendingMark.end();
      ended = true;
      tables.shutdownNow();
      starter.shutdown();
      workers.shutdown();
      loaders.shutdown();
    }
  }
}
