package io.hotprobe.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With this user standing for root, so that it needs none. */
class TrustTest {

  @TempDir private Path temporary;
  private Path directory;
  private Path file;
  private Trust trust;

  @BeforeEach
  void makeFile() throws IOException {
    directory = Files.createDirectory(temporary.toRealPath().resolve("rules.d"));
    file = Files.writeString(directory.resolve("50-a.rules"), "");
    mode(directory, "rwxr-xr-x");
    mode(file, "rw-r--r--");
    trust = OwnTrust.asOwnerOf(file);
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private static void sticky(Path path) throws IOException {
    Files.setAttribute(path, "unix:mode", 01777);
  }

  private Optional<String> told(Path path) {
    return trust.in(path).map(Distrust::toString);
  }

  private Optional<String> everybody(Path at) {
    return Optional.of(at + " can be written by everybody; chmod go-w " + at);
  }

  @Test
  void file_ofRootAlone_isTrusted() {
    assertEquals(Optional.empty(), told(file));
    assertEquals(Optional.empty(), told(directory));
  }

  @Test
  void file_writableByEverybody_isNot() throws IOException {
    mode(file, "rw-rw-rw-");
    assertEquals(everybody(file), told(file));
    assertEquals(Optional.empty(), told(directory));
  }

  @Test
  void file_writableByAGroup_countsByWhoseItIs() throws IOException {
    mode(file, "rw-rw-r--");
    int group = (Integer) Files.getAttribute(file, "unix:gid");
    assertEquals(Optional.of(file + " can be written by group " + group + "; chmod go-w " + file), told(file));
    trust = Trust.of(new HashSet<>(List.of(0, (Integer) Files.getAttribute(file, "unix:uid"))), Set.of(group));
    assertEquals(Optional.empty(), told(file));
  }

  @Test
  void file_ofAnotherUser_isNot() throws IOException {
    Set<Integer> owners = new HashSet<>(Set.of(0, 4_000_000));
    int us = (Integer) Files.getAttribute(file, "unix:uid");
    owners.remove(us);
    trust = Trust.of(owners, Set.of());
    Path wrong = us == 0 ? Path.of("/") : firstOf(us);
    assertEquals(Optional.of(wrong + " belongs to user " + us + ", not to root; chown root: " + wrong), told(file));
  }

  private Path firstOf(int user) throws IOException {
    Path at = Path.of("/");
    for (Path name : file) {
      at = at.resolve(name);
      if (user == (Integer) Files.getAttribute(at, "unix:uid")) {
        return at;
      }
    }
    return at;
  }

  @Test
  void file_inADirectoryThatOthersWrite_isNot() throws IOException {
    mode(directory, "rwxrwxrwx");
    assertEquals(everybody(directory), told(file));
    assertEquals(everybody(directory), told(directory));
  }

  @Test
  void directory_sticky_isGoodOnTheWayOnly() throws IOException {
    sticky(directory);
    assertEquals(Optional.empty(), told(file));
    assertEquals(everybody(directory), told(directory));
  }

  @Test
  void link_toAFileOfRootAlone_isTrusted() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("60-b.rules"), Path.of("../rules.d/./50-a.rules"));
    assertEquals(Optional.empty(), told(link));
  }

  @Test
  void link_intoADirectoryThatOthersWrite_isNot() throws IOException {
    Path open = Files.createDirectory(directory.resolveSibling("open"));
    Path target = Files.writeString(open.resolve("a"), "");
    mode(open, "rwxrwxrwx");
    Path link = Files.createSymbolicLink(directory.resolve("60-b.rules"), target);
    Path chain = Files.createSymbolicLink(directory.resolve("70-c.rules"), Path.of("60-b.rules"));
    assertEquals(everybody(open), told(chain));
    assertEquals(everybody(open), told(link));
  }

  @Test
  void link_toADirectory_isWalkedOnFromThere() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolveSibling("link"), directory);
    mode(file, "rw-rw-rw-");
    assertEquals(everybody(file), told(link.resolve("50-a.rules")));
    assertEquals(everybody(file), told(link.resolve("../rules.d/50-a.rules")));
  }

  @Test
  void link_toNothingOrToItself_isLeftToWhoOpensIt() throws IOException {
    Path loop = Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
    Path dangling = Files.createSymbolicLink(directory.resolve("dangling"), Path.of("none"));
    assertEquals(Optional.empty(), told(loop));
    assertEquals(Optional.empty(), told(dangling));
    assertEquals(Optional.empty(), told(directory.resolve("none/none")));
  }

  @Test
  void link_toDevNull_isTrusted() throws IOException {
    assertEquals(Optional.empty(), told(Files.createSymbolicLink(directory.resolve("mask.rules"), Path.of("/dev/null"))));
  }

  @Test
  void all_followsEverything_andRootFollowsWhatLiesWithTheProgram() throws IOException {
    mode(file, "rw-rw-rw-");
    trust = Trust.ALL;
    assertEquals(Optional.empty(), told(file));
    trust = Trust.ofRoot(List.of(directory));
    assertEquals(Optional.empty(), told(file));
    trust = Trust.ofRoot(List.of(directory.resolve("other")));
    assertTrue(told(file).isPresent());
  }
}
