package io.hotprobe.pipeline;

import io.hotprobe.journal.Handled;
import java.util.concurrent.CompletableFuture;

/** What there is to do for a uevent when its turn has come. */
@FunctionalInterface
interface Work {

  /** Begins at once, on the caller's thread as far as it does not block. */
  CompletableFuture<Handled.Deeds> start();

  /** It is never to be started, because another says the same. */
  default void dropped() {}
}
