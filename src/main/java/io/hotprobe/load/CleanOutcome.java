package io.hotprobe.load;

import io.hotprobe.module.ModuleName;
import io.hotprobe.module.UnloadOutcome;

/** What became of one live module in a pass of {@link Autoclean}. */
public sealed interface CleanOutcome {

  ModuleName module();

  /** In words, for a person. */
  String text();

  /** Whether something went wrong: it should have been removed and was not, or it is not known whether it should. */
  default boolean bad() {
    return this instanceof Failed || this instanceof Kept kept && kept.why() == Why.UNREADABLE;
  }

  /**
   * It was idle, and went.
   *
   * @param cause what it had been loaded for
   */
  record Removed(UnloadOutcome how, String cause) implements CleanOutcome {
    @Override
    public ModuleName module() {
      return how.module();
    }

    @Override
    public String text() {
      return how.text() + (cause.isEmpty() ? "" : ", loaded for " + cause);
    }
  }

  /** It was idle, and could not be removed; it will be tried again. */
  record Failed(UnloadOutcome how) implements CleanOutcome {
    @Override
    public ModuleName module() {
      return how.module();
    }

    @Override
    public String text() {
      return how.text();
    }
  }

  /** It stays, at least for now. */
  record Kept(ModuleName module, Why why, String reason) implements CleanOutcome {
    @Override
    public String text() {
      return "kept " + module + ": " + reason;
    }
  }

  /** The kinds of reasons for which a module stays. */
  enum Why {
    /** Not hotprobe loaded it, or not this instance of it. */
    FOREIGN,
    /** It is being loaded or removed. */
    CHANGING,
    /** The kernel never lets it go. */
    PERMANENT,
    /** Modules or others hold references. */
    IN_USE,
    /** A line of the configuration says so. */
    KEEP,
    /** It makes network interfaces, and these hold no reference. */
    INTERFACES,
    /** A device is bound to one of its drivers, or the device it was loaded for is to one that may be. */
    BOUND,
    /** It is idle, and was not when it was last looked at. */
    IDLE_ONCE,
    /** Devices are being handled that may need it in a moment. */
    BUSY,
    /** Whether a device is bound, or whether it makes network interfaces, cannot be read. */
    UNREADABLE
  }
}
