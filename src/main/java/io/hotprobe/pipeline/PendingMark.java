package io.hotprobe.pipeline;

import io.hotprobe.load.Paced;
import io.hotprobe.nodes.DeviceWork;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Has those who wait for all events to be handled see that some are pending. Looks only while there are any. */
final class PendingMark {

  /** Between two looks whether all is handled. */
  static final long LOOK_MILLIS = 20;

  private final DeviceWork work;
  private final BooleanSupplier isQuiet;
  private final Executor executor;
  private final AtomicBoolean pending = new AtomicBoolean();
  private boolean ended;

  PendingMark(DeviceWork work, BooleanSupplier isQuiet, Executor executor) {
    this.work = work;
    this.isQuiet = isQuiet;
    this.executor = executor;
  }

  /** An event was taken in. Any thread; never blocks. */
  void taken() {
    if (work.isForEveryEvent() && pending.compareAndSet(false, true)) {
      executor.execute(this::begin);
    }
  }

  private synchronized void begin() {
    if (!ended) {
      work.pending();
      look();
    }
  }

  private synchronized void look() {
    if (ended) {
      return;
    }
    if (!isQuiet.getAsBoolean()) {
      Paced.after(LOOK_MILLIS, executor).execute(this::look);
      return;
    }
    pending.set(false);
    if (isQuiet.getAsBoolean()) {
      work.nonePending();
    } else {
      taken();
    }
  }

  /** Nothing is handled from now on, so nobody is to wait for it. */
  synchronized void end() {
    ended = true;
    if (pending.getAndSet(false)) {
      work.nonePending();
    }
  }
}
