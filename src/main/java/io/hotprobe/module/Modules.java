package io.hotprobe.module;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

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
   * @param ignored what the kernel shall not check
   * @return {@code Loaded}, {@code AlreadyLive}, {@code NoDevice} or {@code Failed}
   */
  LoadOutcome load(ModuleFile file, String parameters, Set<Check> ignored);

  /** As {@link #load(ModuleFile, String, Set)}, every check made. */
  default LoadOutcome load(ModuleFile file, String parameters) {
    return load(file, parameters, Set.of());
  }

  /**
   * Takes one module out. Does not wait for a reference to be given back.
   *
   * @return {@code Unloaded}, {@code NotLive} or {@code Failed}; EAGAIN and EBUSY when it is in use
   */
  UnloadOutcome unload(ModuleName module, Force force);

  /** The init state of {@code module}, {@code ABSENT} when the kernel does not know it. */
  State state(ModuleName module);

  /**
   * The modules the kernel holds, newest first as in {@code /proc/modules}; empty when it has none or no module support. One that goes
   * meanwhile may be listed as {@code ABSENT} or not at all.
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

  /** What the kernel checks of a module and can be told not to. */
  enum Check {
    /** That it was built for this kernel's version and configuration (its vermagic). */
    VERMAGIC,
    /** That the symbols it needs have the versions it was built with. */
    MODVERSIONS
  }

  /** Whether a module is taken out that is in use. */
  enum Force {
    NONE,
    /** Even then; the kernel must be built for it (CONFIG_MODULE_FORCE_UNLOAD), is tainted by it, and may crash. */
    FORCED
  }

  /**
   * A module that the kernel holds.
   *
   * @param size in bytes
   * @param refcount how often it is in use, by holders and by others; empty when the kernel was built without module unloading and does
   *     not count
   * @param permanent whether it has no exit function and stays whatever its count
   * @param holders the modules that use it, in the kernel's order
   */
  record LiveModule(
      ModuleName name, long size, OptionalInt refcount, boolean permanent, List<ModuleName> holders, State state) {
    public LiveModule {
      holders = List.copyOf(holders);
    }

    /** Whether it can be taken out once nobody uses it. */
    public boolean removable() {
      return refcount.isPresent() && !permanent;
    }
  }
}
