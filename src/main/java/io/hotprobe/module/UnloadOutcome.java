package io.hotprobe.module;

import java.util.List;

/** What came of one module's turn in a removal plan. */
public sealed interface UnloadOutcome {

  ModuleName module();

  /** In words, for a person. */
  String text();

  /** True when the module is not live afterwards, or would not be. */
  default boolean gone() {
    return this instanceof Unloaded || this instanceof NotLive || this instanceof Commanded || this instanceof Planned;
  }

  /** The kernel took it out; {@code elapsedNanos} covers the system call, its exit function included. */
  record Unloaded(ModuleName module, long elapsedNanos) implements UnloadOutcome {
    @Override
    public String text() {
      return "removed " + module + " in " + Elapsed.text(elapsedNanos);
    }
  }

  /** The kernel does not know it. */
  record NotLive(ModuleName module) implements UnloadOutcome {
    @Override
    public String text() {
      return module + " is not loaded";
    }
  }

  /** It is part of the kernel image and stays. */
  record Builtin(ModuleName module) implements UnloadOutcome {
    @Override
    public String text() {
      return module + " is builtin";
    }
  }

  /**
   * Somebody uses it.
   *
   * @param holders the modules that do; empty when it is something else, an open device or a mounted file system for example
   */
  record InUse(ModuleName module, List<ModuleName> holders) implements UnloadOutcome {
    public InUse {
      holders = List.copyOf(holders);
    }

    @Override
    public String text() {
      return module + " is in use" + (holders.isEmpty() ? "" : " by: " + ModuleName.joined(holders));
    }
  }

  /** The kernel never lets it go: it has no exit function, or was built without module unloading. */
  record Permanent(ModuleName module) implements UnloadOutcome {
    @Override
    public String text() {
      return module + " can never be removed from this kernel";
    }
  }

  /** It belongs to a machine that is there as files only. */
  record NoKernel(ModuleName module) implements UnloadOutcome {
    @Override
    public String text() {
      return module + " cannot be removed: " + LoadOutcome.NoKernel.REMEDY;
    }
  }

  /** Its remove command ran in its place and ended with status 0. */
  record Commanded(ModuleName module, String command, long elapsedNanos) implements UnloadOutcome {
    @Override
    public String text() {
      return "ran '" + command + "' for " + module + " in " + Elapsed.text(elapsedNanos);
    }
  }

  /** A command before, after or in place of its removal ended otherwise; {@code end} says how with its last output. */
  record CommandFailed(ModuleName module, String command, String end) implements UnloadOutcome {
    @Override
    public String text() {
      return "command '" + command + "' of " + module + " failed: " + end;
    }
  }

  /** A dry run: what would have been done. */
  record Planned(ModuleName module, String action) implements UnloadOutcome {
    @Override
    public String text() {
      return "would " + action;
    }
  }

  /** The kernel refused; {@code errno} is what {@code delete_module} gave. */
  record Failed(ModuleName module, int errno) implements UnloadOutcome {
    @Override
    public String text() {
      return "could not remove " + module + ": " + reason();
    }

    /** The call, its error and what the reader can do about it. */
    public String reason() {
      return "delete_module: " + Errno.describe(errno) + remedy();
    }

    private String remedy() {
      return switch (errno) {
        case 11 -> "; somebody uses it: lsmod shows which modules do";
        case 16 -> "; it has no exit function, or is being loaded or removed right now";
        case 1 -> "; removing modules needs CAP_SYS_MODULE and kernel.modules_disabled=0";
        case 38 -> "; this kernel was built without module unloading";
        default -> "; the kernel log may say why";
      };
    }
  }
}
