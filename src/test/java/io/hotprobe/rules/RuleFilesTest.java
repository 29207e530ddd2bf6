package io.hotprobe.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.module.OwnTrust;
import io.hotprobe.module.Stamp;
import io.hotprobe.rules.RuleSource.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleFilesTest {

  private static final String RULE = "ENV{A}=\"1\"\n";

  @TempDir Path root;
  private Path etc;
  private Path lib;
  private RuleFiles files;
  private final List<Finding> findings = new ArrayList<>();

  @BeforeEach
  void directories() throws IOException {
    etc = Files.createDirectories(root.resolve("etc/udev/rules.d"));
    lib = Files.createDirectories(root.resolve("usr/lib/udev/rules.d"));
    files = new RuleFiles(List.of(etc, root.resolve("run/udev/rules.d"), lib));
  }

  private static void write(Path directory, String name, String text) throws IOException {
    Files.write(directory.resolve(name), text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private List<String> effective() throws IOException {
    return files.effective().stream().map(file -> root.relativize(file).toString()).toList();
  }

  private Program read() throws IOException {
    return files.read(RuleText.host(root), findings::add);
  }

  private State state(Path file) throws IOException {
    return files.list().stream().filter(source -> source.path().equals(file)).findFirst().orElseThrow().state();
  }

  @Test
  void effective_filesOfAllDirectories_areInByteOrderOfTheirNames() throws IOException {
    write(lib, "9-x.rules", RULE);
    write(lib, "10-x.rules", RULE);
    write(etc, "10_x.rules", RULE);
    write(lib, "a.rules", RULE);
    write(etc, "B.rules", RULE);

    assertEquals(
        List.of("usr/lib/udev/rules.d/10-x.rules", "etc/udev/rules.d/10_x.rules", "usr/lib/udev/rules.d/9-x.rules",
            "etc/udev/rules.d/B.rules", "usr/lib/udev/rules.d/a.rules"),
        effective());
  }

  @Test
  void effective_sameName_isReadFromTheStrongestDirectory() throws IOException {
    write(lib, "50-x.rules", RULE);
    write(etc, "50-x.rules", RULE);

    assertEquals(List.of("etc/udev/rules.d/50-x.rules"), effective());
    assertEquals(State.SHADOWED, state(lib.resolve("50-x.rules")));
  }

  @Test
  void effective_emptyFile_masks() throws IOException {
    write(lib, "50-x.rules", RULE);
    write(etc, "50-x.rules", "");

    assertEquals(List.of(), effective());
    assertEquals(State.MASK, state(etc.resolve("50-x.rules")));
  }

  @Test
  void effective_linkToNull_masks() throws IOException {
    write(lib, "50-x.rules", RULE);
    Files.createSymbolicLink(etc.resolve("50-x.rules"), Path.of("/dev/null"));

    assertEquals(List.of(), effective());
    assertEquals(State.MASK, state(etc.resolve("50-x.rules")));
  }

  @Test
  void effective_blankFile_hidesByHavingNoRules() throws IOException {
    write(lib, "50-x.rules", RULE);
    write(etc, "50-x.rules", "\n");

    assertEquals(List.of("etc/udev/rules.d/50-x.rules"), effective());
    assertEquals(List.of(), read().files().get(0).lines());
  }

  @Test
  void effective_otherNames_doNotCount() throws IOException {
    for (String name : List.of(".50-x.rules", "50-x.rules~", "50-x.rules.bak", "50-x", "50-x.RULES", "README")) {
      write(lib, name, RULE);
    }

    assertEquals(List.of(), effective());
  }

  @Test
  void effective_linkToAFile_counts() throws IOException {
    write(root, "elsewhere", RULE);
    Files.createSymbolicLink(lib.resolve("50-x.rules"), root.resolve("elsewhere"));

    assertEquals(List.of("usr/lib/udev/rules.d/50-x.rules"), effective());
  }

  @Test
  void read_directoryOfTheName_isTold() throws IOException {
    Files.createDirectory(lib.resolve("50-x.rules"));

    assertEquals(List.of(), read().files());
    assertEquals("[" + lib.resolve("50-x.rules") + " is a directory; it is ignored]", findings.toString());
  }

  @Test
  void read_danglingLink_isTold() throws IOException {
    Files.createSymbolicLink(lib.resolve("50-x.rules"), Path.of("nowhere"));

    assertEquals(List.of(), read().files());
    assertEquals("[" + lib.resolve("50-x.rules") + " cannot be read: no such file; it is ignored]", findings.toString());
  }

  @Test
  void read_device_isNotOpened() throws IOException {
    assumeTrue(Files.exists(Path.of("/dev/zero")), "needs /dev/zero");
    Files.createSymbolicLink(lib.resolve("50-x.rules"), Path.of("/dev/zero"));

    assertEquals(List.of(), read().files());
    assertEquals(State.UNUSABLE, state(lib.resolve("50-x.rules")));
  }

  @Test
  void read_fifo_isNotOpened() throws IOException, InterruptedException {
    Path fifo = lib.resolve("50-x.rules");
    assumeTrue(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor() == 0, "needs mkfifo");

    assertEquals(List.of(), read().files());
    assertEquals(State.UNUSABLE, state(fifo));
  }

  @Test
  void read_manyErrorsInAFile_areToldInPart() throws IOException {
    write(lib, "50-x.rules", "bogus\n".repeat(FewErrors.MOST + 5));
    write(lib, "60-x.rules", "bogus\n".repeat(FewErrors.MOST));

    read();
    assertEquals(2 * FewErrors.MOST + 1, findings.size());
    Path file = lib.resolve("50-x.rules");
    assertEquals(file + " and 5 more: hotprobe rules verify " + file, findings.get(FewErrors.MOST).toString());
  }

  @Test
  void read_fileTooLarge_isTold() throws IOException {
    write(lib, "50-x.rules", RULE.repeat(RuleReader.MOST_BYTES / RULE.length() + 1));
    write(lib, "60-x.rules", RULE);

    assertEquals(1, read().files().size());
    assertEquals(1, findings.size());
    assertEquals(0, findings.get(0).at().line());
  }

  @Test
  void read_filesTooLargeTogether_areTold() throws IOException {
    String text = "#\n".repeat(RuleReader.MOST_BYTES / 2);
    for (int i = 0; i < 6; i++) {
      write(lib, i + ".rules", text);
    }

    assertEquals(RuleReader.MOST_BYTES_TOGETHER / RuleReader.MOST_BYTES, read().files().size());
    assertEquals(2, findings.size());
  }

  @Test
  void read_fileWithALineTooLong_holdsNothing() throws IOException {
    write(lib, "50-x.rules", RULE + "#" + "x".repeat(16383) + "\n" + RULE);

    assertEquals(List.of(), read().files().get(0).lines());
    assertEquals(2, findings.get(0).at().line());
  }

  @Test
  void read_tooManyFiles_isTold() throws IOException {
    for (int i = 0; i <= RuleFiles.MOST_FILES; i++) {
      Files.createSymbolicLink(lib.resolve(10_000 + i + ".rules"), Path.of("/dev/null"));
    }
    write(lib, "9-last.rules", RULE);

    assertEquals(List.of(), read().files());
    assertEquals("[" + lib + " has 4096 rule files or more; those after them are ignored]", findings.toString());
  }

  @Test
  void read_mattersOfStyle_areNotTold() throws IOException {
    write(lib, "50-x.rules", "KERNEL==\"a\" ENV{A}=\"1\"\n");

    assertEquals(1, read().files().get(0).lines().size());
    assertEquals(List.of(), findings);
  }

  @Test
  void read_noDirectories_givesNothing() throws IOException {
    files = new RuleFiles(List.of(root.resolve("none")));

    assertEquals(List.of(), read().files());
  }

  @Test
  void stamp_nothingChanged_isEqual() throws IOException {
    write(lib, "50-x.rules", RULE);

    assertEquals(files.stamp(), files.stamp());
    assertEquals(files.stamp().hashCode(), files.stamp().hashCode());
  }

  @Test
  void stamp_fileWrittenAgain_differs() throws IOException {
    write(lib, "50-x.rules", RULE);
    Stamp before = files.stamp();
    Files.setLastModifiedTime(lib.resolve("50-x.rules"), FileTime.from(Instant.ofEpochSecond(1)));

    assertNotEquals(before, files.stamp());
  }

  @Test
  void stamp_targetOfALinkChanged_differs() throws IOException {
    write(root, "elsewhere", RULE);
    Files.createSymbolicLink(lib.resolve("50-x.rules"), root.resolve("elsewhere"));
    Stamp before = files.stamp();
    write(root, "elsewhere", RULE + RULE);

    assertNotEquals(before, files.stamp());
  }

  @Test
  void stamp_wayToTheDirectoryMadeUnsafe_differs() throws IOException {
    Path above = Files.createDirectories(root.resolve("above"));
    Path directory = Files.createDirectories(above.resolve("rules.d"));
    RuleFiles trusting = new RuleFiles(List.of(directory), OwnTrust.asOwnerOf(above));
    Stamp before = trusting.stamp();
    Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertNotEquals(before, trusting.stamp());
    Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertEquals(before, trusting.stamp());
  }

  @Test
  void stamp_fileAddedOrRemoved_differs() throws IOException {
    write(lib, "50-x.rules", RULE);
    Stamp before = files.stamp();
    write(etc, "50-x.rules", "");
    Stamp masked = files.stamp();
    Files.delete(etc.resolve("50-x.rules"));

    assertNotEquals(before, masked);
    assertNotEquals(masked, files.stamp());
  }
}
