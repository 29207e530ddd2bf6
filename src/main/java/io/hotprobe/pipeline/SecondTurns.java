package io.hotprobe.pipeline;

import io.hotprobe.journal.Handled.Deeds;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.resolve.Resolution;
import io.hotprobe.uevent.Uevent;
import io.hotprobe.uevent.UeventParser;

/** Sees to it that devices whose modules could not or were not to be loaded, or that no module claimed, are not forgotten. Any thread. */
final class SecondTurns {

  private final FailedDevices devices;
  private final LateTurns late;

  SecondTurns(FailedDevices devices, LateTurns late) {
    this.devices = devices;
    this.late = late;
  }

  /**
   * The same work, and a note of the device if its modules fail.
   *
   * @param device the hash of its devpath
   * @param edition of tables and policy, taken before they were asked
   */
  Work noting(Work work, long device, long edition) {
    return work.heardBy((deeds, fault) -> note(device, edition, deeds, fault));
  }

  private void note(long device, long edition, Deeds deeds, Throwable fault) {
    if (fault != null) {
      devices.add(device);
      return;
    }
    boolean failed = deeds.resolutions().stream().anyMatch(Resolution::isRestricted);
    boolean anyPass = false;
    boolean passing = false;
    for (LoadOutcome outcome : deeds.outcomes()) {
      failed |= outcome.isFailure();
      anyPass |= outcome instanceof LoadOutcome.Failed one && one.lacksSymbol();
      passing |= outcome instanceof LoadOutcome.Failed one && one.retryable() || outcome instanceof LoadOutcome.Broken;
    }
    if (passing || anyPass) {
      devices.add(device);
    } else if (failed) {
      devices.add(device, edition);
    } else if (!deeds.outcomes().isEmpty()) {
      devices.passed(device);
    }
    if (passing) {
      late.failed();
    }
  }

  /**
   * No module of these tables claims what rules wanted for the device of an event.
   *
   * @param edition of the tables
   */
  void unclaimed(byte[] message, long edition) {
    Uevent uevent = new Uevent();
    if (UeventParser.parse(message, 0, message.length, uevent) instanceof Uevent) {
      devices.add(uevent.hash(uevent.devpath()), edition);
    }
  }

  /** Tables have changed. */
  void restart() {
    late.restart();
  }
}
