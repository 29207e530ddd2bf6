package io.hotprobe.sysfs;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Builds the uevent that stands for a device as sysfs shows it, in the form the kernel sends. Confined to one thread. */
public final class DeviceMessage {

  /** SEQNUM of the uevents made here; the kernel counts from 1. */
  private static final String SEQNUM = "SEQNUM=0\0";

  private final StringBuilder message = new StringBuilder(512);
  private final String action;
  private final String devpath;
  private boolean hasModalias;

  /**
   * Begins one without properties.
   *
   * @param action as the kernel writes it, {@code add}
   */
  public DeviceMessage(String action, String devpath) {
    this.action = action;
    this.devpath = devpath;
    message.append(action).append('@').append(devpath).append('\0');
  }

  /** Adds the lines {@code KEY=VALUE} of a {@code uevent} file, a NUL taken for a line end; other lines are passed over. */
  public DeviceMessage properties(String uevent) {
    String lines = uevent.replace('\0', '\n');
    for (int from = 0; from < lines.length(); ) {
      int newline = lines.indexOf('\n', from);
      int to = newline < 0 ? lines.length() : newline;
      if (lines.substring(from, to).indexOf('=') > 0) {
        hasModalias |= lines.startsWith("MODALIAS=", from);
        message.append(lines, from, to).append('\0');
      }
      from = to + 1;
    }
    return this;
  }

  /** Adds a property, which counts instead of one of that name before. */
  public DeviceMessage property(String key, String value) {
    hasModalias |= key.equals("MODALIAS");
    message.append(key).append('=').append(value).append('\0');
    return this;
  }

  /** Whether there is a MODALIAS; some devices only have an attribute of that name. */
  public boolean hasModalias() {
    return hasModalias;
  }

  /** Adds the first line of a {@code modalias} attribute; null or a blank one adds nothing. */
  public DeviceMessage modalias(String attribute) {
    if (attribute != null && !attribute.isBlank()) {
      String lines = attribute.replace('\0', '\n');
      int newline = lines.indexOf('\n');
      property("MODALIAS", newline < 0 ? lines : lines.substring(0, newline));
    }
    return this;
  }

  /** The whole message. What the kernel itself says of every device stands last, since the last of equal keys counts. */
  public ByteBuffer bytes(String subsystem) {
    property("ACTION", action).property("DEVPATH", devpath).property("SUBSYSTEM", subsystem);
    message.append(SEQNUM);
    return ByteBuffer.wrap(message.toString().getBytes(StandardCharsets.ISO_8859_1));
  }
}
