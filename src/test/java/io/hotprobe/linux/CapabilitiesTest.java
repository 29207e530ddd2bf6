package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapabilitiesTest {

  @TempDir private Path tasks;

  private void thread(String id, String status) throws IOException {
    Files.writeString(Files.createDirectory(tasks.resolve(id)).resolve("status"), status);
  }

  @Test
  void threads_countTogether() throws IOException {
    thread("1", "Name:\tjava\nCapInh:\t0\nCapEff:\t0000000000010000\nCapBnd:\t0000000000011000\n");
    thread("2", "CapEff:\t0000000000000000\nCapBnd:\t0000000000000001\n");
    Capabilities have = Capabilities.ofTasks(tasks);
    assertEquals(new Capabilities(0x10000, 0x11001), have);
    assertTrue(have.has("sys_module"));
    assertFalse(have.has("net_admin"));
    assertEquals(List.of("chown", "net_admin"), have.beyond(List.of("sys_module")));
  }

  @Test
  void boundingSet_ofAnotherUserThanRoot_countsForNothing() {
    Capabilities nobody = new Capabilities(0, -1).of(false);
    assertEquals(List.of(), nobody.beyond(List.of()));
    assertEquals(new Capabilities(0, -1), new Capabilities(0, -1).of(true));
  }

  @Test
  void numberWithoutAName_isTold() {
    assertEquals(List.of("number 63"), new Capabilities(0, 1L << 63).beyond(List.of()));
  }

  @Test
  void status_thatTellsNothing_isAnErrorThatNamesIt() throws IOException {
    thread("1", "CapEff:\tmany\nCapBnd:\t0\n");
    String message = assertThrows(IOException.class, () -> Capabilities.ofTasks(tasks)).getMessage();
    assertTrue(message.contains("1/status") && message.contains("CapEff"), message);
  }

  @Test
  void threadThatEndsMeanwhile_countsForNothing() throws IOException {
    Files.createDirectory(tasks.resolve("3"));
    assertEquals(new Capabilities(0, 0), Capabilities.ofTasks(tasks));
  }

  @Test
  void thisProcess_isRead() throws IOException {
    Capabilities.ofThisProcess();
  }
}
