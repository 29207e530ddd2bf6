package io.hotprobe.module;

import java.time.Duration;
import java.util.Map;

/**
 * Port to the shell that runs install and remove commands. Implemented by {@code linux} and, without running anything, by
 * {@code simulate}.
 *
 * <p>Safe for any thread; a call blocks its thread until the command has ended or {@code limit} has passed.
 */
public interface Commands {

  /** What runs commands. */
  String SHELL = "/bin/sh";

  /** Most bytes of a command's output (both streams together) that are kept; the rest is read and dropped. */
  int OUTPUT_LIMIT = 16 * 1024;

  /**
   * Runs {@code /bin/sh -c command} in a session and process group of its own, with standard input from {@code /dev/null}. When
   * {@code limit} has passed the whole group is killed.
   *
   * @param command one char a byte, as configuration files are read
   * @param environment added to what commands get of this process's own: its path, language and the like
   */
  End run(String command, Map<String, String> environment, Duration limit);

  /** How a command ended; output has one char a byte. */
  sealed interface End {

    /** It exited; {@code output} is what it wrote, at most {@link #OUTPUT_LIMIT} bytes. */
    record Exited(int status, String output) implements End {}

    /** A signal ended it. */
    record Signalled(int signal, String output) implements End {}

    /** Its time was up and its process group was killed. */
    record TimedOut(Duration limit, String output) implements End {}

    /** It was not to be run: a dry run. */
    record NotRun() implements End {}

    /** It could not be started: the call and its error number. */
    record NotStarted(String call, int errno) implements End {}
  }
}
