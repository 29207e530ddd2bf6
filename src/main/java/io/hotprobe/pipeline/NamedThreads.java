package io.hotprobe.pipeline;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes daemon threads named after what they do: {@code hotprobe-match-1}. */
final class NamedThreads implements ThreadFactory {

  private final String role;
  private final AtomicInteger number = new AtomicInteger();

  NamedThreads(String role) {
    this.role = role;
  }

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = new Thread(task, "hotprobe-" + role + "-" + number.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }
}
