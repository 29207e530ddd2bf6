package io.hotprobe.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.journal.EventQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the socket answers, over a real socket. */
@Timeout(120)
class ControlServerTest {

  private static final String PAUSE = "{\"v\":1,\"do\":\"pause\"}";
  private static final String RESUME = "{\"v\":1,\"do\":\"resume\"}";
  private static final String STATUS = "{\"v\":1,\"do\":\"status\"}";
  private static final String SETTLE = "{\"v\":1,\"do\":\"settle\",\"timeout_ms\":20000}";
  private static final String UUID = "12345678-1234-1234-1234-123456789abc";

  @TempDir Path root;

  private RunningDaemon running;
  private ControlWire wire;

  @BeforeEach
  void setUp() throws Exception {
    running = new RunningDaemon(root, Optional.empty());
    wire = running.connect();
  }

  @AfterEach
  void tearDown() throws IOException {
    wire.close();
    running.close();
  }

  private static long number(String answer, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\":([0-9]+)").matcher(answer);
    assertTrue(matcher.find(), name + " in " + answer);
    return Long.parseLong(matcher.group(1));
  }

  @Test
  void status_any_tellsWhatItIsAndHasDone() throws Exception {
    running.send("add", "/d", "MODALIAS=p:1");
    assertTrue(wire.ask(SETTLE).startsWith("{\"v\":1,\"ok\":{"));
    String status = wire.ask(STATUS);
    assertEquals(ProcessHandle.current().pid(), number(status, "pid"));
    assertEquals(1, number(status, "planned"));
    assertEquals(1, number(status, "clients"));
    assertTrue(status.contains("\"mode\":\"beside udevd\"") && status.contains("\"paused\":false") && status.contains("lines of rules in force"), status);
  }

  @Test
  void status_aLoadThatHangs_isNamed() throws Exception {
    running.kernel.hold("one");
    running.send("add", "/slow", "MODALIAS=p:1");
    running.kernel.awaitBegun("one");
    assertTrue(wire.ask(STATUS).contains("\"action\":\"add\",\"devpath\":\"/slow\""));
    running.kernel.release("one");
  }

  @Test
  void settle_whatCameBefore_isWaitedForAndNothingElse() throws Exception {
    running.kernel.hold("one");
    running.send("add", "/d", "MODALIAS=p:1");
    running.kernel.awaitBegun("one");
    String late = wire.ask("{\"v\":1,\"do\":\"settle\",\"timeout_ms\":50}");
    assertTrue(late.contains("\"code\":\"timeout\"") && late.contains("add /d"), late);
    CompletableFuture<String> settled = new CompletableFuture<>();
    wire.send(SETTLE);
    new Thread(() -> complete(settled)).start();
    try {
      settled.get(300, TimeUnit.MILLISECONDS);
      throw new AssertionError("settled while a load is under way");
    } catch (TimeoutException asItShould) {
      running.kernel.hold("two");
      running.send("add", "/later", "MODALIAS=two");
      running.kernel.awaitBegun("two");
      running.kernel.release("one");
    }
    try {
      assertTrue(settled.get(20, TimeUnit.SECONDS).contains("\"ok\""), "what came later is not waited for");
    } finally {
      running.kernel.release("two");
    }
  }

  private void complete(CompletableFuture<String> future) {
    try {
      future.complete(wire.line());
    } catch (IOException | RuntimeException failed) {
      future.completeExceptionally(failed);
    }
  }

  @Test
  void pause_events_waitAndAreHandledAfterwards() throws Exception {
    assertEquals("{\"v\":1,\"ok\":{\"changed\":true}}", wire.ask(PAUSE));
    assertEquals("{\"v\":1,\"ok\":{\"changed\":false}}", wire.ask(PAUSE));
    running.send("add", "/d", "MODALIAS=p:1");
    running.send("add", "/d/below", "MODALIAS=p:2");
    running.send("add", "/e", "MODALIAS=p:3");
    RunningDaemon.await(() -> running.daemon.status().contains("paused_events=2"), "two wait, the third for the first");
    assertTrue(wire.ask(STATUS).contains("\"paused\":true"));
    assertTrue(wire.ask(SETTLE).contains("\"code\":\"paused\""));
    assertEquals(List.of(), running.kernel.begun());
    assertEquals("{\"v\":1,\"ok\":{\"changed\":true,\"waited\":2}}", wire.ask(RESUME));
    assertTrue(wire.ask(SETTLE).contains("\"ok\""));
    assertEquals(List.of("one"), running.kernel.begun().stream().distinct().toList());
    assertEquals("{\"v\":1,\"ok\":{\"changed\":false,\"waited\":0}}", wire.ask(RESUME));
  }

  @Test
  void pause_thenStop_endsAtOnceAndTells() throws Exception {
    wire.ask(PAUSE);
    for (int i = 0; i < 2000; i++) {
      running.send("add", "/d", "MODALIAS=p:1");
    }
    RunningDaemon.await(() -> running.daemon.status().contains("events=2000"), "all are taken in");
    long start = System.nanoTime();
    assertTrue(wire.ask("{\"v\":1,\"do\":\"stop\"}").contains("\"pid\":"));
    assertTrue(running.isOver());
    assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(8), "it waited for what cannot come");
    assertTrue(running.notices().stream().anyMatch(notice -> notice.contains("2000 events waited for hotprobe resume")), running.notices().toString());
    assertEquals(List.of(), running.kernel.begun());
    assertNull(wire.line());
    assertFalse(Files.exists(running.control));
  }

  @Test
  void reload_newTables_areInForceWhenItAnswers() throws Exception {
    running.send("add", "/n", "MODALIAS=n:1");
    wire.ask(SETTLE);
    assertEquals(List.of(), running.kernel.begun());
    running.world.alias("n:*", "two").write();
    String reloaded = wire.ask("{\"v\":1,\"do\":\"reload\"}");
    assertTrue(reloaded.contains("\"tables\":\"replaced\"") && reloaded.contains("\"rules\":\"current\""), reloaded);
    running.send("add", "/n2", "MODALIAS=n:1");
    wire.ask(SETTLE);
    assertEquals(List.of("two"), running.kernel.begun().stream().distinct().toList());
    assertTrue(wire.ask("{\"v\":1,\"do\":\"reload\"}").contains("\"tables\":\"current\""));
  }

  @Test
  void monitor_bothStages_areToldInOrder() throws Exception {
    assertEquals(
        "{\"v\":1,\"ok\":{}}",
        wire.ask("{\"v\":1,\"do\":\"monitor\",\"kernel\":true,\"handled\":true,\"properties\":true,\"subsystems\":[\"other\",\"test/disk\"]}"));
    running.send("change", "/no", "DEVTYPE=partition");
    running.send("add", "/yes", "MODALIAS=p:1", "DEVTYPE=disk", "NAME=caf\u00c3\u00a9\u001b[2J");
    String kernel = wire.line();
    assertTrue(kernel.startsWith("{\"v\":1,\"event\":{\"stage\":\"kernel\",\"at\":"), kernel);
    assertTrue(kernel.contains("\"seqnum\":2,\"action\":\"add\",\"devpath\":\"/yes\",\"subsystem\":\"test\""), kernel);
    assertTrue(kernel.contains("\"NAME\":\"caf\\u00E9\\u001B[2J\""), kernel);
    String handled = wire.line();
    assertTrue(handled.contains("\"stage\":\"handled\"") && handled.contains("\"did\":[\"loaded one in "), handled);
    assertTrue(handled.contains("\"replayed\":false") && handled.contains("\"MODALIAS\":\"p:1\""), handled);
  }

  @Test
  void monitor_nothingToDoForIt_isHandledAllTheSame() throws Exception {
    wire.ask("{\"v\":1,\"do\":\"monitor\",\"handled\":true}");
    running.send("change", "/quiet");
    String handled = wire.line();
    assertTrue(handled.contains("\"devpath\":\"/quiet\"") && handled.contains("\"did\":[]") && !handled.contains("properties"), handled);
  }

  @Test
  void monitor_neverRead_losesLinesHoldsUpNothingAndIsToldHowMany() throws Exception {
    wire.ask("{\"v\":1,\"do\":\"monitor\",\"kernel\":true,\"properties\":true}");
    int sent = 40_000;
    byte[][] messages = new byte[1000][];
    for (int i = 0; i < sent; i += messages.length) {
      for (int each = 0; each < messages.length; each++) {
        messages[each] = running.message("change", "/d", "FILL=" + "x".repeat(200));
      }
      running.source.send(messages.clone());
    }
    try (ControlWire other = running.connect()) {
      assertTrue(other.ask(SETTLE).contains("\"ok\""), "the pipeline was held up");
      assertEquals(sent, number(other.ask(STATUS), "received"));
    }
    long seen = 0;
    long lost = 0;
    while (seen + lost < sent) {
      String line = wire.line();
      if (line.startsWith("{\"v\":1,\"lost\":")) {
        lost += number(line, "lost");
      } else {
        seen++;
      }
    }
    assertEquals(sent, seen + lost);
    assertTrue(lost > 0 && seen * 200 < 4L * EventQueue.MOST_BYTES, seen + " seen, " + lost + " lost");
  }

  @Test
  void await_whatWasExpected_isCounted() throws Exception {
    assertTrue(wire.ask("{\"v\":1,\"do\":\"await\",\"count\":1}").contains("\"code\":\"expect\""));
    wire.ask("{\"v\":1,\"do\":\"expect\",\"uuid\":\"" + UUID + "\"}");
    running.kernel.hold("one");
    running.send("add", "/hangs", "MODALIAS=p:1");
    running.kernel.awaitBegun("one");
    running.send("change", "/a", "SYNTH_UUID=" + UUID);
    running.send("change", "/b", "SYNTH_UUID=0");
    running.send("change", "/c", "SYNTH_UUID=" + UUID);
    assertEquals(
        "{\"v\":1,\"ok\":{\"handled\":2,\"expected\":2}}", wire.ask("{\"v\":1,\"do\":\"await\",\"count\":2,\"timeout_ms\":20000}"),
        "what hangs elsewhere is not waited for");
    assertTrue(wire.ask("{\"v\":1,\"do\":\"await\",\"count\":3,\"timeout_ms\":100}").contains("\"code\":\"timeout\""));
    running.kernel.release("one");
    assertEquals(
        "{\"v\":1,\"ok\":{\"handled\":2,\"expected\":3}}", wire.ask("{\"v\":1,\"do\":\"await\",\"count\":3,\"timeout_ms\":20000}"),
        "what was lost on the way is not waited for");
  }

  @Test
  void requests_severalInOneWrite_areAnsweredInOrder() throws Exception {
    List<String> answers = new ArrayList<>();
    wire.offer((PAUSE + "\n" + RESUME + "\nx\n" + STATUS + "\n").getBytes());
    for (int i = 0; i < 4; i++) {
      answers.add(wire.line());
    }
    assertTrue(answers.get(0).contains("\"changed\":true") && answers.get(1).contains("\"waited\":0"), answers.toString());
    assertTrue(answers.get(2).contains("\"code\":\"json\"") && answers.get(3).contains("\"pid\":"), answers.toString());
  }

  @Test
  void longRequest_anErrorIsThrown_isAnsweredAndCounted() throws Exception {
    running.onNotice = text -> {
      if (text.startsWith("reloading")) {
        throw new StackOverflowError("too deep");
      }
    };
    String answer = wire.ask("{\"v\":1,\"do\":\"reload\"}");
    assertTrue(answer.contains("\"code\":\"fault\"") && answer.contains("too deep"), answer);
    assertTrue(wire.ask(STATUS).contains("\"faults\":1"), "counted");
  }

  @Test
  void clients_peerOfTheSameUser_mayDoAll() throws Exception {
    assertEquals("rw-------", java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(running.control)));
    assertTrue(wire.ask("{\"v\":1,\"do\":\"reload\"}").contains("\"ok\""));
  }
}
