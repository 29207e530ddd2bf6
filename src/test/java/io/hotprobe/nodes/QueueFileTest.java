package io.hotprobe.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueFileTest {

  @TempDir Path run;

  @Test
  void queue_fromFirstEventToNone_isThere() throws IOException {
    QueueFile queue = new QueueFile(run.resolve("udev"));
    queue.pending();
    assertTrue(Files.exists(run.resolve("udev/queue")));
    queue.empty();
    assertFalse(Files.exists(run.resolve("udev/queue")));
  }

  @Test
  void pending_whenTheFileIsThereAlready_doesNothingOnDisk() throws IOException {
    QueueFile queue = new QueueFile(run);
    queue.pending();
    Files.writeString(run.resolve("queue"), "untouched");
    queue.pending();
    assertEquals("untouched", Files.readString(run.resolve("queue")));
  }

  @Test
  void empty_whatAnEarlierProcessLeft_isTakenAway() throws IOException {
    Files.writeString(run.resolve("queue"), "");
    new QueueFile(run).empty();
    assertFalse(Files.exists(run.resolve("queue")));
  }
}
