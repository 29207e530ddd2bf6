package io.hotprobe.module;

/** What came of one module's turn in a load plan. */
public sealed interface LoadOutcome {

  ModuleName module();

  /** In words, for a person. */
  String text();

  /** True when the module may be relied on: its dependents can go on. */
  default boolean usable() {
    return this instanceof Loaded
        || this instanceof AlreadyLive
        || this instanceof Builtin
        || this instanceof Commanded
        || this instanceof Planned;
  }

  /** Whether something went wrong: the module was to be there, and is not. */
  default boolean isFailure() {
    if (this instanceof AsBefore same) {
      return same.before().isFailure();
    }
    return !usable() && !(this instanceof NoDevice || this instanceof NotNeeded);
  }

  /** The kernel took the module; {@code elapsedNanos} covers the system call, its init function included. */
  record Loaded(ModuleName module, long elapsedNanos) implements LoadOutcome {
    @Override
    public String text() {
      return "loaded " + module + " in " + Elapsed.text(elapsedNanos);
    }
  }

  /** It was live already, before the call or by somebody else's during it (EEXIST). */
  record AlreadyLive(ModuleName module) implements LoadOutcome {
    @Override
    public String text() {
      return module + " is live already";
    }
  }

  /** It is part of the kernel image. */
  record Builtin(ModuleName module) implements LoadOutcome {
    @Override
    public String text() {
      return module + " is builtin";
    }
  }

  /** Its init function found no device (ENODEV): not live, and nothing is wrong. */
  record NoDevice(ModuleName module) implements LoadOutcome {
    @Override
    public String text() {
      return module + " found no device and did not stay";
    }
  }

  /** Its install command ran in its place and ended with status 0. */
  record Commanded(ModuleName module, String command, long elapsedNanos) implements LoadOutcome {
    @Override
    public String text() {
      return "ran '" + command + "' for " + module + " in " + Elapsed.text(elapsedNanos);
    }
  }

  /** A command before, after or in place of its load ended otherwise; {@code end} says how (status, signal, time limit), with its last output. */
  record CommandFailed(ModuleName module, String command, String end) implements LoadOutcome {
    @Override
    public String text() {
      return "command '" + command + "' of " + module + " failed: " + end;
    }
  }

  /** A dry run: what would have been done. */
  record Planned(ModuleName module, String action) implements LoadOutcome {
    @Override
    public String text() {
      return "would " + action;
    }
  }

  /** It belongs to a machine that is there as files only. */
  record NoKernel(ModuleName module) implements LoadOutcome {

    static final String REMEDY =
        "with --root there is no kernel to tell; add --dry-run, or --simulate for a kernel in memory, or leave out --root";

    @Override
    public String text() {
      return module + " cannot be loaded: " + REMEDY;
    }
  }

  /** Another that was to be tried first is usable ({@code instead}). */
  record NotNeeded(ModuleName module, ModuleName instead) implements LoadOutcome {
    @Override
    public String text() {
      return module + " is not needed, " + instead + " serves";
    }
  }

  /** No file and not builtin, so there is nothing to hand to the kernel. */
  record NoFile(ModuleName module) implements LoadOutcome {
    @Override
    public String text() {
      return "no file for " + module + " in this release, and it is not builtin";
    }
  }

  /** A module it needs did not become usable, so it was not tried. */
  record DependencyFailed(ModuleName module, ModuleName dependency) implements LoadOutcome {
    @Override
    public String text() {
      return module + " not tried: its dependency " + dependency + " is not usable";
    }
  }

  /**
   * The kernel or the file system refused.
   *
   * @param call the system call, as in {@code finit_module}
   * @param errno its error number
   * @param path the module file
   */
  record Failed(ModuleName module, String call, int errno, String path) implements LoadOutcome {
    @Override
    public String text() {
      return "could not load " + module + ": " + reason();
    }

    /** The call, its file, its error and what the reader can do about it. */
    public String reason() {
      return call + " " + path + ": " + Errno.describe(errno) + "; " + remedy();
    }

    /** What the reader can do: a clause, never empty. */
    private String remedy() {
      if (call.endsWith("init_module")) {
        return Errno.remedy(errno);
      }
      return switch (Errno.of(errno).orElse(Errno.ENOENT)) {
        case EPERM, EACCES -> "let hotprobe read the file: its rights, or a security module, are in the way";
        case EIO -> "the disk failed: the kernel log says more";
        case EMFILE, ENFILE, ENOMEM, ESTALE, ETXTBSY -> Errno.remedy(errno);
        default -> "reinstall this kernel's modules and run depmod";
      };
    }

    /** Whether the same load may succeed later. */
    public boolean retryable() {
      return Errno.classOf(errno) == Errno.Class.RETRYABLE;
    }

    /** Whether it lacks what another module brings, which may be there the next time. */
    public boolean lacksSymbol() {
      return call.endsWith("init_module") && errno == Errno.ENOENT.number();
    }

    /** Whether signature or policy keep the module out, whichever device asks for it. */
    public boolean refused() {
      return call.endsWith("init_module") && Errno.classOf(errno) == Errno.Class.REFUSED;
    }
  }

  /** It did not get live for another device a short while ago, and nothing has changed that could make a difference: told already. */
  record AsBefore(ModuleName module, LoadOutcome before) implements LoadOutcome {
    @Override
    public String text() {
      return "as told before: " + before.text();
    }
  }

  /** Hotprobe itself failed at it; {@code fault} is for a bug report. */
  record Broken(ModuleName module, String fault) implements LoadOutcome {
    @Override
    public String text() {
      return "hotprobe failed at " + module + ", please report: " + fault;
    }
  }
}
