package io.hotprobe.resolve;

import io.hotprobe.module.ModuleName;
import io.hotprobe.policy.Verdict;

/**
 * What the policy said of one module.
 *
 * @param of the module that needs or wants this one, or goes before it; the module itself when it is one that was asked for
 */
public record Decision(ModuleName module, Part part, ModuleName of, Verdict verdict) {

  /** What the module was to be. */
  public enum Part {
    /** One that claims the device or answers to the name. */
    CLAIM,
    /** A dependency: refused, it takes with it what needs it. */
    DEPENDENCY,
    /** A softdep: refused, it is left out. */
    SOFTDEP,
    /** One that goes behind another that claims the same. */
    FALLBACK
  }

  /** Whether something is not loaded, or not yet, because of it. */
  public boolean refuses() {
    return verdict.refuses();
  }

  /** Whether something is not loaded because of it, or would not be if the policy were enforced. */
  public boolean denies() {
    return verdict.kind() == Verdict.Kind.DENY;
  }

  /** Whether somebody should be told of it. */
  public boolean isNotable() {
    return verdict.isNotable();
  }

  /** The module that is not loaded if this refuses. */
  public ModuleName loser() {
    return part == Part.DEPENDENCY ? of : module;
  }

  /** The line that decided, as shown to a person. */
  public String by() {
    return verdict.at() + " (" + verdict.line() + ")" + (part == Part.DEPENDENCY ? ", which denies its dependency " + module : "");
  }

  /** As shown to a person. */
  public String text() {
    return switch (part) {
      case CLAIM -> module + " " + verdict.text();
      case DEPENDENCY ->
          (refuses() ? of + " is denied: its dependency " + module : module + ", dependency of " + of + ",") + " " + verdict.text();
      case SOFTDEP -> module + ", softdep of " + of + ", " + (refuses() ? "is left out: it " : "") + verdict.text();
      case FALLBACK -> module + " is only loaded if " + of + " fails, by " + verdict.at() + " (" + verdict.line() + ")";
    };
  }
}
