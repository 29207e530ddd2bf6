package io.hotprobe.sysfs;

import io.hotprobe.uevent.UeventSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Replays what is plugged in already: an {@code add} for each device in sysfs, made from its {@code uevent} file, parents before
 * children. The kernel is not asked to send anything.
 *
 * <p>Taken in steps so that its thread can read live uevents in between. Confined to that thread.
 */
public final class Coldplug {

  /** SEQNUM of the uevents made here; the kernel counts from 1. */
  private static final String SEQNUM = "SEQNUM=0\0";

  private final Path sysfs;
  private List<SysfsDevices.Found> devices;
  private int next;

  /** A pass over the devices below {@code sysfs}; they are listed at the first step. */
  public Coldplug(Path sysfs) {
    this.sysfs = sysfs.toAbsolutePath().normalize();
  }

  /**
   * Replays some more devices. One that vanished meanwhile is passed over: its removal is a live uevent.
   *
   * @param most how many at most
   * @return whether there are more
   */
  public boolean step(UeventSource.Sink sink, int most) {
    if (devices == null) {
      devices = new SysfsDevices(sysfs).find();
    }
    int stop = Math.min(devices.size(), next + most);
    while (next < stop) {
      replay(devices.get(next++), sink);
    }
    return next < devices.size();
  }

  private void replay(SysfsDevices.Found device, UeventSource.Sink sink) {
    Path directory = sysfs.resolve(device.devpath().substring(1));
    String properties = content(directory.resolve("uevent"));
    if (properties == null) {
      return;
    }
    StringBuilder message = new StringBuilder(512);
    message.append("add@").append(device.devpath()).append("\0ACTION=add\0DEVPATH=").append(device.devpath());
    message.append("\0SUBSYSTEM=").append(device.subsystem()).append('\0');
    appendProperties(message, properties);
    if (!("\n" + properties).contains("\nMODALIAS=")) {
      appendModalias(message, content(directory.resolve("modalias")));
    }
    message.append(SEQNUM);
    sink.accept(ByteBuffer.wrap(message.toString().getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static void appendProperties(StringBuilder message, String lines) {
    for (int from = 0; from < lines.length(); ) {
      int newline = lines.indexOf('\n', from);
      int to = newline < 0 ? lines.length() : newline;
      if (lines.substring(from, to).indexOf('=') > 0) {
        message.append(lines, from, to).append('\0');
      }
      from = to + 1;
    }
  }

  private static void appendModalias(StringBuilder message, String modalias) {
    if (modalias != null && !modalias.isBlank()) {
      message.append("MODALIAS=").append(modalias.stripTrailing()).append('\0');
    }
  }

  private static String content(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return null;
    }
  }
}
