package io.hotprobe.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.OwnTrust;
import io.hotprobe.policy.PolicyBook.Freshness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyBookTest {

  @TempDir Path root;

  private final List<Diagnostic> told = new ArrayList<>();
  private Path directory;
  private Path file;

  @BeforeEach
  void setUp() throws IOException {
    directory = Files.createDirectories(root.resolve("etc/policy.d"));
    file = Files.writeString(directory.resolve("a.policy"), "deny module a\n");
  }

  private PolicyBook open() {
    return PolicyBook.open(new PolicyFiles(List.of(directory)), told::add);
  }

  @Test
  void refresh_wrongAndAskedAgain_isKeptAndToldAgain() throws IOException {
    PolicyBook book = open();
    Files.writeString(file, "nonsense\n");
    assertEquals(Freshness.KEPT, book.refresh());
    assertEquals(1, told.size());
    assertEquals(Freshness.KEPT, book.refresh());
    assertEquals(2, told.size());
    assertEquals(1, book.number());
  }

  @Test
  void look_wrongAndTold_isCurrentUntilSomethingElseIs() throws IOException {
    PolicyBook book = open();
    Files.writeString(file, "nonsense\n");
    assertEquals(Freshness.KEPT, book.look());
    assertEquals(Freshness.CURRENT, book.look());
    assertEquals(1, told.size());
    Files.writeString(file, "other nonsense\n");
    assertEquals(Freshness.KEPT, book.look());
    Files.writeString(file, "deny module b\n");
    assertEquals(Freshness.REPLACED, book.look());
    assertEquals(Freshness.CURRENT, book.refresh());
    assertEquals(2, told.size());
  }

  @Test
  void look_wrongAndAsItWasAgain_isCurrent() throws IOException {
    PolicyBook book = open();
    FileTime time = Files.getLastModifiedTime(file);
    Files.writeString(file, "nonsense\n");
    assertEquals(Freshness.KEPT, book.look());
    Files.writeString(file, "deny module a\n");
    Files.setLastModifiedTime(file, time);
    assertEquals(Freshness.CURRENT, book.refresh());
  }

  /** As after EMFILE or EIO: the same file, by all that is known of it, can be read the next time. */
  @Test
  void look_readFailedForAMoment_isReadAgain() throws IOException {
    PolicyBook book = open();
    FileTime time = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(Files.writeString(file, "deny??????? b\n"), time);
    assertEquals(Freshness.KEPT, book.look());
    Files.setLastModifiedTime(Files.writeString(file, "deny module b\n"), time);
    assertEquals(Freshness.REPLACED, book.look());
  }

  @Test
  void open_wrong_isReadAgainAtTheNextLook() throws IOException {
    Files.writeString(file, "deny module a\nnonsense\n");
    PolicyBook book = open();
    assertEquals(1, told.size());
    assertEquals(Freshness.CURRENT, book.look(), "told already");
    assertEquals(Freshness.KEPT, book.refresh());
    assertEquals(2, told.size());
  }

  @Test
  void look_wayToTheDirectoryMadeSafe_isReadWithoutAnyFileChanged() throws IOException {
    Path above = directory.getParent();
    Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxrwxrwx"));
    PolicyBook book = PolicyBook.open(new PolicyFiles(List.of(directory), OwnTrust.asOwnerOf(file)), told::add);
    assertTrue(book.get().isEmpty());
    assertTrue(told.get(0).toString().contains("chmod go-w " + above), told.toString());
    Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertEquals(Freshness.REPLACED, book.look());
    assertTrue(!book.get().isEmpty());
    Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertEquals(Freshness.KEPT, book.look(), "nobody takes a policy out of force by making it unsafe");
  }
}
