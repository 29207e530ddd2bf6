package io.hotprobe.daemon;

import io.hotprobe.journal.Journal;
import io.hotprobe.pipeline.Counters;
import io.hotprobe.pipeline.Pipeline;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells a service manager how the service is, in the words of sd_notify(3), and feeds its watchdog: only when a token has just gone the
 * way of the events, see {@link Pipeline#stuck}. Has a thread of its own while the service runs.
 *
 * <p>A manager that does not listen is told of once; the service goes on.
 */
public final class Supervision {

  /** The counters in {@code STATUS=} are sent when they have changed, so often at most, in milliseconds. */
  static final long STATUS_MILLIS = 5_000;

  /** Of the time that the watchdog gives, a token may take this part, and the next is sent after as much. */
  private static final int PARTS = 4;

  private final Manager manager;
  private final Optional<Duration> watchdog;
  private final LongSupplier clockMicros;
  private final Journal journal;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile String phase = "starting";
  private String status = "";
  private boolean told;
  private boolean toldStuck;

  /** Who is told. */
  @FunctionalInterface
  public interface Manager {

    /**
     * Takes lines {@code KEY=VALUE}.
     *
     * @throws IOException if it does not
     */
    void send(String state) throws IOException;
  }

  /**
   * Tells nobody anything yet.
   *
   * @param watchdog how long the manager waits for a sign of life; empty when it does not
   * @param clockMicros the monotonic clock, in microseconds
   */
  public Supervision(Manager manager, Optional<Duration> watchdog, LongSupplier clockMicros, Journal journal) {
    this.manager = manager;
    this.watchdog = watchdog;
    this.clockMicros = clockMicros;
    this.journal = journal;
  }

  /**
   * The time of {@code WATCHDOG_USEC}, when it is meant for this process.
   *
   * @param micros the variable's value, null when there is none
   * @param process the value of {@code WATCHDOG_PID}, null when there is none
   */
  public static Optional<Duration> watchdog(String micros, String process) {
    boolean ours = process == null || process.equals(Long.toString(ProcessHandle.current().pid()));
    if (!ours || micros == null || !micros.matches("[0-9]{1,18}") || Long.parseLong(micros) == 0) {
      return Optional.empty();
    }
    return Optional.of(Duration.of(Long.parseLong(micros), ChronoUnit.MICROS));
  }

  /** The source is listened to. From now on the watchdog is fed. */
  void ready(Pipeline pipeline) {
    phase = "replaying what is plugged in";
    send("READY=1\nSTATUS=" + phase);
    Thread thread = new Thread(() -> run(pipeline), "hotprobe-supervise");
    thread.setDaemon(true);
    thread.start();
  }

  /** What was plugged in has been replayed, or is still. */
  void phase(String now) {
    phase = now;
  }

  /** Rules, configuration and tables are about to be read again. */
  void reloading() {
    send("RELOADING=1\nMONOTONIC_USEC=" + clockMicros.getAsLong() + "\nSTATUS=reading rules, configuration and tables again");
  }

  /** They have been. */
  void reloaded() {
    send("READY=1\nSTATUS=" + phase);
    status = "";
  }

  /** The service ends. The watchdog is fed no more. */
  void stopping() {
    if (stopping.getCount() > 0) {
      stopping.countDown();
      send("STOPPING=1\nSTATUS=finishing what was taken in");
    }
  }

  private void run(Pipeline pipeline) {
    long pause = watchdog.map(time -> Math.max(1, Math.min(STATUS_MILLIS, time.toMillis() / PARTS))).orElse(STATUS_MILLIS);
    long statusNanos = System.nanoTime();
    try {
      do {
        if (watchdog.isPresent()) {
          feed(pipeline, Math.max(1, watchdog.get().toMillis() / PARTS));
        }
        if (System.nanoTime() - statusNanos >= TimeUnit.MILLISECONDS.toNanos(STATUS_MILLIS)) {
          statusNanos = System.nanoTime();
          tellStatus(pipeline.counters());
        }
      } while (!stopping.await(pause, TimeUnit.MILLISECONDS));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException fault) {
      journal.notice(Level.ERROR, "the watchdog is fed no more: " + fault);
    }
  }

  private void feed(Pipeline pipeline, long millis) throws InterruptedException {
    Optional<String> stuck = pipeline.stuck(millis);
    if (stopping.getCount() == 0) {
      return;
    }
    if (stuck.isEmpty()) {
      send("WATCHDOG=1");
      if (toldStuck) {
        journal.notice(Level.WARNING, "events go on; the watchdog is fed again");
      }
    } else if (!toldStuck) {
      journal.notice(
          Level.ERROR,
          stuck.get() + " has not moved for " + millis + " ms: the watchdog is not fed until it does, and ends hotprobe otherwise");
    }
    toldStuck = stuck.isPresent();
  }

  private void tellStatus(Counters.Reading counters) {
    String now =
        phase + ": " + counters.received() + " uevents and " + counters.coldplugged() + " replayed, " + counters.handled() + " handled, "
            + counters.planned() + " with work; " + counters.dropped() + " lost, " + counters.faults() + " faults";
    if (!now.equals(status)) {
      status = now;
      send("STATUS=" + now);
    }
  }

  private synchronized void send(String state) {
    try {
      manager.send(state);
      told = false;
    } catch (IOException deaf) {
      if (!told) {
        told = true;
        journal.notice(Level.WARNING, "the service manager is not told how hotprobe is: " + deaf.getMessage());
      }
    }
  }
}
