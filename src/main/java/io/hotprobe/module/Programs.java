package io.hotprobe.module;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Port to programs that are run without a shell, as rules name them. Implemented by {@code linux} and, without running anything, by
 * {@code simulate}.
 *
 * <p>Safe for any thread; a call blocks its thread until the program has ended or its time is up.
 */
public interface Programs {

  /** Most bytes kept of each of a program's two streams; the rest is read and dropped. */
  int OUTPUT_LIMIT = 16 * 1024;

  /**
   * Runs a program in a session and process group of its own, with standard input from {@code /dev/null}. When its time is up the whole
   * group is killed.
   */
  End run(Invocation invocation);

  /**
   * What to run.
   *
   * @param words the program's path, then its arguments; one char a byte
   * @param environment all of it: nothing of this process's own is added
   * @param sandbox what the program is confined to
   * @param limit how long it may take; 0 or negative kills at once
   */
  record Invocation(List<String> words, Map<String, String> environment, Optional<Sandbox> sandbox, Duration limit) {

    public Invocation {
      words = List.copyOf(words);
    }
  }

  /**
   * What a program is confined to, besides gaining no privileges by what it executes.
   *
   * @param user whose rights it has; empty: ours
   * @param memoryBytes its address space
   * @param cpuSeconds processor time after which it is killed
   */
  record Sandbox(Optional<String> user, OptionalLong memoryBytes, OptionalLong cpuSeconds) {}

  /** How a program ended; what it wrote has one char a byte. */
  sealed interface End {

    /** It exited. */
    record Exited(int status, String output, String errors) implements End {}

    /** A signal ended it. */
    record Signalled(int signal, String output, String errors) implements End {}

    /** Its time was up and its process group was killed; it was not even started when there was none, {@code limit} 0. */
    record TimedOut(Duration limit, String output, String errors) implements End {}

    /** It was not to be run: a test or a dry run. It counts as a success without output. */
    record NotRun() implements End {}

    /** It was not started, since others than root could have written it. */
    record Distrusted(Distrust why) implements End {}

    /** It could not be started: the call and its error number. */
    record NotStarted(String call, int errno) implements End {}

    /** Whether it exited with 0, or was not to be run. */
    default boolean succeeded() {
      return this instanceof NotRun || this instanceof Exited exited && exited.status() == 0;
    }
  }
}
