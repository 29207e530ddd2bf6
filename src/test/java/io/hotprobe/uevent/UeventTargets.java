package io.hotprobe.uevent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.fuzz.Scratch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** What is promised of any bytes that are taken for uevents or a recording of them. */
public final class UeventTargets {

  private static final Uevent INTO = new Uevent();

  private UeventTargets() {}

  public static void uevent(byte[] bytes) {
    Parsed parsed = UeventParser.parse(bytes, 0, bytes.length, INTO);
    if (parsed instanceof Malformed malformed) {
      assertFalse(malformed.toString().isBlank());
      return;
    }
    String devpath = INTO.text(INTO.devpath());
    assertTrue(devpath.startsWith("/") && !Arrays.asList(devpath.split("/")).contains(".."), devpath);
    assertTrue(INTO.seqnum() >= 0);
    assertEquals(INTO.hash(INTO.devpath()), INTO.hash(INTO.find(Key.DEVPATH)));
    for (int i = 0; i < INTO.count(); i++) {
      assertFalse(INTO.name(i).isEmpty());
      assertTrue(INTO.text(i).chars().noneMatch(c -> c == 0 || c == '\n' || c == '\r'));
    }
  }

  public static void recording(byte[] bytes) throws IOException {
    Path file = Scratch.file("recording", bytes);
    try {
      Recording.read(file).messages().forEach(message -> uevent(message.bytes()));
    } catch (IOException told) {
      assertTrue(told.getMessage().startsWith(file.toString()), told.getMessage());
    }
  }
}
