package io.hotprobe.module;

import java.io.IOException;
import java.util.List;

/**
 * Port to the kernel's module loader. Implemented by the kernel itself ({@code linux}) and in memory ({@code simulate}).
 *
 * <p>Safe for any thread.
 */
public interface Modules {

  /**
   * Inserts one module; returns when its init function has returned. Never interrupted from here: a thread inside the call
   * cannot be stopped without leaving half-probed hardware behind.
   *
   * @param parameters as on a command line, joined by blanks; may be empty
   * @return {@code Loaded}, {@code AlreadyLive}, {@code NoDevice} or {@code Failed}
   */
  LoadOutcome load(ModuleFile file, String parameters);

  /** The init state of {@code module}, {@code ABSENT} when the kernel does not know it. */
  State state(ModuleName module);

  /**
   * The modules the kernel holds, newest first as in {@code /proc/modules}; empty when it has none or no module support.
   *
   * @throws IOException if the list is there and cannot be read
   */
  List<LiveModule> list() throws IOException;

  /** The kernel's init states. */
  enum State {
    LIVE,
    COMING,
    GOING,
    ABSENT
  }

  /** One line of {@code /proc/modules}: size in bytes, and who refers to it. */
  record LiveModule(ModuleName name, long size, int refcount, List<ModuleName> holders, State state) {}
}
