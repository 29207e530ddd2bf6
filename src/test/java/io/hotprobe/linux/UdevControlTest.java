package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.linux.UdevControl.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client here sends what udevadm sends. */
@Timeout(30)
class UdevControlTest {

  @TempDir Path directory;
  private final List<Request> asked = new CopyOnWriteArrayList<>();
  private Path path;
  private UdevControl control;
  private Thread server;

  @BeforeEach
  void serve() throws IOException {
    path = directory.resolve("udev/control");
    control = UdevControl.open(path);
    server = new Thread(() -> {
      try {
        control.serve(asked::add);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    });
    server.start();
  }

  @AfterEach
  void end() throws IOException, InterruptedException {
    control.close();
    server.join();
  }

  private static ByteBuffer message(int kind) {
    return Libc.allocate(UdevControl.MESSAGE).putInt(UdevControl.MAGIC_AT, UdevControl.MAGIC).putInt(UdevControl.KIND_AT, kind);
  }

  /** Sends messages, then waits until the other side hangs up. */
  private void ask(ByteBuffer... messages) throws IOException {
    Libc libc = Libc.link();
    int fd = libc.socket(UdevControl.AF_UNIX, UdevControl.SOCK_SEQPACKET | Libc.O_CLOEXEC, 0);
    Descriptor client = Descriptor.of(libc, "socket", fd, "");
    try {
      assertEquals(0, libc.connect(fd, UdevControl.address(path), 110));
      for (ByteBuffer message : messages) {
        assertEquals(message.capacity(), libc.write(fd, message, message.capacity()));
      }
      assertEquals(0, libc.read(fd, Libc.allocate(1), 1));
    } finally {
      client.close();
    }
  }

  @Test
  void serve_messages_areHandledBeforeTheClientIsLetGo() throws IOException {
    ask(message(UdevControl.PING), message(UdevControl.RELOAD), message(UdevControl.EXIT), message(UdevControl.END));
    assertEquals(List.of(Request.PING, Request.RELOAD, Request.EXIT), asked);
  }

  @Test
  void serve_clientAfterClient_isServed() throws IOException {
    for (int i = 0; i < 5; i++) {
      ask(message(UdevControl.PING), message(UdevControl.END));
    }
    assertEquals(5, asked.size());
  }

  @Test
  void serve_otherKinds_arePassedOver() throws IOException {
    ask(message(1), message(99), message(-1), message(UdevControl.PING), message(UdevControl.END));
    assertEquals(List.of(Request.PING), asked);
  }

  @Test
  void serve_messageThatIsNone_endsThatConnectionOnly() throws IOException {
    ask(Libc.allocate(7));
    ask(Libc.allocate(UdevControl.MESSAGE));
    ask(message(UdevControl.PING), message(UdevControl.END));
    assertEquals(List.of(Request.PING), asked);
  }

  @Test
  void open_socketOfAnEarlierDaemon_isReplacedAndForItsOwnerOnly() throws IOException, InterruptedException {
    end();
    assertFalse(Files.exists(path));
    Files.writeString(path, "left over");
    serve();
    assertEquals(0140600, Files.getAttribute(path, "unix:mode"));
    ask(message(UdevControl.PING), message(UdevControl.END));
    assertEquals(1, asked.size());
  }

  @Test
  void open_socketThatIsServed_isRefusedAndLeftAlone() throws IOException {
    IOException refused = assertThrows(IOException.class, () -> UdevControl.open(path));
    assertTrue(refused.getMessage().startsWith(path + ": another daemon serves it"), refused.getMessage());
    assertTrue(refused.getMessage().contains("--manage-nodes"), refused.getMessage());
    assertTrue(UdevControl.isServed(path));
    ask(message(UdevControl.PING), message(UdevControl.END));
    assertEquals(List.of(Request.PING), asked);
  }

  @Test
  void open_socketNobodyServesAnyMore_isReplaced() throws IOException, InterruptedException {
    end();
    Libc libc = Libc.link();
    int fd = libc.socket(UdevControl.AF_UNIX, UdevControl.SOCK_SEQPACKET | Libc.O_CLOEXEC, 0);
    assertEquals(0, libc.bind(fd, UdevControl.address(path), 110));
    libc.close(fd);
    assertTrue(Files.exists(path));
    assertFalse(UdevControl.isServed(path));
    serve();
    assertTrue(UdevControl.isServed(path));
  }

  @Test
  void close_socketOfAnotherByNow_isLeftThere() throws IOException, InterruptedException {
    Files.move(path, directory.resolve("ours"));
    Files.writeString(path, "another's");
    end();
    assertEquals("another's", Files.readString(path));
  }

  @Test
  void isServed_nothingThere_isNot() throws IOException {
    assertFalse(UdevControl.isServed(directory.resolve("nothing")));
  }

  @Test
  void open_pathTooLong_isRefused() {
    IOException failed = assertThrows(IOException.class, () -> UdevControl.open(directory.resolve("x".repeat(120))));
    assertTrue(failed.getMessage().contains("107"), failed.getMessage());
  }
}
