package io.hotprobe.pipeline;

import io.hotprobe.journal.Handled;
import io.hotprobe.journal.Journal;
import io.hotprobe.journal.Sighting;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.uevent.Uevent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Keeps what it is told; a test may have it throw or wait. */
final class KeptJournal implements Journal {

  private final List<Handled> handled = new ArrayList<>();
  private final List<String> unmatched = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();
  private final List<String> live = new ArrayList<>();
  volatile Consumer<Handled> onHandled = told -> {};
  volatile Consumer<String> onUnmatched = devpath -> {};

  @Override
  public void handled(Handled told) {
    synchronized (this) {
      handled.add(told);
      notifyAll();
    }
    onHandled.accept(told);
  }

  @Override
  public void unmatched(Uevent uevent) {
    String devpath = uevent.text(uevent.devpath());
    synchronized (this) {
      unmatched.add(devpath);
      notifyAll();
    }
    onUnmatched.accept(devpath);
  }

  @Override
  public synchronized void notice(System.Logger.Level level, String text) {
    notices.add(level + " " + text);
    notifyAll();
  }

  synchronized void awaitHandled(int count) throws InterruptedException {
    long end = System.nanoTime() + 15_000_000_000L;
    while (handled.size() < count) {
      if (System.nanoTime() > end) {
        throw new AssertionError(handled.size() + " handled instead of " + count + ": " + devpaths());
      }
      wait(100);
    }
  }

  synchronized List<Handled> handled() {
    return List.copyOf(handled);
  }

  /** The devpaths handled, in order. */
  List<String> devpaths() {
    return handled().stream().map(one -> one.subject().devpath()).toList();
  }

  /** The outcomes of all that was handled, in order. */
  List<LoadOutcome> outcomes() {
    return handled().stream().flatMap(one -> one.deeds().outcomes().stream()).toList();
  }

  synchronized List<String> unmatched() {
    return List.copyOf(unmatched);
  }

  @Override
  public synchronized Sighting sight(Uevent uevent, boolean isLive) {
    if (isLive) {
      live.add(uevent.action().name().toLowerCase(Locale.ROOT) + " " + uevent.text(uevent.devpath()));
    }
    return Sighting.UNSEEN;
  }

  /** What was shown as the kernel's, in order. */
  synchronized List<String> live() {
    return List.copyOf(live);
  }

  synchronized List<String> notices() {
    return List.copyOf(notices);
  }
}
