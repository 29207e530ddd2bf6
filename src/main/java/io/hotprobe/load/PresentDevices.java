package io.hotprobe.load;

import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.module.ModuleName;
import io.hotprobe.resolve.LoadPlan;
import io.hotprobe.resolve.Resolver;
import io.hotprobe.sysfs.Coldplug;
import io.hotprobe.uevent.Key;
import io.hotprobe.uevent.Uevent;
import io.hotprobe.uevent.UeventParser;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The modules that devices present ask for by their modalias, with all that is loaded for them. Read at the first question. */
final class PresentDevices {

  /** Devices read before it is looked whether there are more. */
  private static final int AT_ONCE = 1000;

  private final Path sysfs;
  private final Resolver resolver;
  private Map<ModuleName, String> devices;

  PresentDevices(Path sysfs, Resolver resolver) {
    this.sysfs = sysfs;
    this.resolver = resolver;
  }

  /** The devpath of one that asks for the module. */
  Optional<String> askingFor(ModuleName module) {
    if (devices == null) {
      devices = new HashMap<>();
      Coldplug present = new Coldplug(sysfs);
      Uevent uevent = new Uevent();
      while (present.step(message -> take(message, uevent), AT_ONCE)) {
        continue;
      }
    }
    return Optional.ofNullable(devices.get(module));
  }

  private void take(ByteBuffer message, Uevent uevent) {
    if (!(UeventParser.parse(message.array(), 0, message.limit(), uevent) instanceof Uevent)) {
      return;
    }
    String modalias = uevent.text(Key.MODALIAS);
    if (modalias != null && resolver.unrestricted(Modalias.of(modalias), new AliasHits()) instanceof LoadPlan plan) {
      plan.steps().forEach(step -> devices.putIfAbsent(step.module(), uevent.text(uevent.devpath())));
    }
  }
}
