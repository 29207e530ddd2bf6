package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.journal.HistoryReader;
import io.hotprobe.journal.HistoryRecord;
import io.hotprobe.resolve.DemoTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The daemon is killed while uevents of this machine's memory devices are being handled, and started again. Needs root: for uevents, and
 * for a {@code /run} of its own.
 */
@Timeout(180)
class KilledDaemonTest {

  private static final Path DEVICES = Path.of("/sys/devices/virtual/mem");
  private static final List<String> NAMES = List.of("full", "null", "random", "urandom", "zero");

  @TempDir Path scratch;

  private final String id = UUID.randomUUID().toString();
  private final List<AutoCloseable> open = new ArrayList<>();
  private ManagerSocket manager;
  private int sent;

  @BeforeEach
  void prepare() throws Exception {
    SyntheticUevents.assumed();
    Process trial = new ProcessBuilder("unshare", "-m", "mount", "--bind", scratch.toString(), "/run").start();
    assumeTrue(trial.waitFor() == 0, "no mount namespaces here");
    Files.createDirectories(scratch.resolve("run"));
    Path script = Files.writeString(
        scratch.resolve("script"),
        "#!/bin/sh\necho begin $SYNTH_ARG_N >> " + ran() + "\nsleep 0.3\necho end $SYNTH_ARG_N >> " + ran() + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createFile(ran());
    Files.createDirectories(scratch.resolve("rules"));
    Files.writeString(
        scratch.resolve("rules/50-test.rules"), "ACTION==\"change\", ENV{SYNTH_UUID}==\"" + id + "\", RUN+=\"" + script + "\"\n");
    manager = new ManagerSocket(scratch.resolve("notify").toString());
    open.add(manager);
  }

  @AfterEach
  void close() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private Path ran() {
    return scratch.resolve("ran");
  }

  private ManagedDaemon start(String name, int kept) throws Exception {
    ManagedDaemon daemon = new ManagedDaemon(scratch, name, kept, List.of(
        "--modules-dir", DemoTree.RELEASES.toAbsolutePath().toString(), "--release", DemoTree.RELEASE, "--config-dir", "/nonexistent",
        "--rules-dir", scratch.resolve("rules").toString()));
    open.add(daemon);
    daemon.awaitLog("coldplug done");
    return daemon;
  }

  private void send(int count) throws IOException {
    for (int i = 0; i < count; i++, sent++) {
      Files.writeString(DEVICES.resolve(NAMES.get(sent % NAMES.size())).resolve("uevent"), "change " + id + " N=" + sent);
    }
  }

  private Map<String, Integer> count(String what) throws IOException {
    Map<String, Integer> times = new HashMap<>();
    for (String line : Files.readAllLines(ran())) {
      if (line.startsWith(what + " ")) {
        times.merge(line.substring(what.length() + 1), 1, Integer::sum);
      }
    }
    return times;
  }

  private void awaitEnds(int number, ManagedDaemon daemon) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (count("end").size() < number) {
      assertTrue(System.nanoTime() - end < 0, () -> "not all were handled: " + sayRan() + "\n" + sayLog(daemon));
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private String sayRan() {
    try {
      return Files.readString(ran());
    } catch (IOException gone) {
      return gone.toString();
    }
  }

  private static String sayLog(ManagedDaemon daemon) {
    try {
      return daemon.log();
    } catch (IOException gone) {
      return gone.toString();
    }
  }

  /** The sequence numbers of the records of our devices. */
  private List<Long> recorded() throws IOException {
    List<Long> seqnums = new ArrayList<>();
    new HistoryReader(scratch.resolve("run/hotprobe")).read((record, line) -> {
      if (record instanceof HistoryRecord.Event event && event.subject().action().equals("change") && !event.programs().isEmpty()) {
        seqnums.add(event.subject().seqnum());
      }
    });
    return seqnums;
  }

  private int keptSocket() throws Exception {
    ManagerSocket.Told told = manager.next();
    while (!told.state().startsWith("FDSTORE=1")) {
      told = manager.next();
    }
    return told.fd();
  }

  @Test
  void kill_eventsUnderWayAndInTheSocket_areAllHandledByTheNext() throws Exception {
    ManagedDaemon first = start("first", -1);
    int kept = keptSocket();
    send(25);
    awaitEnds(6, first);
    first.kill();
    List<Long> before = recorded();
    Map<String, Integer> begunBefore = count("begin");
    send(15);
    ManagedDaemon second = start("second", kept);
    awaitEnds(40, second);
    second.awaitLog("events that the daemon before this one had begun and not ended are handled first");
    second.close();
    assertTrue(second.log().contains("goes on with the uevent socket of the daemon before this one"), second.log());
    Map<String, Integer> begun = count("begin");
    assertEquals(40, begun.size(), begun.toString());
    for (Map.Entry<String, Integer> each : begun.entrySet()) {
      assertTrue(each.getValue() == 1 || each.getValue() == 2 && begunBefore.containsKey(each.getKey()), each + " " + begunBefore);
    }
    long again = begun.values().stream().filter(times -> times > 1).count();
    assertTrue(again <= NAMES.size(), "one of each device was under way at most: " + begun);
    assertTrue(begunBefore.size() >= 5, begunBefore.toString());
    Set<Long> all = new HashSet<>(recorded());
    assertTrue(all.containsAll(before), "what was recorded before is gone");
    long unrecorded = second.log().lines().filter(line -> line.contains("was handled when the daemon before this one ended")).count();
    assertEquals(40, all.size() + unrecorded, "in the history " + all.size() + ", told as done " + unrecorded);
  }

  @Test
  void kill_withoutAManager_whatWasTakenInIsHandledByTheNext() throws Exception {
    ManagedDaemon first = start("first", -1);
    send(25);
    awaitEnds(5, first);
    first.kill();
    ManagedDaemon second = start("second", -1);
    awaitEnds(25, second);
    second.close();
    assertEquals(25, count("begin").size());
    ManagedDaemon third = start("third", -1);
    third.close();
    assertTrue(!third.log().contains("had begun and not ended") && !third.log().contains("was handled when"), third.log());
    assertTrue(count("begin").values().stream().allMatch(times -> times <= 2), count("begin").toString());
  }
}
