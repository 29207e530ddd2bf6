package io.hotprobe.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

class TrustedRulesTest {

  @TempDir private Path temporary;
  private Path root;
  private Path etc;
  private Path lib;
  private RuleFiles files;
  private final List<String> told = new ArrayList<>();

  @BeforeEach
  void makeRules() throws IOException {
    root = temporary.toRealPath();
    etc = directory("etc");
    lib = directory("lib");
    rule(etc.resolve("50-a.rules"));
    rule(lib.resolve("50-a.rules"));
    rule(lib.resolve("60-b.rules"));
    files = new RuleFiles(List.of(etc, lib), OwnTrust.asOwnerOf(etc));
  }

  private Path directory(String name) throws IOException {
    Path directory = Files.createDirectory(root.resolve(name));
    mode(directory, "rwxr-xr-x");
    return directory;
  }

  private static void rule(Path file) throws IOException {
    mode(Files.writeString(file, "RUN+=\"/bin/true\"\n"), "rw-r--r--");
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private String read() throws IOException {
    files.read(RuleText.host(root), finding -> told.add(finding.toString()));
    return files.effective().stream().map(each -> root.relativize(each).toString()).toList().toString();
  }

  @Test
  void rules_ofRootAlone_areRead() throws IOException {
    assertEquals("[etc/50-a.rules, lib/60-b.rules]", read());
    assertEquals(List.of(), told);
  }

  @Test
  void file_thatOthersMayWrite_isNotReadButHidesAndIsToldOnce() throws IOException {
    Path file = etc.resolve("50-a.rules");
    mode(file, "rw-rw-rw-");
    assertEquals("[lib/60-b.rules]", read());
    assertEquals(
        List.of(file + " is not trusted: it can be written by everybody; chmod go-w " + file + "; until then it is ignored"),
        told);
  }

  @Test
  void directory_thatOthersMayWrite_holdsNothing() throws IOException {
    mode(lib, "rwxrwxrwx");
    assertEquals("[etc/50-a.rules]", read());
    assertEquals(1, told.size());
  }

  @Test
  void rules_onceMended_areReadAgain() throws IOException {
    mode(etc.resolve("50-a.rules"), "rw-rw-rw-");
    RuleBook book = RuleBook.open(files, RuleText.host(root), finding -> told.add(finding.toString()));
    assertEquals(1, told.size());
    assertEquals(false, book.refresh());
    mode(etc.resolve("50-a.rules"), "rw-r--r--");
    assertEquals(true, book.refresh());
    assertEquals(1, told.size());
  }

  @Test
  void verify_fileThatOthersWrite_failsWhereItCounts() throws IOException {
    Path file = etc.resolve("50-a.rules");
    Path program = root.resolve("program");
    mode(Files.writeString(program, ""), "rwxrwxrwx");
    Files.writeString(file, "RUN+=\"" + program + "\"\n");
    mode(file, "rw-rw-rw-");
    for (List<Path> counting : List.of(List.of(etc), List.<Path>of())) {
      List<Finding.Kind> found = new ArrayList<>();
      Verification.Report report =
          Verification.of(List.of(file), RuleText.host(Path.of("/usr/lib/udev"))).trusting(OwnTrust.asOwnerOf(etc), counting)
              .verify(finding -> found.add(finding.kind()));
      boolean counts = !counting.isEmpty();
      assertEquals(
          List.of(counts ? Finding.Kind.UNTRUSTED : Finding.Kind.UNTRUSTED_ELSEWHERE, Finding.Kind.UNTRUSTED_PROGRAM), found);
      assertEquals(counts ? List.of(file) : List.of(), report.failed());
    }
  }
}
