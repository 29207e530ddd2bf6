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
      return call + " " + path + ": " + Errno.describe(errno) + remedy();
    }

    /** What the reader can do, as a clause that begins with a semicolon; empty when there is nothing to say. */
    private String remedy() {
      if (!call.endsWith("init_module")) {
        return "; reinstall this kernel's modules and run depmod";
      }
      return switch (errno) {
        case 1 -> "; loading modules needs CAP_SYS_MODULE and kernel.modules_disabled=0";
        case 2 -> "; the module lacks a symbol or has no such parameter: the kernel log names it";
        case 3 -> "; a symbol it needs has another version in this kernel: the kernel log names it";
        case 8 -> "; the module was built for another kernel or is damaged: reinstall it and run depmod";
        case 22 -> "; the kernel log names the parameter it refused";
        case 38 -> "; this kernel was built without loadable modules";
        case 126, 129 -> "; the module's signature is missing or not trusted by this kernel: sign it or enrol its key";
        default -> "";
      };
    }

    /** Whether the same load may succeed later. */
    public boolean retryable() {
      return Errno.classOf(errno) == Errno.Class.RETRYABLE;
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
