package io.hotprobe.journal;

import io.hotprobe.module.LoadOutcome;
import io.hotprobe.resolve.Resolution;
import io.hotprobe.rules.ProgramRun;
import io.hotprobe.rules.Ruling;
import java.util.List;
import java.util.Optional;

/** One uevent that rules had something to do for, and what came of it. */
public record Handled(Subject subject, Deeds deeds, Times times) {

  /**
   * What was done.
   *
   * @param resolutions of the modaliases and module names that rules asked to load, in order
   * @param outcomes in the order of the plans' steps; empty when nothing was to be loaded
   * @param ruling what the rules decided; empty when all they wanted was to load modules
   * @param programs those of the RUN list, in order
   */
  public record Deeds(
      List<Resolution> resolutions, List<LoadOutcome> outcomes, Optional<Ruling> ruling, List<ProgramRun> programs) {

    public Deeds {
      resolutions = List.copyOf(resolutions);
      outcomes = List.copyOf(outcomes);
      programs = List.copyOf(programs);
    }

    /** Loads and nothing else. */
    public static Deeds loads(List<Resolution> resolutions, List<LoadOutcome> outcomes) {
      return new Deeds(resolutions, outcomes, Optional.empty(), List.of());
    }

    /** How many of the resolutions are denied. */
    public int denied() {
      int denied = 0;
      for (Resolution resolution : resolutions) {
        denied += resolution instanceof Resolution.Denied ? 1 : 0;
      }
      return denied;
    }
  }
}
