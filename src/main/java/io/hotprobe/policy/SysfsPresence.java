package io.hotprobe.policy;

import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules;
import io.hotprobe.sysfs.Coldplug;
import io.hotprobe.sysfs.Sysfs;
import io.hotprobe.uevent.Uevent;
import io.hotprobe.uevent.UeventParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * What sysfs and the kernel tell of devices and modules. The list of devices is read when it is asked for, and serves those who ask
 * within {@link #FRESH_MILLIS} after that.
 */
public final class SysfsPresence implements Presence {

  /** How long a list of devices serves: a storm of devices does not read sysfs anew for each. */
  static final long FRESH_MILLIS = 250;

  private final Sysfs sysfs;
  private final Modules modules;
  private List<byte[]> devices = List.of();
  private long readNanos;
  private boolean read;

  public SysfsPresence(Sysfs sysfs, Modules modules) {
    this.sysfs = sysfs;
    this.modules = modules;
  }

  @Override
  public boolean device(Predicate<DeviceFacts> wanted) {
    Uevent uevent = new Uevent();
    UeventFacts facts = new UeventFacts(sysfs, Presence.NONE);
    for (byte[] message : devices()) {
      if (UeventParser.parse(message, 0, message.length, uevent) == uevent && wanted.test(facts.of(uevent, Occasion.BOOT))) {
        return true;
      }
    }
    return false;
  }

  private synchronized List<byte[]> devices() {
    if (!read || System.nanoTime() - readNanos > TimeUnit.MILLISECONDS.toNanos(FRESH_MILLIS)) {
      List<byte[]> now = new ArrayList<>();
      new Coldplug(sysfs.root()).step(message -> {
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        now.add(bytes);
      }, Integer.MAX_VALUE);
      devices = now;
      readNanos = System.nanoTime();
      read = true;
    }
    return devices;
  }

  @Override
  public boolean live(Predicate<ModuleName> wanted) {
    try {
      return modules.list().stream().anyMatch(module -> module.state() != Modules.State.ABSENT && wanted.test(module.name()));
    } catch (IOException unreadable) {
      return false;
    }
  }
}
