package io.hotprobe.pipeline;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A thread that runs only while another waits for it: what blocks can be left where it is and gone on with later. Many tasks, one by one. */
final class Fiber extends Thread {

  private final Thread owner;
  private final Deque<Fiber> idle;
  private volatile boolean running;
  private Runnable task;
  private BooleanSupplier until = () -> true;

  private Fiber(Deque<Fiber> idle) {
    super("simulated");
    setDaemon(true);
    this.owner = currentThread();
    this.idle = idle;
  }

  /** One of the calling thread that does {@code task} when it is first let go on; {@code idle} are those it has already. */
  static Fiber of(Runnable task, Deque<Fiber> idle) {
    Fiber fiber = idle.poll();
    if (fiber == null) {
      fiber = new Fiber(idle);
      fiber.task = task;
      fiber.start();
    }
    fiber.task = task;
    fiber.until = () -> true;
    return fiber;
  }

  static Deque<Fiber> none() {
    return new ArrayDeque<>();
  }

  boolean isReady() {
    return until.getAsBoolean();
  }

  /** Lets it run until it waits or its task is over; whether that is over. For its owner. */
  boolean goOn() {
    running = true;
    LockSupport.unpark(this);
    while (running) {
      LockSupport.park(this);
    }
    boolean over = task == null;
    if (over) {
      idle.push(this);
    }
    return over;
  }

  /** Leaves the fiber that calls until the condition holds. */
  static void leaveUntil(BooleanSupplier condition) {
    Fiber self = (Fiber) currentThread();
    self.until = condition;
    self.hand();
  }

  private void hand() {
    running = false;
    LockSupport.unpark(owner);
    awaitTurn();
  }

  private void awaitTurn() {
    while (!running) {
      LockSupport.park(this);
    }
  }

  @Override
  public void run() {
    awaitTurn();
    while (true) {
      task.run();
      task = null;
      hand();
    }
  }
}
