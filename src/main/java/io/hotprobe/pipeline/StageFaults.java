package io.hotprobe.pipeline;

import com.lmax.disruptor.ExceptionHandler;
import io.hotprobe.journal.Journal;

/** A stage that threw: counted, told, and the stage goes on with the next event. */
final class StageFaults implements ExceptionHandler<UeventSlot> {

  private final Counters counters;
  private final Journal journal;

  StageFaults(Counters counters, Journal journal) {
    this.counters = counters;
    this.journal = journal;
  }

  @Override
  public void handleEventException(Throwable fault, long sequence, UeventSlot slot) {
    counters.fault(journal, "a match stage failed at an event and goes on: " + fault);
  }

  @Override
  public void handleOnStartException(Throwable fault) {
    journal.notice(System.Logger.Level.ERROR, "a match stage failed to start: " + fault);
  }

  @Override
  public void handleOnShutdownException(Throwable fault) {
    journal.notice(System.Logger.Level.ERROR, "a match stage failed to stop: " + fault);
  }
}
