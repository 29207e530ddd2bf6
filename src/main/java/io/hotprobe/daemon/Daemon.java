package io.hotprobe.daemon;

import io.hotprobe.journal.Journal;
import io.hotprobe.journal.Onlookers;
import io.hotprobe.journal.UnfinishedEvents;
import io.hotprobe.load.Autoclean;
import io.hotprobe.module.Elapsed;
import io.hotprobe.pipeline.BootSet;
import io.hotprobe.pipeline.Pipeline;
import io.hotprobe.pipeline.Rules;
import io.hotprobe.resolve.Resolver;
import io.hotprobe.uevent.Ignored;
import io.hotprobe.uevent.UeventSource;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The hotplug service: listens first, then replays what is plugged in already, and loads modules until it is stopped.
 *
 * <p>{@link #run} belongs to one thread; {@link #stop} may be called from any, also from a shutdown hook.
 */
public final class Daemon {

  /** How long the replay of what is plugged in may take before that is said, in milliseconds. Nothing is cut off then. */
  static final long COLDPLUG_MILLIS = 180_000;

  private final Pipeline pipeline;
  private final RuleWatch ruleWatch;
  private final DirectoryWatch treeWatch;
  private final PolicyWatch policyWatch;
  private final Rules rules;
  private final Resolver resolver;
  private final Journal journal;
  private final Onlookers onlookers;
  private final DaemonStatus status;
  private Optional<ControlServer> control = Optional.empty();
  private String place = "";
  private Optional<AutocleanTimer> timer = Optional.empty();
  private Optional<UdevdListener> udevd = Optional.empty();
  private Optional<Supervision> supervision = Optional.empty();
  private Optional<UnfinishedEvents> unfinished = Optional.empty();
  private Runnable replayed = () -> {};
  private final Reload reload;
  private Optional<BootRecord> bootRecord = Optional.empty();
  private boolean isFirstRun;
  private boolean stopped;

  /** A daemon over its ports; nothing runs before {@link #run}. */
  public Daemon(Pipeline.Ports ports, Resolver resolver, Rules rules, Journal journal) {
    this.onlookers = new Onlookers(journal);
    this.pipeline = new Pipeline(ports, resolver, rules, onlookers);
    this.status = new DaemonStatus(pipeline);
    this.ruleWatch = new RuleWatch(rules.book(), rules.book().directories(), journal);
    DirectoryWatch.Subject tree = new DirectoryWatch.Subject("module or configuration", "tree", pipeline::lookAtTables);
    this.treeWatch = new DirectoryWatch(tree, resolver.directories(), journal);
    this.policyWatch = new PolicyWatch(resolver.policy(), journal, pipeline::coldplug);
    this.reload = new Reload(ruleWatch, policyWatch, resolver, pipeline, journal);
    this.rules = rules;
    this.resolver = resolver;
    this.journal = journal;
  }

  /**
   * Has it say what it is to udevd. To be called before {@link #run}.
   *
   * @param place as in "it listens beside udevd"
   */
  public void place(String place) {
    this.place = place;
    status.mode(place);
  }

  /** Has it answer on a socket, which is taken away when it stops; closing it is the caller's. To be called before {@link #run}. */
  public void control(ControlSocket socket) throws IOException {
    status.inForce(rules, resolver);
    status.section("onlookers", () -> Map.of("onlookers", onlookers.count()));
    control = Optional.of(new ControlServer(socket, new ControlDesk(this, pipeline, status, journal), onlookers, journal));
  }

  /** Has {@code hotprobe status} tell more, under a name of its own. To be called before {@link #run}. */
  public void tells(String section, Supplier<Map<String, Object>> members) {
    status.section(section, members);
  }

  /**
   * Has uevents left out before they are parsed. To be called before {@link #run}.
   *
   * @param derived whether also those of memory and processors, as long as no rule could do something for them
   */
  public void leaveOut(Ignored named, boolean derived) {
    pipeline.leaveOut(named, derived);
  }

  /** Has what hotprobe loaded removed when it is found idle twice, once every so often. To be called before {@link #run}. */
  public void autoclean(Autoclean autoclean, Duration every) {
    timer = Optional.of(new AutocleanTimer(autoclean, every, pipeline, journal));
  }

  /**
   * Has a shadow hear what udevd does. To be called before {@link #run}.
   *
   * @param group udev's group; closed when this stops
   */
  public void shadow(Shadow shadow, UeventSource group) {
    udevd = Optional.of(new UdevdListener(group, shadow, journal));
  }

  /** Beside what it works and by what, as clauses after the first words of its log. */
  private String inForce() {
    String policy = resolver.policy().get().isEmpty() ? "" : ", " + resolver.policy().get().summary();
    String leftOut = pipeline.leftOut().isEmpty() ? "" : "; left out: " + pipeline.leftOut();
    return (place.isEmpty() ? "" : " " + place) + ", " + rules.book().program().summary() + policy + leftOut;
  }

  /** Has a service manager told how this is. To be called before {@link #run}. */
  public void supervise(Supervision by) {
    supervision = Optional.of(by);
  }

  /**
   * Has what is being handled kept in case this is killed. To be called before {@link #run}.
   *
   * @param afterReplay is run when what was left over and what is plugged in has been handled
   */
  public void keep(UnfinishedEvents events, Runnable afterReplay) {
    unfinished = Optional.of(events);
    replayed = afterReplay;
    pipeline.keep(events);
  }

  /** Has it keep which devices were there at boot. To be called before {@link #run}. */
  public void remember(BootRecord record) {
    bootRecord = Optional.of(record);
  }

  /** What comes after a while is inserted, for a policy; what is there by then is kept for the next run. */
  private void endBoot() {
    Duration grace = resolver.policy().get().bootGrace();
    pipeline.endBoot(grace);
    if (isFirstRun) {
      Executor later = CompletableFuture.delayedExecutor(grace.toMillis(), TimeUnit.MILLISECONDS);
      bootRecord.ifPresent(record -> later.execute(record::write));
    }
  }

  /** Serves until {@link #stop} is called or the source ends; false when the source broke. */
  public boolean run() throws InterruptedException {
    long start = System.nanoTime();
    ruleWatch.start();
    treeWatch.start();
    policyWatch.start();
    Optional<BootSet> before = bootRecord.flatMap(BootRecord::read);
    before.ifPresent(pipeline::restoreBoot);
    isFirstRun = before.isEmpty();
    udevd.ifPresent(UdevdListener::start);
    pipeline.start();
    supervision.ifPresent(manager -> manager.ready(pipeline));
    journal.notice(Level.INFO, "ready: listening for uevents" + inForce());
    pipeline.coldplug();
    control.ifPresent(ControlServer::start);
    boolean done = pipeline.awaitColdplug(COLDPLUG_MILLIS);
    endBoot();
    String counted = " after " + Elapsed.text(System.nanoTime() - start) + ": " + pipeline.counters() + " " + pipeline.loads();
    journal.notice(done ? Level.INFO : Level.WARNING, (done ? "coldplug done" : "coldplug not done yet") + counted);
    supervision.ifPresent(manager -> manager.phase("listening" + (place.isEmpty() ? "" : " " + place)));
    startReplayed();
    unfinished.ifPresent(UnfinishedEvents::forgetLeftOver);
    timer.ifPresent(AutocleanTimer::start);
    boolean ended = pipeline.awaitEnd();
    stop();
    return ended;
  }

  /** On a thread of its own, as a driver may take long to probe. */
  private void startReplayed() {
    Thread thread = new Thread(replayed, "hotprobe-probe");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Waits until all that happened before this call is handled.
   *
   * @param millis how long at most
   * @return whether it came to that
   */
  public boolean settle(long millis) {
    try {
      return pipeline.settle(millis);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Reads rules, policy, configuration and tables again as far as their files changed, while events go on. Blocks for seconds at most. */
  public Reloaded reload() throws InterruptedException {
    return reload.run(supervision);
  }

  /** How it is, on one line, for tests. */
  String status() {
    return status.members().toString();
  }

  /** Has {@link #run} end. */
  public void end() {
    new Thread(this::stop, "hotprobe-end").start();
  }

  /** Stops: finishes what was taken in, then returns. A second call does nothing. */
  public synchronized void stop() {
    if (!stopped) {
      stopped = true;
      supervision.ifPresent(Supervision::stopping);
      ruleWatch.close();
      treeWatch.close();
      policyWatch.close();
      timer.ifPresent(AutocleanTimer::cease);
      pipeline.close();
      timer.ifPresent(AutocleanTimer::join);
      udevd.ifPresent(UdevdListener::close);
      journal.notice(Level.INFO, "stopped: " + pipeline.counters() + " " + pipeline.loads());
      control.ifPresent(ControlServer::close);
    }
  }
}
