package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class LinuxWatchesTest {

  @TempDir Path directory;
  private final BlockingQueue<Integer> closes = new LinkedBlockingQueue<>();
  private LinuxWatches watches;
  private Thread runner;
  private Path first;
  private Path second;

  @BeforeEach
  void run() throws IOException {
    first = Files.createFile(directory.resolve("first"));
    second = Files.createFile(directory.resolve("second"));
    watches = LinuxWatches.open();
    runner = new Thread(() -> {
      try {
        watches.run(closes::add);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    });
    runner.start();
  }

  @AfterEach
  void end() throws InterruptedException {
    watches.close();
    runner.join();
  }

  private int next() throws InterruptedException {
    Integer handle = closes.poll(20, TimeUnit.SECONDS);
    return handle == null ? -2 : handle;
  }

  @Test
  void watch_whatWasWrittenTo_isTold() throws IOException, InterruptedException {
    int handle = watches.watch(first);
    Files.writeString(first, "x");
    assertEquals(handle, next());
  }

  @Test
  void watch_whatWasOnlyRead_isNotTold() throws IOException, InterruptedException {
    watches.watch(first);
    int handle = watches.watch(second);
    Files.readString(first);
    Files.writeString(second, "x");
    assertEquals(handle, next());
    assertTrue(closes.isEmpty());
  }

  @Test
  void forget_whatIsWatchedNoLonger_isNotTold() throws IOException, InterruptedException {
    watches.forget(watches.watch(first));
    watches.forget(4711);
    int handle = watches.watch(second);
    Files.writeString(first, "x");
    Files.writeString(second, "x");
    assertEquals(handle, next());
  }

  @Test
  void watch_whatIsNotThere_isRefusedWithPathAndErrno() {
    IOException failed = assertThrows(IOException.class, () -> watches.watch(directory.resolve("gone")));
    assertTrue(failed.getMessage().startsWith("inotify_add_watch: ENOENT"), failed.getMessage());
    assertTrue(failed.getMessage().contains("gone"), failed.getMessage());
  }

  @Test
  void rereadPartitions_whatIsNoDisk_saysNo() {
    assertFalse(watches.rereadPartitions(first));
    assertFalse(watches.rereadPartitions(directory.resolve("gone")));
  }
}
