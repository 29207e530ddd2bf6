package io.hotprobe.pipeline;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Who does a pipeline's work, and how much room there is for it. */
interface Crew {

  /** Executor for one role that does {@code most} things at a time; what is beyond waits. */
  ExecutorService team(String role, int most);

  /** How many match stages there are. */
  int stages();

  /** How many slots the ring has, a power of two. */
  int slots();

  /** How many devices of a pass over sysfs are put between two looks at the source. */
  int passStep();

  /** How many turns may wait in one jam. */
  int jam();

  /** Threads, as many as are needed at a time. */
  Crew THREADS =
      new Crew() {
        private static final long IDLE_SECONDS = 5;

        @Override
        public ExecutorService team(String role, int most) {
          ThreadPoolExecutor threads =
              new ThreadPoolExecutor(most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new NamedThreads(role));
          threads.allowCoreThreadTimeOut(true);
          return threads;
        }

        @Override
        public int stages() {
          return Math.max(1, Math.min(Pipeline.MOST_STAGES, Runtime.getRuntime().availableProcessors() / 2));
        }

        @Override
        public int slots() {
          return UeventRing.SLOTS;
        }

        @Override
        public int passStep() {
          return SysfsPasses.STEP;
        }

        @Override
        public int jam() {
          return Jam.LIMIT;
        }
      };
}
