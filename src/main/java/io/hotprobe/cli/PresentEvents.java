package io.hotprobe.cli;

import io.hotprobe.sysfs.Coldplug;
import io.hotprobe.uevent.Uevent;
import io.hotprobe.uevent.UeventParser;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The devices that a sysfs has, each as the uevent that would be made of it when the service comes up. */
final class PresentEvents {

  private PresentEvents() {}

  /** Gives each once, parents first; valid during the call only. */
  static void each(Path sysfs, Consumer<Uevent> taker) {
    Uevent uevent = new Uevent();
    new Coldplug(sysfs).step(message -> {
      byte[] bytes = new byte[message.remaining()];
      message.get(bytes);
      if (UeventParser.parse(bytes, 0, bytes.length, uevent) == uevent) {
        taker.accept(uevent);
      }
    }, Integer.MAX_VALUE);
  }
}
