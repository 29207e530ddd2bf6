package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.nodes.Inodes.Inode;
import io.hotprobe.nodes.Inodes.Status;
import io.hotprobe.nodes.Inodes.Type;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxInodesTest {

  @TempDir Path directory;
  private LinuxInodes inodes;
  private Path file;

  @BeforeEach
  void make() throws IOException {
    inodes = new LinuxInodes();
    file = Files.createFile(directory.resolve("a node"));
  }

  private Status status(Path path) throws IOException {
    try (Inode inode = inodes.hold(path)) {
      return inode.status();
    }
  }

  @Test
  void status_ofNull_isItsNumber() throws IOException {
    Status status = status(Path.of("/dev/null"));
    assertEquals(Type.CHARACTER, status.type());
    assertEquals(1, status.major());
    assertEquals(3, status.minor());
  }

  @Test
  void status_ofALink_isTheLinksOwn() throws IOException {
    assertEquals(Type.LINK, status(Files.createSymbolicLink(directory.resolve("link"), file)).type());
  }

  @Test
  void status_ofABlockDeviceWithALargeNumber_isThatNumber() throws IOException, InterruptedException {
    Path node = directory.resolve("disk");
    Process mknod = new ProcessBuilder("mknod", node.toString(), "b", "259", "70000").redirectErrorStream(true).start();
    assumeTrue(mknod.waitFor() == 0, "device nodes cannot be made here");
    Status status = status(node);
    assertEquals(Type.BLOCK, status.type());
    assertEquals(259, status.major());
    assertEquals(70000, status.minor());
  }

  @Test
  void modeAndOwner_ofWhatIsHeld_areChangedWhateverTakesItsPlace() throws IOException {
    Path other = directory.resolve("other");
    Files.createSymbolicLink(other, directory.resolve("victim"));
    Path victim = Files.createFile(directory.resolve("victim"));
    int before = (Integer) Files.getAttribute(victim, "unix:mode");
    try (Inode inode = inodes.hold(file)) {
      Files.move(file, directory.resolve("moved"));
      Files.move(other, file);
      Status is = inode.status();
      inode.mode(0751);
      inode.owner(is.user(), is.group());
      assertEquals(0751, inode.status().permissions());
    }
    assertEquals(0100751, Files.getAttribute(directory.resolve("moved"), "unix:mode"));
    assertEquals(before, Files.getAttribute(victim, "unix:mode"));
  }

  @Test
  void touch_setsTheTimeToNow() throws IOException {
    Files.setLastModifiedTime(file, FileTime.fromMillis(0));
    try (Inode inode = inodes.hold(file)) {
      inode.touch();
    }
    assertTrue(Files.getLastModifiedTime(file).toMillis() > 1_000_000_000_000L);
  }

  @Test
  void attribute_isSet() throws IOException {
    try (Inode inode = inodes.hold(file)) {
      inode.attribute("user.label", "x".getBytes(StandardCharsets.US_ASCII));
    } catch (ErrnoException unsupported) {
      assumeTrue(unsupported.errno() != 95, "no extended attributes on this file system");
      throw unsupported;
    }
    assertEquals("x", new String((byte[]) Files.getAttribute(file, "user:label"), StandardCharsets.US_ASCII));
  }

  @Test
  void attribute_ofUnknownKind_isRefusedWithCallAndPath() throws IOException {
    try (Inode inode = inodes.hold(file)) {
      ErrnoException failed = assertThrows(ErrnoException.class, () -> inode.attribute("nonsense.label", new byte[1]));
      assertTrue(failed.getMessage().contains("setxattr nonsense.label") && failed.getMessage().contains(file.toString()));
    }
  }

  @Test
  void hold_whatIsNotThere_isNoSuchFile() {
    assertThrows(NoSuchFileException.class, () -> inodes.hold(directory.resolve("gone")));
  }

  @Test
  void monotonicClock_goesOnAndIsTheKernels() throws IOException {
    MonotonicClock clock = new MonotonicClock();
    long first = clock.getAsLong();
    long second = clock.getAsLong();
    assertTrue(first > 0 && second >= first, first + " " + second);
  }
}
