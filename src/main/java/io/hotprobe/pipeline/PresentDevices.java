package io.hotprobe.pipeline;

import io.hotprobe.policy.Occasion;
import io.hotprobe.uevent.Key;
import io.hotprobe.uevent.Uevent;
import java.util.List;

/**
 * The devices of a match stage that are there, as far as their uevents and the passes over sysfs have told: who had its turn, with what
 * modalias, and who was there at boot. Every method but those of a whole pass is about the device in a view. Confined to the stage.
 */
final class PresentDevices {

  private final KnownDevices known = new KnownDevices();
  private final BootDevices boot;

  PresentDevices(BootPhase phase) {
    boot = new BootDevices(phase);
  }

  /** An event, or a pass, shows that it is there. */
  Occasion meet(Uevent uevent, long pass) {
    return boot.meet(device(uevent), alias(uevent), pass);
  }

  /** Whether it had its turn; one that was refused something had it only as long as the answer would be the same. */
  boolean isKnown(Uevent uevent, long edition, long pass) {
    long device = device(uevent);
    return known.meets(device, alias(uevent), pass) || known.meets(device, aliasOf(uevent, edition), pass);
  }

  /** It had its turn, of which {@code message} told, not to be written to from now on. */
  void note(Uevent uevent, long pass, byte[] message) {
    known.put(device(uevent), alias(uevent), pass, message);
  }

  /** As {@link #note}, but it gets another turn when rules, policy or tables are of another edition. */
  void noteRefused(Uevent uevent, long pass, byte[] message, long edition) {
    known.put(device(uevent), aliasOf(uevent, edition), pass, message);
  }

  /** What told of it when it had its turn; null when it had none, or that was not kept. */
  byte[] message(Uevent uevent) {
    return known.message(device(uevent));
  }

  /** It is there although a pass does not show it, or nothing else is done for it. */
  void keep(Uevent uevent, long pass) {
    long device = device(uevent);
    known.meets(device, pass);
    boot.keep(device, pass);
  }

  /** What was said of it is passed over. Of one that is not known nothing is noted: so the pass that makes up for it sees that it lacks. */
  void miss(Uevent uevent, long pass) {
    keep(uevent, pass);
    known.misses(device(uevent));
  }

  /** Whether something was passed over that was said of it. */
  boolean hasMissed(Uevent uevent) {
    return known.hasMissed(device(uevent));
  }

  /** What was passed over is made up for. */
  void makeUp(Uevent uevent) {
    known.makeUp(device(uevent));
  }

  /** It left. */
  void remove(Uevent uevent) {
    long device = device(uevent);
    known.remove(device);
    boot.remove(device);
  }

  /** It left the place it was moved from; whether it had had its turn there. */
  boolean leaveOldPath(Uevent uevent) {
    int old = uevent.find(Key.DEVPATH_OLD);
    if (old == Uevent.ABSENT) {
      return false;
    }
    boot.remove(uevent.hash(old));
    return known.remove(uevent.hash(old));
  }

  /** It has another path now, and is as much of the boot as under the old one; whether it had had its turn there. */
  boolean move(Uevent uevent, long pass) {
    int old = uevent.find(Key.DEVPATH_OLD);
    if (old != Uevent.ABSENT && boot.remove(uevent.hash(old))) {
      boot.move(device(uevent), alias(uevent), pass);
    }
    return leaveOldPath(uevent);
  }

  /** What told of the devices that were last met before a pass. */
  List<byte[]> metBefore(long pass) {
    return known.metBefore(pass);
  }

  /** Those last met before a pass are gone. */
  void forgetBefore(long pass) {
    known.forgetBefore(pass);
    boot.forgetBefore(pass);
  }

  private static long device(Uevent uevent) {
    return uevent.hash(uevent.devpath());
  }

  /** The hash of its modalias, 0 when it has none. */
  private static long alias(Uevent uevent) {
    int property = uevent.find(Key.MODALIAS);
    return property == Uevent.ABSENT ? 0 : uevent.hash(property);
  }

  private static long aliasOf(Uevent uevent, long edition) {
    return alias(uevent) ^ edition * 0x9E3779B97F4A7C15L;
  }
}
