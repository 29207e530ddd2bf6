package io.hotprobe.cli;

import io.hotprobe.uevent.Ignored;
import java.util.List;
import picocli.CommandLine.Option;

/** Which uevents the daemon leaves out before it looks at them. */
final class LeftOut {

  /** Most values: each costs the kernel a few comparisons for every uevent. */
  private static final int MOST = 16;

  private static final String NONE = "none";

  @Option(
      names = "--ignore",
      paramLabel = "WHAT",
      description = {
        "Leave out all uevents of a subsystem (memory), or below a devpath (/devices/virtual/block/loop), whatever the rules say."
            + " Can be repeated.",
        "Those of memory and cpu are left out anyway as long as no rule could do something for them; none ends that."
      })
  private List<String> what = List.of();

  /** Those that were named. */
  Ignored named() {
    if (what.size() > MOST) {
      throw new UsageException("--ignore can be given " + MOST + " times at most, not " + what.size());
    }
    try {
      return Ignored.named(what.stream().filter(name -> !name.equals(NONE)).toList());
    } catch (IllegalArgumentException wrong) {
      throw new UsageException("--ignore: " + wrong.getMessage());
    }
  }

  /** Whether also those that no rule is for. */
  boolean derived() {
    return !what.contains(NONE);
  }
}
