package io.hotprobe.daemon;

import io.hotprobe.journal.Journal;
import io.hotprobe.journal.UuidCount;
import io.hotprobe.pipeline.Pipeline;
import io.hotprobe.pipeline.Queues;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Does what clients of the control socket ask for. Safe for any thread. */
final class ControlDesk {

  /** How long the expected events are waited for at a time; in between it looks whether all else is handled, in case some were lost. */
  private static final long SLICE_MILLIS = 100;

  private final Daemon daemon;
  private final Pipeline pipeline;
  private final DaemonStatus status;
  private final Journal journal;

  ControlDesk(Daemon daemon, Pipeline pipeline, DaemonStatus status, Journal journal) {
    this.daemon = daemon;
    this.pipeline = pipeline;
    this.status = status;
    this.journal = journal;
  }

  void counts(ControlCounts counts) {
    status.section("control", counts::members);
  }

  /** Answers at once what can be. */
  Answer answer(Request request, Peer peer) {
    if (request instanceof Request.Status) {
      return new Answer.Done(status.members());
    }
    if (request instanceof Request.Pause) {
      return pause(peer);
    }
    if (request instanceof Request.Resume) {
      return resume(peer);
    }
    if (request instanceof Request.Stop) {
      journal.notice(Level.INFO, "stopping: user " + peer.user() + " asked for it");
      daemon.end();
      return new Answer.Done(Map.of("pid", ProcessHandle.current().pid()));
    }
    if (request instanceof Request.Misunderstood misunderstood) {
      return misunderstood.why();
    }
    throw new IllegalArgumentException("request=" + request);
  }

  private Answer pause(Peer peer) {
    boolean first = pipeline.pause();
    if (first) {
      journal.notice(Level.WARNING, "paused: user " + peer.user() + " asked for it; events wait until hotprobe resume");
    }
    return new Answer.Done(Map.of("changed", first));
  }

  private Answer resume(Peer peer) {
    boolean paused = pipeline.queues().paused();
    int waited = pipeline.resume();
    if (paused) {
      String events = waited + (waited == 1 ? " event" : " events");
      journal.notice(Level.INFO, "resumed: user " + peer.user() + " asked for it; " + events + " waited");
    }
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("changed", paused);
    members.put("waited", waited);
    return new Answer.Done(members);
  }

  /**
   * Answers what may take long.
   *
   * @param expected what the client said it expects; null when it did not
   */
  Answer work(Request request, Peer peer, UuidCount expected) throws InterruptedException {
    if (request instanceof Request.Settle settle) {
      return settle(settle.timeoutMillis());
    }
    if (request instanceof Request.Await await) {
      return expected == null
          ? new Answer.Failed("expect", "nothing is expected on this connection", "send a request 'expect' first")
          : await(await, expected);
    }
    if (request instanceof Request.Reload) {
      journal.notice(Level.INFO, "reloading: user " + peer.user() + " asked for it");
      return new Answer.Done(daemon.reload().members());
    }
    throw new IllegalArgumentException("request=" + request);
  }

  private Answer settle(long millis) throws InterruptedException {
    long start = System.nanoTime();
    Answer paused = paused();
    if (paused != null) {
      return paused;
    }
    return pipeline.settle(millis)
        ? new Answer.Done(Map.of("waited_ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)))
        : unfinished(millis);
  }

  /** Null when it is not. */
  private Answer paused() {
    return pipeline.queues().paused()
        ? new Answer.Failed("paused", "hotprobe is paused, nothing will be handled", "go on with hotprobe resume")
        : null;
  }

  private Answer unfinished(long millis) {
    Queues queues = pipeline.queues();
    String longest =
        queues.longest().isEmpty()
            ? ""
            : ", the longest: " + queues.longest().get(0).action() + " " + queues.longest().get(0).devpath() + ", for "
                + TimeUnit.NANOSECONDS.toSeconds(queues.longest().get(0).nanos()) + " s";
    return new Answer.Failed(
        "timeout",
        "not all is handled after " + millis + " ms: " + queues.turns() + " events are under way" + longest
            + (queues.passing() ? "; sysfs is being read" : ""),
        "wait longer with --timeout, or see hotprobe status");
  }

  /** What was lost on the way, or is not looked at for its own sake, never counts: when all else is handled, too, that is all there was. */
  private Answer await(Request.Await await, UuidCount expected) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(await.timeoutMillis());
    Answer paused = paused();
    if (paused != null) {
      return paused;
    }
    boolean all = expected.await(await.count(), Math.min(SLICE_MILLIS, await.timeoutMillis()));
    while (!all) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return unfinished(await.timeoutMillis());
      }
      if (pipeline.settle(Math.min(SLICE_MILLIS, left))) {
        break;
      }
      all = expected.await(await.count(), Math.min(SLICE_MILLIS, left));
    }
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("handled", expected.over());
    members.put("expected", await.count());
    return new Answer.Done(members);
  }
}
