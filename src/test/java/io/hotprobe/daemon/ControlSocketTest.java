package io.hotprobe.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.daemon.ControlSocket.ServedException;
import io.hotprobe.module.OwnTrust;
import io.hotprobe.module.Trust;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ControlSocketTest {

  @TempDir Path root;

  private Path path() {
    return root.resolve("run/hotprobe/control");
  }

  private ControlSocket open() throws IOException {
    return ControlSocket.open(path(), Optional.empty());
  }

  @Test
  void open_first_isForItsOwnUserOnly() throws Exception {
    try (ControlSocket socket = open()) {
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path())));
      assertEquals("rwxr-xr-x", PosixFilePermissions.toString(Files.getPosixFilePermissions(path().getParent())));
      assertEquals(path(), socket.path());
    }
    assertFalse(Files.exists(path()));
  }

  @Test
  void open_second_isRefusedWithThePidOfTheFirst() throws Exception {
    try (ControlSocket first = open()) {
      String told = assertThrows(ServedException.class, this::open).getMessage();
      assertTrue(told.startsWith("a daemon is running already, pid " + ProcessHandle.current().pid() + "; end it with hotprobe stop --control " + path()), told);
      assertTrue(first.channel().isOpen());
    }
    open().close();
  }

  @Test
  void open_anotherProcessHasIt_isRefusedWithItsPidUntilItDies() throws Exception {
    Path source = Files.writeString(root.resolve("Holder.java"), """
        import java.nio.channels.FileChannel;
        import java.nio.ByteBuffer;
        import java.nio.file.*;
        class Holder {
          public static void main(String[] a) throws Exception {
            FileChannel file = FileChannel.open(Path.of(a[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            file.lock();
            file.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\\n").getBytes()));
            System.out.println("held");
            Thread.sleep(600_000);
          }
        }
        """);
    Files.createDirectories(path().getParent());
    String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    Process holder = new ProcessBuilder(java, source.toString(), path() + ".lock").redirectErrorStream(true).start();
    try {
      assertEquals("held", holder.inputReader().readLine());
      String told = assertThrows(ServedException.class, this::open).getMessage();
      assertTrue(told.contains("pid " + holder.pid() + ";"), told);
    } finally {
      holder.destroyForcibly();
      holder.waitFor(20, TimeUnit.SECONDS);
    }
    open().close();
  }

  @Test
  void open_socketOfOneThatCrashed_isTakenOver() throws Exception {
    Files.createDirectories(path().getParent());
    try (ServerSocketChannel crashed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      crashed.bind(UnixDomainSocketAddress.of(path()));
    }
    Files.writeString(path().resolveSibling("control.lock"), "99999\n");
    assertTrue(Files.exists(path()));
    open().close();
    assertFalse(Files.exists(path()));
  }

  @Test
  void open_strangerListensThere_isRefusedAndLeftAlone() throws Exception {
    Files.createDirectories(path().getParent());
    try (ServerSocketChannel stranger = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      stranger.bind(UnixDomainSocketAddress.of(path()));
      assertTrue(assertThrows(ServedException.class, this::open).getMessage().contains("something listens there"));
      assertTrue(Files.exists(path()));
    }
  }

  @Test
  void open_inTheWay_saysWhatAndTheRemedy() throws Exception {
    Files.createDirectories(path().getParent());
    Files.writeString(path(), "x");
    assertTrue(assertThrows(IOException.class, this::open).getMessage().contains("no socket; remove it"));
    Files.delete(path());
    Files.setPosixFilePermissions(path().getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertTrue(assertThrows(IOException.class, this::open).getMessage().contains("chmod go-w"));
    Files.setPosixFilePermissions(path().getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
    String group = assertThrows(IOException.class, () -> ControlSocket.open(path(), Optional.of("no-such-group"))).getMessage();
    assertTrue(group.contains("no group 'no-such-group'") && group.contains("groupadd"), group);
    Path far = root.resolve("x".repeat(120));
    assertTrue(assertThrows(IOException.class, () -> ControlSocket.open(far, Optional.empty())).getMessage().contains("107 bytes"));
    Files.writeString(root.resolve("file"), "");
    String below = assertThrows(IOException.class, () -> ControlSocket.open(root.resolve("file/control"), Optional.empty())).getMessage();
    assertTrue(below.contains("cannot be made for the control socket"), below);
    open().close();
  }

  @Test
  void open_directoryOnTheWayIsNotOurs_isRefusedWithTheRemedy() throws Exception {
    Path above = Files.createDirectories(path().getParent()).getParent();
    Trust trust = OwnTrust.asOwnerOf(above);
    ControlSocket.open(path(), Optional.empty(), trust).close();
    Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxrwxrwx"));
    String told = assertThrows(IOException.class, () -> ControlSocket.open(path(), Optional.empty(), trust)).getMessage();
    assertTrue(told.contains(above + " can be written by everybody") && told.contains("chmod go-w " + above) && told.contains("--control"), told);
  }

  @Test
  void open_directoryOfAnotherUser_isRefusedWithTheRemedy() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can give a directory away");
    Files.createDirectories(path().getParent());
    Files.setAttribute(path().getParent(), "unix:uid", 65534);
    Trust trust = Trust.ofRoot(List.of());
    String told = assertThrows(IOException.class, () -> ControlSocket.open(path(), Optional.empty(), trust)).getMessage();
    assertTrue(told.contains("belongs to user 65534") && told.contains("chown root: " + path().getParent()), told);
  }

  @Test
  void masters_ofASocket_areLookedUpOnce() throws Exception {
    try (ControlSocket socket = open()) {
      assertSame(socket.masters(), socket.masters());
      assertTrue(socket.masters().contains(Files.getOwner(path())));
      assertTrue(socket.masters().stream().anyMatch(master -> master.equals(owner(0))), "root");
    }
  }

  private static UserPrincipal owner(int user) {
    try {
      return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(String.valueOf(user));
    } catch (IOException unknown) {
      throw new AssertionError(unknown);
    }
  }

  @Test
  void hangUp_stillEnding_keepsThePlace() throws Exception {
    ControlSocket socket = open();
    socket.hangUp();
    assertFalse(Files.exists(path()));
    assertThrows(ServedException.class, this::open);
    socket.close();
    open().close();
  }

  @Test
  void close_replacedMeanwhile_leavesTheOther() throws Exception {
    ControlSocket socket = open();
    Files.delete(path());
    Files.writeString(path(), "another's");
    socket.close();
    socket.close();
    assertTrue(Files.exists(path()));
  }
}
