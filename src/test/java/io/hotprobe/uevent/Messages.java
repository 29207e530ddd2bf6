package io.hotprobe.uevent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Kernel messages for the tests of this package. */
final class Messages {

  /** What a real kernel sent while devices were plugged in and out. */
  static final Path REAL = Path.of("src/main/dist/share/demo/hotplug.uevents");

  private Messages() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The strings, each ended by a NUL. */
  static byte[] message(String... strings) {
    return bytes(String.join("\0", strings) + "\0");
  }

  /** An {@code add} of a USB device with some more properties. */
  static byte[] add(String... more) {
    String[] all = new String[5 + more.length];
    List.of("add@/devices/usb1", "ACTION=add", "DEVPATH=/devices/usb1", "SUBSYSTEM=usb", "SEQNUM=7").toArray(all);
    System.arraycopy(more, 0, all, 5, more.length);
    return message(all);
  }

  static Parsed parse(byte[] bytes) {
    return UeventParser.parse(bytes, 0, bytes.length, new Uevent());
  }

  static List<Recording.Message> real() throws IOException {
    return Recording.read(REAL).messages();
  }
}
