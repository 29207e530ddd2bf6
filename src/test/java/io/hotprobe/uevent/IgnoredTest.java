package io.hotprobe.uevent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IgnoredTest {

  private static ByteBuffer message(String action, String devpath, String subsystem) {
    String text = action + "@" + devpath + "\0ACTION=" + action + "\0DEVPATH=" + devpath + "\0SUBSYSTEM=" + subsystem + "\0SEQNUM=1\0";
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void covers_subsystem_whereverItsDevicesAre() {
    Ignored ignored = Ignored.named(List.of("memory", "bdi"));
    for (Action action : Action.values()) {
      assertTrue(ignored.covers(message(action.name().toLowerCase(), "/devices/system/memory/memory7", "memory")));
      assertTrue(ignored.covers(message(action.name().toLowerCase(), "/devices/virtual/bdi/7:0", "bdi")));
    }
    assertFalse(ignored.covers(message("add", "/devices/system/memory2/x", "memory2")));
    assertFalse(ignored.covers(message("add", "/devices/system/node/node0", "node")));
    assertFalse(ignored.covers(message("add", "/devices/a", "memor")));
  }

  @Test
  void covers_devpath_andAllThatBeginsSo() {
    Ignored ignored = Ignored.named(List.of("/devices/virtual/block/loop"));
    assertTrue(ignored.covers(message("change", "/devices/virtual/block/loop0", "block")));
    assertTrue(ignored.covers(message("remove", "/devices/virtual/block/loop0/loop0p1", "block")));
    assertFalse(ignored.covers(message("change", "/devices/virtual/block/ram0", "block")));
    assertFalse(ignored.covers(message("changed", "/devices/virtual/block/loop0", "block")), "an action that nobody knows passes");
  }

  @Test
  void covers_oneActionOfASystemSubsystem_onlyThat() {
    Ignored ignored = Ignored.system(Action.ONLINE, "cpu");
    assertTrue(ignored.covers(message("online", "/devices/system/cpu/cpu1", "cpu")));
    assertFalse(ignored.covers(message("add", "/devices/system/cpu/cpu1", "cpu")));
  }

  @Test
  void covers_messagePartOfABuffer_onlyThatIsLookedAt() {
    ByteBuffer whole = message("add", "/devices/system/memory/memory7", "memory");
    ByteBuffer shifted = ByteBuffer.allocate(whole.remaining() + 5).position(5).put(whole.duplicate()).position(5);
    assertTrue(Ignored.named(List.of("memory")).covers(shifted));
    for (int length = 0; length < whole.remaining(); length++) {
      Ignored.named(List.of("memory", "x")).covers(whole.duplicate().limit(length));
    }
    assertFalse(Ignored.named(List.of("memory")).covers(whole.duplicate().limit(20)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "/", "/sys/devices/x", "memory/", "a\nb", "*"})
  void named_neitherSubsystemNorDevpath_isRefusedWithWhatItCouldBe(String name) {
    String text = assertThrows(IllegalArgumentException.class, () -> Ignored.named(List.of(name))).getMessage();
    assertTrue(text.contains("devpath"), text);
  }

  @Test
  void includes_andEquals_goByWhatIsLeftOut() {
    Ignored memory = Ignored.named(List.of("memory"));
    Ignored both = memory.with(Ignored.named(List.of("cpu")));
    assertTrue(both.includes(memory) && !memory.includes(both) && both.includes(Ignored.NOTHING));
    assertEquals(both, both.with(memory));
    assertTrue(Ignored.NOTHING.isNothing() && !memory.isNothing());
  }
}
