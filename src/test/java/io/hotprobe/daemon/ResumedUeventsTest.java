package io.hotprobe.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.pipeline.ScriptedUevents;
import io.hotprobe.uevent.Ignored;
import io.hotprobe.uevent.UeventSource;
import io.hotprobe.uevent.UeventSource.Reception;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResumedUeventsTest {

  @Test
  void receive_leftOverFirst_thenTheSource() throws Exception {
    ScriptedUevents source = new ScriptedUevents();
    source.send("new".getBytes(StandardCharsets.US_ASCII));
    List<byte[]> left = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 130; i++) {
      left.add(("old" + i).getBytes(StandardCharsets.US_ASCII));
      expected.add("old" + i);
    }
    expected.add("new");
    List<String> seen = new ArrayList<>();
    try (ResumedUevents resumed = new ResumedUevents(source, left)) {
      for (int i = 0; i < 4; i++) {
        assertEquals(Reception.RECEIVED, resumed.receive(message -> seen.add(StandardCharsets.US_ASCII.decode(message).toString()), 0));
      }
      assertEquals(Reception.QUIET, resumed.receive(message -> seen.add("?"), 0));
    }
    assertEquals(expected, seen);
  }

  @Test
  void leaveOut_isAskedOfTheSource() throws Exception {
    List<Ignored> asked = new ArrayList<>();
    UeventSource source = (UeventSource) Proxy.newProxyInstance(
        getClass().getClassLoader(), new Class<?>[] {UeventSource.class}, (self, method, arguments) -> asked.add((Ignored) arguments[0]));
    Ignored cpu = Ignored.named(List.of("cpu"));
    assertTrue(new ResumedUevents(source, List.of()).leaveOut(cpu));
    assertEquals(List.of(cpu), asked);
  }
}
