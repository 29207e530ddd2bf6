package io.hotprobe.pipeline;

import io.hotprobe.journal.Handled.Deeds;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** What there is to do for a uevent when its turn has come. */
@FunctionalInterface
interface Work {

  /** Begins at once, on the caller's thread as far as it does not block. */
  CompletableFuture<Deeds> start();

  /** What came of it has been told, or it is never to be started because another says the same. */
  default void over() {}

  /** The same work, and somebody who hears how it ended. */
  default Work heardBy(BiConsumer<Deeds, Throwable> ear) {
    Work self = this;
    return new Work() {
      @Override
      public CompletableFuture<Deeds> start() {
        return self.start().whenComplete(ear);
      }

      @Override
      public void over() {
        self.over();
      }
    };
  }
}
