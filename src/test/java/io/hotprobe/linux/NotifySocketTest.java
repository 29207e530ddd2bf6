package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class NotifySocketTest {

  @TempDir Path scratch;

  @Test
  void send_toAPath_arrivesWhole() throws Exception {
    String name = scratch.resolve("notify").toString();
    try (ManagerSocket manager = new ManagerSocket(name); NotifySocket socket = NotifySocket.of(name).orElseThrow()) {
      socket.send("READY=1\nSTATUS=five µs");
      socket.send("WATCHDOG=1");
      assertEquals(new ManagerSocket.Told("READY=1\nSTATUS=five µs", -1), manager.next());
      assertEquals(new ManagerSocket.Told("WATCHDOG=1", -1), manager.next());
    }
  }

  @Test
  void send_toAnAbstractName_arrives() throws Exception {
    String name = "@hotprobe-test-" + UUID.randomUUID();
    try (ManagerSocket manager = new ManagerSocket(name); NotifySocket socket = NotifySocket.of(name).orElseThrow()) {
      socket.send("STOPPING=1");
      assertEquals("STOPPING=1", manager.next().state());
    }
  }

  @Test
  void store_aDescriptor_comesAsTheSameFile() throws Exception {
    String name = scratch.resolve("notify").toString();
    Libc libc = Libc.link();
    int event = libc.eventfd(0, Libc.O_CLOEXEC | Libc.O_NONBLOCK);
    try (ManagerSocket manager = new ManagerSocket(name); NotifySocket socket = NotifySocket.of(name).orElseThrow()) {
      socket.store("uevents", event);
      ManagerSocket.Told told = manager.next();
      assertEquals("FDSTORE=1\nFDNAME=uevents\nFDPOLL=0", told.state());
      libc.write(event, Libc.allocate(Long.BYTES).putLong(0, 42), Long.BYTES);
      ByteBuffer read = Libc.allocate(Long.BYTES);
      assertEquals(Long.BYTES, libc.read(told.fd(), read, Long.BYTES));
      assertEquals(42, read.getLong(0));
      libc.close(told.fd());
    } finally {
      libc.close(event);
    }
  }

  @Test
  void send_nobodyThere_namesCallAndErrno() throws Exception {
    try (NotifySocket socket = NotifySocket.of(scratch.resolve("nobody").toString()).orElseThrow()) {
      IOException refused = assertThrows(IOException.class, () -> socket.send("READY=1"));
      assertTrue(refused.getMessage().contains("sendmsg") && refused.getMessage().contains("ENOENT"), refused.getMessage());
    }
  }

  @Test
  void send_nobodyReads_givesUpSoon() throws Exception {
    String name = scratch.resolve("notify").toString();
    try (ManagerSocket manager = new ManagerSocket(name); NotifySocket socket = NotifySocket.of(name).orElseThrow()) {
      long start = System.nanoTime();
      assertThrows(IOException.class, () -> {
        for (int i = 0; i < 100_000; i++) {
          socket.send("STATUS=" + i);
        }
      });
      assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(15), "it hung");
      assertEquals("STATUS=0", manager.next().state());
    }
  }

  @Test
  void of_noOrWrongName_isEmptyOrSaysSo() throws Exception {
    assertEquals(Optional.empty(), NotifySocket.of(null));
    assertEquals(Optional.empty(), NotifySocket.of(""));
    for (String wrong : new String[] {"vsock:2:1234", "/", "@", "relative/path", "/" + "x".repeat(200)}) {
      assertThrows(IOException.class, () -> NotifySocket.of(wrong), wrong);
    }
  }
}
