package io.hotprobe.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LogWriterTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Test
  void close_linesWaiting_areWritten() {
    try (LogWriter log = new LogWriter(new PrintStream(bytes, false, StandardCharsets.UTF_8))) {
      log.accept("one");
      log.accept("two");
    }
    assertEquals(List.of("one", "two"), bytes.toString(StandardCharsets.UTF_8).lines().toList());
  }

  @Test
  void accept_nobodyReads_neverBlocksAndTellsWhatWasDropped() throws InterruptedException {
    CountDownLatch reading = new CountDownLatch(1);
    OutputStream stuck =
        new OutputStream() {
          @Override
          public void write(int b) {
            try {
              reading.await();
            } catch (InterruptedException stop) {
              Thread.currentThread().interrupt();
            }
            bytes.write(b);
          }
        };
    try (LogWriter log = new LogWriter(new PrintStream(stuck, false, StandardCharsets.UTF_8))) {
      for (int i = 0; i < LogWriter.LINES + 500; i++) {
        log.accept("line");
      }
      reading.countDown();
    }
    List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    assertTrue(lines.stream().anyMatch(line -> line.contains("log lines were dropped")), lines.size() + " lines");
  }
}
