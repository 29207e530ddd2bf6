package io.hotprobe.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.OwnTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFilesTest {

  @TempDir Path root;

  private Path etc;
  private Path lib;
  private final List<Diagnostic> told = new ArrayList<>();
  private PolicyFiles files;

  @BeforeEach
  void setUp() throws IOException {
    etc = Files.createDirectories(root.resolve("etc/hotprobe/policy.d"));
    lib = Files.createDirectories(root.resolve("usr/lib/hotprobe/policy.d"));
    files = PolicyFiles.below(root);
  }

  private String decides(String module) {
    return files.read(told::add)
        .ofClaim(new io.hotprobe.module.ModuleName(module), io.hotprobe.modalias.Modalias.of(module), DeviceFacts.NONE)
        .map(verdict -> root.relativize(verdict.at().file()) + ":" + verdict.at().line())
        .orElse("");
  }

  @Test
  void read_noDirectories_isNoPolicyAndNothingIsWrong() {
    assertTrue(PolicyFiles.below(root.resolve("nowhere")).read(told::add).isEmpty());
    assertEquals(List.of(), told);
  }

  @Test
  void read_sameName_strongerDirectoryHides() throws IOException {
    Files.writeString(lib.resolve("50-a.policy"), "deny module a\ndeny module b\n");
    Files.writeString(etc.resolve("50-a.policy"), "allow module a\n");
    assertEquals("etc/hotprobe/policy.d/50-a.policy:1", decides("a"));
    assertEquals("", decides("b"));
  }

  @Test
  void read_otherNames_areInTheirOrderWhateverTheDirectory() throws IOException {
    Files.writeString(lib.resolve("10-a.policy"), "deny module a\n");
    Files.writeString(etc.resolve("20-a.policy"), "allow module a\n");
    assertEquals("usr/lib/hotprobe/policy.d/10-a.policy:1", decides("a"));
  }

  @Test
  void read_emptyFileOrLinkToNothing_masks() throws IOException {
    Files.writeString(lib.resolve("10-a.policy"), "deny module a\n");
    Files.writeString(lib.resolve("20-b.policy"), "deny module b\n");
    Files.writeString(etc.resolve("10-a.policy"), "");
    Files.createSymbolicLink(etc.resolve("20-b.policy"), Path.of("/dev/null"));
    assertEquals("", decides("a") + decides("b"));
    assertEquals(List.of(), told);
  }

  @Test
  void read_otherSuffixesAndHiddenFiles_doNotCount() throws IOException {
    Files.writeString(etc.resolve("a.policy.bak"), "deny module a\n");
    Files.writeString(etc.resolve(".a.policy"), "deny module a\n");
    assertEquals("", decides("a"));
  }

  @Test
  void read_directoryOrDanglingLinkOrTooLarge_isToldAndTheRestCounts() throws IOException {
    Files.createDirectories(etc.resolve("10-dir.policy"));
    Files.createSymbolicLink(etc.resolve("20-gone.policy"), root.resolve("nowhere"));
    Files.write(etc.resolve("30-large.policy"), new byte[PolicyFiles.MOST_BYTES + 1]);
    Files.writeString(etc.resolve("40-a.policy"), "deny module a\n");
    assertEquals("etc/hotprobe/policy.d/40-a.policy:1", decides("a"));
    assertEquals(
        List.of("is no file", "cannot be read: no such file", "is larger than 4194304 bytes"),
        told.stream().map(Diagnostic::problem).toList());
  }

  @Test
  void read_tooManyFiles_isTold() throws IOException {
    for (int i = 0; i <= PolicyFiles.MOST_FILES; i++) {
      Files.writeString(etc.resolve(String.format("%04d.policy", i)), "deny module m" + i + "\n");
    }
    assertEquals("", decides("m" + PolicyFiles.MOST_FILES));
    assertEquals("is one more than the 1024 files that are read", told.get(0).problem());
  }

  @Test
  void read_whatOthersCouldHaveWritten_isNotReadAndHides() throws IOException {
    Files.writeString(etc.resolve("10-a.policy"), "allow module a\n");
    Files.writeString(lib.resolve("10-a.policy"), "deny module a\n");
    Files.writeString(lib.resolve("20-b.policy"), "deny module b\n");
    Files.setPosixFilePermissions(etc.resolve("10-a.policy"), PosixFilePermissions.fromString("rw-rw-rw-"));
    files = files.trusting(OwnTrust.asOwnerOf(etc));
    assertEquals("", decides("a"));
    assertTrue(told.get(0).problem().contains("is not trusted"), told.toString());
    Files.setPosixFilePermissions(lib, PosixFilePermissions.fromString("rwxrwxrwx"));
    told.clear();
    assertEquals("", decides("b"));
    assertTrue(told.get(0).toString().startsWith(lib + ": is not trusted"), told.toString());
  }

  @Test
  void refresh_goodChange_replaces() throws IOException {
    PolicyBook book = PolicyBook.open(files, told::add);
    assertEquals(PolicyBook.Freshness.CURRENT, book.refresh());
    Files.writeString(etc.resolve("a.policy"), "deny module a\n");
    assertEquals(PolicyBook.Freshness.REPLACED, book.refresh());
    assertEquals("1 line of policy", book.get().summary());
    assertEquals(2, book.number());
    assertEquals(PolicyBook.Freshness.CURRENT, book.refresh());
  }

  @Test
  void refresh_errorInTheNewOne_keepsTheOldAndTells() throws IOException {
    Files.writeString(etc.resolve("a.policy"), "deny module a\n");
    PolicyBook book = PolicyBook.open(files, told::add);
    Policy old = book.get();
    Files.writeString(etc.resolve("a.policy"), "deny module a b\ndefault allow\n");
    assertEquals(PolicyBook.Freshness.KEPT, book.refresh());
    assertEquals(old, book.get());
    assertEquals(1, told.size());
    assertEquals(PolicyBook.Freshness.CURRENT, book.look(), "said once");
    Files.writeString(etc.resolve("a.policy"), "deny module bb\n");
    assertEquals(PolicyBook.Freshness.REPLACED, book.refresh());
  }

  @Test
  void open_errorAtFirst_theOtherLinesCount() throws IOException {
    Files.writeString(etc.resolve("a.policy"), "nonsense\ndeny module a\n");
    assertEquals("etc/hotprobe/policy.d/a.policy:2", decides("a"));
    assertEquals(1, told.size());
  }
}
