package io.hotprobe.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PathLockTest {

  @TempDir Path root;

  private Path file;

  @BeforeEach
  void setUp() {
    file = root.resolve("it.lock");
  }

  private static <T> T elsewhere(Callable<T> work) throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      return thread.submit(work).get();
    } finally {
      thread.shutdown();
    }
  }

  private static void takeAndGiveBack(Path file, Duration wait) throws IOException {
    PathLock.take(file, wait).close();
  }

  @Test
  void take_heldByAnotherThread_failsInTime() throws Exception {
    PathLock held = PathLock.take(file, Duration.ZERO);
    ExecutionException failed =
        assertThrows(ExecutionException.class, () -> elsewhere(() -> PathLock.take(file, Duration.ofMillis(30))));
    assertTrue(failed.getCause().getMessage().contains("another hotprobe holds this lock after 30 ms"), failed.getCause().getMessage());
    held.close();
    takeAndGiveBack(file, Duration.ZERO);
  }

  @Test
  void take_givenBackMeanwhile_succeeds() throws Exception {
    PathLock held = PathLock.take(file, Duration.ZERO);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Future<?> waiting = thread.submit(() -> {
      takeAndGiveBack(file, Duration.ofSeconds(30));
      return null;
    });
    held.close();
    waiting.get();
    thread.shutdown();
  }

  @Test
  void take_noDirectory_isToldAndLeavesNothingLocked() throws Exception {
    Path lost = root.resolve("none/it.lock");
    assertThrows(IOException.class, () -> PathLock.take(lost, Duration.ZERO));
    ExecutionException failed = assertThrows(ExecutionException.class, () -> elsewhere(() -> PathLock.take(lost, Duration.ZERO)));
    assertTrue(failed.getCause() instanceof NoSuchFileException, "not held by the failed attempt: " + failed.getCause());
  }

  @Test
  void take_fifoInItsPlace_isRefusedAndLeavesNothingLocked() throws Exception {
    assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());
    IOException refused = assertThrows(IOException.class, () -> PathLock.take(file, Duration.ZERO));
    assertEquals(file + ": not a regular file; remove it", refused.getMessage());
    Files.delete(file);
    elsewhere(() -> {
      takeAndGiveBack(file, Duration.ZERO);
      return null;
    });
  }

  @Test
  void take_heldByAnotherProcess_waitsAndSucceedsWhenThatDies() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    Process holder =
        new ProcessBuilder(java, "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), LockHolder.class.getName(), file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader said = new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.US_ASCII));
    assertEquals("held", said.readLine());
    assertThrows(IOException.class, () -> PathLock.take(file, Duration.ofMillis(30)));
    assertThrows(IOException.class, () -> PathLock.take(file, Duration.ZERO), "a failed attempt does not break the lock");
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Future<?> waiting = thread.submit(() -> {
      takeAndGiveBack(file, Duration.ofSeconds(30));
      return null;
    });
    holder.destroyForcibly();
    waiting.get();
    thread.shutdown();
  }
}
