package io.hotprobe.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a real file system that is full or read-only. Needs root, to mount one. */
@Timeout(60)
class FullDiskTest {

  @TempDir Path scratch;

  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private final Journal next = new Journal() {
    @Override
    public void handled(Handled handled) {}

    @Override
    public void notice(Level level, String text) {
      told.add(level + " " + text);
    }
  };
  private Path disk;

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(scratch.resolve("disk"));
    int mounted = run("mount", "-t", "tmpfs", "-o", "size=64k", "none", disk.toString());
    assumeTrue(mounted == 0, "no file system can be mounted here: needs root");
  }

  @AfterEach
  void unmount() throws Exception {
    for (int tries = 0; tries < 50 && run("umount", disk.toString()) == 32 && isMounted(); tries++) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private boolean isMounted() throws IOException {
    return Files.readString(Path.of("/proc/mounts")).contains(" " + disk + " ");
  }

  private void fill() throws IOException {
    try (OutputStream out = Files.newOutputStream(disk.resolve("filler"))) {
      byte[] page = new byte[4096];
      while (true) {
        out.write(page);
      }
    } catch (IOException full) {
      assertTrue(full.getMessage().contains("No space"), full.getMessage());
    }
  }

  private static void awaitMissing(History history, long count) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (history.missing() != count && System.nanoTime() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertEquals(count, history.missing());
  }

  private List<HistoryRecord> read() throws IOException {
    List<HistoryRecord> records = new ArrayList<>();
    assertEquals(0, new HistoryReader(disk).read((record, line) -> records.add(record)), "half a record was left");
    return records;
  }

  @Test
  void history_diskIsFullForAWhile_isToldOnceAndGoesOn() throws Exception {
    try (History history = new History(next, disk)) {
      history.notice(Level.INFO, "first");
      awaitMissing(history, 0);
      while (!Files.exists(disk.resolve("history"))) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      fill();
      for (int i = 0; i < 100; i++) {
        history.notice(Level.INFO, "x".repeat(1000));
      }
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (told.stream().noneMatch(line -> line.startsWith("WARNING")) && System.nanoTime() - end < 0) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      TimeUnit.MILLISECONDS.sleep(200);
      Files.delete(disk.resolve("filler"));
      history.notice(Level.INFO, "last");
    }
    List<String> warnings = told.stream().filter(line -> line.startsWith("WARNING")).toList();
    assertEquals(1, warnings.size(), warnings.toString());
    assertTrue(warnings.get(0).contains("No space left"), warnings.get(0));
    List<HistoryRecord> records = read();
    long missing =
        records.stream().mapToLong(each -> each instanceof HistoryRecord.Missing some ? some.count() : 0).sum();
    long kept = records.stream().filter(HistoryRecord.Notice.class::isInstance).count();
    assertEquals(102, missing + kept);
    assertEquals("last", ((HistoryRecord.Notice) records.get(records.size() - 1)).text());
  }

  @Test
  void history_fileSystemIsReadOnly_isToldOnceAndGoesOn() throws Exception {
    assertEquals(0, run("mount", "-o", "remount,ro", disk.toString()));
    try (History history = new History(next, disk)) {
      for (int i = 0; i < 10; i++) {
        history.notice(Level.INFO, "lost");
      }
      awaitMissing(history, 10);
      assertEquals(0, run("mount", "-o", "remount,rw", disk.toString()));
      history.notice(Level.INFO, "kept");
    }
    List<String> warnings = told.stream().filter(line -> line.startsWith("WARNING")).toList();
    assertEquals(1, warnings.size(), warnings.toString());
    assertTrue(warnings.get(0).contains("Read-only"), warnings.get(0));
    assertEquals(2, read().size());
  }

  @Test
  void unfinished_diskIsFull_isToldOnceAndEventsGoOn() throws Exception {
    List<String> problems = new ArrayList<>();
    try (UnfinishedEvents events = UnfinishedEvents.open(disk, "boot", problems::add)) {
      fill();
      for (int i = 0; i < 10; i++) {
        events.begin(("change@/d" + i + "\0").getBytes(StandardCharsets.US_ASCII)).end();
      }
      assertEquals(1, problems.size(), problems.toString());
      assertTrue(problems.get(0).contains("No space left"), problems.get(0));
      Files.delete(disk.resolve("filler"));
      events.begin("change@/kept\0".getBytes(StandardCharsets.US_ASCII));
    }
    try (UnfinishedEvents after = UnfinishedEvents.open(disk, "boot", problems::add)) {
      assertEquals(1, after.leftOver().size());
    }
  }
}
