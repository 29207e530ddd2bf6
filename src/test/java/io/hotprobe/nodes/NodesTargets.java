package io.hotprobe.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.hotprobe.rules.DeviceRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is promised of any bytes that are taken for an entry of udev's database or a message of libudev's. */
public final class NodesTargets {

  private static final Path PLACE = Path.of("/run/udev/data/b8:0");

  private NodesTargets() {}

  /** What is understood survives writing and reading, private properties aside: nobody is to keep those. */
  public static void database(byte[] bytes) {
    DeviceRecord once = read(new String(bytes, StandardCharsets.ISO_8859_1));
    once.properties().keySet().removeIf(key -> key.startsWith("."));
    DeviceRecord again = read(RecordText.write(once, true));
    assertEquals(RecordText.saysNothing(once) ? DeviceRecord.NONE : once, again);
  }

  private static DeviceRecord read(String text) {
    return RecordText.read(PLACE, text, false, damage -> assertFalse(damage.problem().isBlank()));
  }

  /** What is understood can be sent on and is understood again, private properties aside. */
  public static void message(byte[] bytes) {
    Map<String, String> properties = new LinkedHashMap<>(UdevMessage.properties(ByteBuffer.wrap(bytes)));
    Map<String, String> again = UdevMessage.properties(ByteBuffer.wrap(UdevMessage.of(properties, List.of("tag"))));
    properties.keySet().removeIf(key -> key.startsWith("."));
    assertEquals(properties, again);
  }
}
