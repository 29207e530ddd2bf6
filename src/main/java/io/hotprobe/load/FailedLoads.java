package io.hotprobe.load;

import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Stamp;
import io.hotprobe.resolve.LoadPlan;
import io.hotprobe.resolve.LoadPlan.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What did not get live a short while ago, so that a thousand devices of one kind cost one load although it fails, and one line in the
 * log. A module is asked of the kernel again when its file or its options are others, when {@link #REST_MILLIS} have passed, or {@link
 * #REFUSED_MILLIS} if signature or policy keep it out; what is refused then as before is not told again.
 *
 * <p>Never remembers a success, nor a failure that may pass by itself. Safe for any thread.
 */
final class FailedLoads {

  /** Most modules that are remembered; of more, the one that failed longest ago is forgotten. */
  static final int MOST = 1_024;

  /** Storms of equal devices pass in less; nobody plugs a device in again faster. */
  static final long REST_MILLIS = 1_000;

  /** Keys are enrolled and policies changed by hand, and then no file need change. */
  static final long REFUSED_MILLIS = 60_000;

  private final LongSupplier nanoTime;
  private final Map<ModuleName, Failure> failures =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ModuleName, Failure> eldest) {
          return size() > MOST;
        }
      };

  /** @param file the state of the module's file; of a command none */
  private record Failure(LoadOutcome outcome, String options, LoadPlan.Means means, Stamp file, long nanos) {

    boolean isOf(Step step, Stamp now) {
      return options.equals(step.options()) && means.equals(step.means()) && file.equals(now);
    }

    boolean isRefusal() {
      return outcome instanceof LoadOutcome.Failed failed && failed.refused();
    }

    boolean isFresh(long now) {
      return now - nanos < TimeUnit.MILLISECONDS.toNanos(isRefusal() ? REFUSED_MILLIS : REST_MILLIS);
    }
  }

  /** @param nanoTime a clock that only goes on, as {@link System#nanoTime} */
  FailedLoads(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** What the kernel would answer, as far as it is known; empty when it is to be asked. Looks at the file if the module failed before. */
  Optional<LoadOutcome> standing(Step step) {
    Failure failure = find(step.module());
    boolean stands = failure != null && failure.isFresh(nanoTime.getAsLong()) && failure.isOf(step, stamp(step));
    return stands ? Optional.of(asBefore(step, failure.outcome())) : Optional.empty();
  }

  /**
   * Notes how a turn ended.
   *
   * @return the outcome, or that it is as before if it was told then
   */
  LoadOutcome note(Step step, LoadOutcome outcome) {
    if (outcome instanceof LoadOutcome.AsBefore) {
      return outcome;
    }
    if (!isLasting(outcome)) {
      forget(step.module());
      return outcome;
    }
    Failure failure = new Failure(outcome, step.options(), step.means(), stamp(step), nanoTime.getAsLong());
    Failure earlier = put(step.module(), failure);
    boolean told = failure.isRefusal() && earlier != null && earlier.isOf(step, failure.file()) && earlier.outcome().equals(outcome);
    return told ? asBefore(step, outcome) : outcome;
  }

  /** An outcome for those who waited for the load of another: what it failed by is told by that one. */
  static LoadOutcome shared(LoadOutcome outcome) {
    return isLasting(outcome) ? new LoadOutcome.AsBefore(outcome.module(), outcome) : outcome;
  }

  /** Whether it would be the same for the next device. */
  private static boolean isLasting(LoadOutcome outcome) {
    return outcome instanceof LoadOutcome.NoDevice
        || outcome instanceof LoadOutcome.CommandFailed
        || outcome instanceof LoadOutcome.Failed failed && !failed.retryable() && !failed.lacksSymbol();
  }

  private static LoadOutcome asBefore(Step step, LoadOutcome outcome) {
    return new LoadOutcome.AsBefore(step.module(), outcome);
  }

  private static Stamp stamp(Step step) {
    return Stamp.of(step.means() instanceof LoadPlan.Insert insert ? List.of(insert.file().path()) : List.of());
  }

  private synchronized Failure find(ModuleName module) {
    return failures.get(module);
  }

  /** The latest is the last to be forgotten. */
  private synchronized Failure put(ModuleName module, Failure failure) {
    Failure earlier = failures.remove(module);
    failures.put(module, failure);
    return earlier;
  }

  private synchronized void forget(ModuleName module) {
    failures.remove(module);
  }

  /** Forgets all: module tree or configuration are others now. */
  synchronized void clear() {
    failures.clear();
  }

  synchronized int size() {
    return failures.size();
  }
}
