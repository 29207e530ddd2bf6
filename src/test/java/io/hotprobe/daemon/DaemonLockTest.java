package io.hotprobe.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.daemon.ControlSocket.ServedException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A place whose daemon is dead and does not let go, since a thread of it hangs: here one whose first thread ends alone. */
@Timeout(120)
class DaemonLockTest {

  @TempDir Path root;

  private Path socket;
  private Path lock;
  private Process holder;

  @BeforeEach
  void setUp() throws IOException {
    socket = root.resolve("control");
    lock = root.resolve("control.lock");
  }

  @AfterEach
  void tearDown() throws InterruptedException {
    if (holder != null) {
      holder.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }
  }

  /** @param end what the first thread does when another, which sleeps, is there */
  private void hold(String end) throws Exception {
    Path script = Files.writeString(root.resolve("holder.py"), """
        import ctypes, fcntl, os, platform, socket, sys, threading, time
        lock = open(sys.argv[1], 'a+')
        fcntl.lockf(lock, fcntl.LOCK_EX)
        lock.write(str(os.getpid()) + '\\n')
        lock.flush()
        control = socket.socket(socket.AF_UNIX)
        control.bind(sys.argv[2])
        control.listen()
        threading.Thread(target=time.sleep, args=(600,)).start()
        print('held', flush=True)
        %s
        """.formatted(end));
    holder = new ProcessBuilder("python3", script.toString(), lock.toString(), socket.toString()).redirectErrorStream(true).start();
    assertEquals("held", holder.inputReader().readLine());
  }

  private void holdDead() throws Exception {
    assumeTrue(new ProcessBuilder("sh", "-c", "command -v python3").start().waitFor() == 0, "no python3 here");
    hold("ctypes.CDLL(None).syscall({'x86_64': 60}.get(platform.machine(), 93), 0)");
    RunningDaemon.await(() -> new LockHolder(String.valueOf(holder.pid()), Path.of("/proc")).isDead(), "the end of the first thread");
  }

  @Test
  void open_holderIsDeadAndDoesNotLetGo_isTakenOver() throws Exception {
    holdDead();
    try (ControlSocket taken = ControlSocket.open(socket, Optional.empty())) {
      assertTrue(taken.remains().orElseThrow().contains("pid " + holder.pid() + ","), taken.remains().toString());
      assertEquals(ProcessHandle.current().pid() + "\n", Files.readString(lock));
      try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket)); SocketChannel ours = taken.channel().accept()) {
        assertTrue(ours != null && client.isConnected(), "the socket is ours");
      }
      assertThrows(ServedException.class, () -> ControlSocket.open(socket, Optional.empty()));
    }
    ControlSocket.open(socket, Optional.empty()).close();
  }

  @Test
  void open_holderIsDeadAndManyStart_oneTakesItOver() throws Exception {
    holdDead();
    Path source = Files.writeString(root.resolve("Starter.java"), """
        package io.hotprobe.daemon;
        class Starter {
          public static void main(String[] a) throws Exception {
            try (DaemonLock lock = DaemonLock.take(java.nio.file.Path.of(a[0]), java.nio.file.Path.of(a[1]))) {
              System.out.println("taken");
              System.in.read();
            } catch (ControlSocket.ServedException served) {
              System.out.println("served");
            }
          }
        }
        """);
    String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    String compiler = Path.of(System.getProperty("java.home"), "bin/javac").toString();
    String classes = System.getProperty("java.class.path");
    List<String> compilation = List.of(compiler, "-proc:none", "-cp", classes, "-d", root.toString(), source.toString());
    assertEquals(0, new ProcessBuilder(compilation).inheritIO().start().waitFor());
    List<Process> starters = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      List<String> command =
          List.of(java, "-cp", root + ":" + classes, "io.hotprobe.daemon.Starter", lock.toString(), socket.toString());
      starters.add(new ProcessBuilder(command).redirectErrorStream(true).start());
    }
    List<String> said = new ArrayList<>();
    for (Process starter : starters) {
      said.add(starter.inputReader().readLine());
    }
    for (Process starter : starters) {
      starter.getOutputStream().close();
      starter.waitFor(20, TimeUnit.SECONDS);
    }
    assertEquals(List.of("served", "served", "served", "taken"), said.stream().sorted().toList());
  }

  @Test
  void open_holderLives_isRefused() throws Exception {
    assumeTrue(new ProcessBuilder("sh", "-c", "command -v python3").start().waitFor() == 0, "no python3 here");
    hold("time.sleep(600)");
    assertThrows(ServedException.class, () -> ControlSocket.open(socket, Optional.empty()));
    assertTrue(Files.exists(socket));
  }

  @Test
  void holder_zombieWithoutThreadsOrUnknown_isNotTaken() throws IOException {
    Files.createDirectories(root.resolve("7/task/7"));
    Files.writeString(root.resolve("7/stat"), "7 (java) Z) Z 1 7 7");
    assertFalse(new LockHolder("7", root).isDead(), "its parent has not asked for its end yet: it has let go");
    Files.createDirectories(root.resolve("7/task/8"));
    assertTrue(new LockHolder("7", root).isDead());
    Files.writeString(root.resolve("7/stat"), "7 (a) Z (b) S 1 7 7");
    assertFalse(new LockHolder("7", root).isDead());
    assertFalse(new LockHolder("unknown", root).isDead());
  }
}
