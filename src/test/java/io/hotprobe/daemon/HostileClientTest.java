package io.hotprobe.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that do whatever they can do to the socket; an honest one must be answered all the while. */
@Timeout(120)
class HostileClientTest {

  private static final String STATUS = "{\"v\":1,\"do\":\"status\"}";
  private static final byte[] MUCH = new byte[10 << 20];

  @TempDir Path root;

  private RunningDaemon running;

  @BeforeEach
  void setUp() throws Exception {
    running = new RunningDaemon(root, Optional.empty());
  }

  @AfterEach
  void tearDown() {
    running.close();
  }

  private String honest() throws IOException {
    try (ControlWire wire = running.connect()) {
      return wire.ask(STATUS);
    }
  }

  private void assertServes() throws IOException {
    String status = honest();
    assertTrue(status.startsWith("{\"v\":1,\"ok\":{\"pid\":") && status.contains("\"faults\":0}"), status);
  }

  @Test
  void garbage_anyBytes_isAnsweredOrCutOff() throws Exception {
    Random random = new Random(5);
    for (int round = 0; round < 200; round++) {
      byte[] bytes = new byte[random.nextInt(4096)];
      random.nextBytes(bytes);
      try (ControlWire wire = running.connect()) {
        wire.offer(bytes);
        wire.offer(new byte[] {'\n'});
        assertTrue(wire.line().startsWith("{\"v\":1,\"error\":{"));
      }
    }
    assertServes();
  }

  @Test
  void line_withoutEnd_isToldAndCutOff() throws Exception {
    try (ControlWire wire = running.connect()) {
      int taken = 0;
      try {
        for (int count = wire.offer(MUCH); taken < MUCH.length && count >= 0; count = wire.offer(MUCH)) {
          taken += count;
          if (count == 0) {
            TimeUnit.MILLISECONDS.sleep(1);
          }
        }
      } catch (IOException cutOff) {
        assertTrue(taken < MUCH.length, "all was taken");
      }
      String told = wire.line();
      assertTrue(told.contains("\"code\":\"long\"") && told.contains("8192 bytes"), told);
      assertNull(wire.line());
    }
    assertServes();
  }

  @Test
  void answers_neverRead_takeNoRoomAndAreCutOff() throws Exception {
    byte[] many = (STATUS + "\n").repeat(500).getBytes(StandardCharsets.US_ASCII);
    try (ControlWire wire = running.connect()) {
      long taken = 0;
      for (int idle = 0; idle < 50; ) {
        int count = wire.offer(many);
        taken += count;
        idle = count == 0 ? idle + 1 : 0;
        TimeUnit.MILLISECONDS.sleep(1);
      }
      assertTrue(taken < 4 << 20, taken + " bytes of requests were taken of one who reads nothing");
      assertServes();
      RunningDaemon.await(() -> isCutOff(), "it is cut off");
    }
  }

  private boolean isCutOff() {
    try {
      return honest().contains("\"cut_off\":1");
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  @Test
  void connections_aThousand_theLimitIsToldAndOthersFindRoomAfterwards() throws Exception {
    List<ControlWire> wires = new ArrayList<>();
    int admitted = 0;
    int refused = 0;
    try {
      for (int i = 0; i < 1000; i++) {
        wires.add(running.connect());
      }
      for (ControlWire wire : wires) {
        String answer = answer(wire);
        admitted += answer != null && answer.contains("\"ok\"") ? 1 : 0;
        refused += answer == null || answer.contains("\"code\":\"busy\"") ? 1 : 0;
      }
    } finally {
      for (ControlWire wire : wires) {
        wire.close();
      }
    }
    assertEquals(ControlServer.CLIENTS, admitted);
    assertEquals(1000 - ControlServer.CLIENTS, refused);
    RunningDaemon.await(() -> serves(), "there is room again");
  }

  private static String answer(ControlWire wire) throws IOException {
    try {
      wire.send(STATUS);
    } catch (IOException hungUp) {
      return wire.line();
    }
    return wire.line();
  }

  private boolean serves() {
    try {
      return honest() != null && honest().contains("\"clients\":1");
    } catch (IOException busy) {
      return false;
    }
  }

  @Test
  void monitors_moreThanTheirLimit_areRefused() throws Exception {
    List<ControlWire> wires = new ArrayList<>();
    try {
      for (int i = 0; i <= ControlServer.MONITORS; i++) {
        wires.add(running.connect());
        String answer = wires.get(i).ask("{\"v\":1,\"do\":\"monitor\",\"kernel\":true}");
        assertTrue(answer.contains(i < ControlServer.MONITORS ? "\"ok\"" : "\"code\":\"busy\""), i + " " + answer);
      }
      assertServes();
    } finally {
      for (ControlWire wire : wires) {
        wire.close();
      }
    }
    RunningDaemon.await(() -> running.daemon.status().contains("monitors=0"), "those that hung up are forgotten");
  }

  @Test
  void disconnect_atAnyMoment_leavesNothingBehind() throws Exception {
    String[] lines = {
      STATUS,
      "{\"v\":1,\"do\":\"settle\",\"timeout_ms\":3000000}",
      "{\"v\":1,\"do\":\"monitor\",\"kernel\":true,\"handled\":true}",
      "{\"v\":1,\"do\":\"expect\",\"uuid\":\"12345678-1234-1234-1234-123456789abc\"}\n{\"v\":1,\"do\":\"await\",\"count\":9}",
      "{\"v\":1,\"do\":\"reload\"}"
    };
    running.kernel.hold("one");
    running.send("add", "/d", "MODALIAS=p:1");
    running.kernel.awaitBegun("one");
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      try (ControlWire wire = running.connect()) {
        byte[] line = (lines[random.nextInt(lines.length)] + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] part = java.util.Arrays.copyOf(line, random.nextInt(line.length + 1));
        wire.offer(part);
        running.send("change", "/other" + round);
        if (random.nextInt(4) == 0) {
          TimeUnit.MILLISECONDS.sleep(random.nextInt(3));
        }
      } catch (IOException refused) {
        assertTrue(String.valueOf(refused.getMessage()).contains("Broken pipe"), refused.toString());
      }
    }
    RunningDaemon.await(() -> running.daemon.status().contains("clients=0, monitors=0"), "connections are forgotten");
    RunningDaemon.await(() -> threads() == 0, "nobody works for those who left: " + threads());
    assertTrue(running.daemon.status().contains("onlookers=0"), running.daemon.status());
    running.kernel.release("one");
    assertServes();
  }

  private static long threads() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(each -> each.getKey().getName().equals("hotprobe-request"))
        .filter(each -> java.util.Arrays.stream(each.getValue()).anyMatch(frame -> frame.getClassName().equals(ControlDesk.class.getName())))
        .count();
  }
}
