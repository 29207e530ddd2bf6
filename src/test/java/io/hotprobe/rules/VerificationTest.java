package io.hotprobe.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.rules.Finding.Kind;
import io.hotprobe.rules.Finding.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What hotprobe finds and {@code udevadm verify} does not look for. */
class VerificationTest {

  @TempDir Path root;
  private Path rules;
  private Path programs;
  private final List<Finding> findings = new ArrayList<>();

  @BeforeEach
  void directories() throws IOException {
    rules = Files.createDirectories(root.resolve("etc/udev/rules.d"));
    programs = Files.createDirectories(root.resolve("usr/lib/udev"));
    Files.createDirectories(root.resolve("bin"));
    for (Path program : List.of(programs.resolve("there"), root.resolve("bin/there"))) {
      Files.writeString(program, "#!/bin/sh\n");
      assertTrue(program.toFile().setExecutable(true));
    }
    Files.writeString(programs.resolve("no-program"), "");
  }

  private Path file(String name, String... lines) throws IOException {
    return Files.write(rules.resolve(name), (String.join("\n", lines) + "\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  /** What is found in a file of these lines and udevadm does not look for, as {@code line KIND}. */
  private String own(String... lines) throws IOException {
    Path file = file("50-x.rules", lines);
    findings.clear();
    Verification.of(List.of(file), RuleText.host(programs)).verify(findings::add);
    StringBuilder own = new StringBuilder();
    findings.stream().filter(finding -> finding.origin() == Origin.HOTPROBE).forEach(finding ->
        own.append(own.isEmpty() ? "" : ", ").append(finding.at().line()).append(' ').append(finding.kind()));
    return own.toString();
  }

  @Test
  void verify_sandboxWithoutProgram_isFound() throws IOException {
    String confined = ", OPTIONS+=\"sandbox=cpu:1\"";
    assertEquals(
        "2 IDLE_SANDBOX, 3 IDLE_SANDBOX",
        own("RUN+=\"there\"" + confined, "RUN{builtin}+=\"kmod load\"" + confined, "TAG+=\"a\"" + confined,
            "PROGRAM==\"there\", TAG+=\"b\"" + confined, "IMPORT{program}==\"there\"" + confined));
  }

  @Test
  void verify_modeThatIsNone_isFound() throws IOException {
    assertEquals("1 BAD_MODE, 2 BAD_MODE", own("MODE=\"999\"", "MODE=\"rw\"", "MODE=\"$env{M}\"", "MODE=\"0660\""));
  }

  @Test
  void verify_sysfsOnARemoval_isFound() throws IOException {
    assertEquals(
        "1 GONE_ON_REMOVE, 2 GONE_ON_REMOVE, 3 GONE_ON_REMOVE, 4 GONE_ON_REMOVE",
        own("ACTION==\"remove\", ATTR{idVendor}==\"0951\", RUN+=\"there\"",
            "ACTION!=\"add|change|move|online|offline|bind|unbind\", ATTRS{idVendor}==\"0951\", RUN+=\"there\"",
            "ACTION==\"remove\", TEST==\"queue/rotational\", RUN+=\"there\"",
            "ACTION==\"remove\", ATTR{removable}!=\"1\", RUN+=\"there\"",
            "ACTION==\"remove\", TEST==\"/etc/hosts\", RUN+=\"there\"",
            "ACTION==\"remove\", TEST!=\"queue\", ATTR{[net/lo]mtu}==\"1\", RUN+=\"there\"",
            "ACTION==\"remove|change\", ATTR{idVendor}==\"0951\", RUN+=\"there\"",
            "ACTION==\"remove\", KERNELS==\"1-1\", SUBSYSTEMS==\"usb\", RUN+=\"there\""));
  }

  @Test
  void verify_builtinThatHotprobeHasNot_isFound() throws IOException {
    assertEquals(
        "1 NO_BUILTIN, 2 NO_BUILTIN, 3 NO_BUILTIN",
        own("RUN{builtin}+=\"uaccess\"", "IMPORT{builtin}=\"btrfs ready $devnode\"", "RUN{builtin}+=\"keyboard\"",
            "IMPORT{builtin}=\"blkid\"", "RUN{builtin}+=\"kmod load\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sd[a|b]", "sd[a|b]*|x", "x|sd[!a|b]", "[[:alpha:]|x]", "[]|]"})
  void verify_barInBrackets_isFound(String pattern) throws IOException {
    assertEquals("1 SPLIT_BRACKET", own("KERNEL==\"" + pattern + "\", ENV{A}=\"1\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sd[ab]|hd[cd]", "[a]|[b]", "\\[a|b", "[[:alpha:]]|x", "a|b"})
  void verify_bracketsThatWork_areNotFound(String pattern) throws IOException {
    assertEquals("", own("KERNEL==\"" + pattern + "\", ENV{A}=\"1\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sd[a", "sd[", "[!", "a|b[c"})
  void verify_unclosedBracket_isFound(String pattern) throws IOException {
    assertEquals("1 GLOB", own("KERNEL==\"" + pattern + "\", ENV{A}=\"1\""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ACTION==\"added\", ENV{A}=\"1\"",
        "ACTION==\"add*\", ACTION!=\"add\", ENV{A}=\"1\"",
        "ACTION==\"add|change\", ENV{ACTION}==\"remove\", ENV{A}=\"1\"",
        "SUBSYSTEM==\"usb\", ENV{SUBSYSTEM}==\"net\", ENV{A}=\"1\"",
        "KERNEL==\"sda\", KERNEL==\"hd*\", ENV{A}=\"1\"",
        "KERNEL==\"sda|sdb\", KERNEL!=\"sd?\", ENV{A}=\"1\"",
        "ATTR{size}==\"1\", ATTR{size}==\"2\", ENV{A}=\"1\"",
        "ACTION==\"remove\", SYMLINK+=\"a\"",
        "ACTION==\"remove\", MODE=\"0600\"",
      })
  void verify_matchesThatExcludeOneAnother_areFound(String line) throws IOException {
    assertEquals("1 NEVER_MATCHES", own(line));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ACTION==\"add\", ENV{A}=\"1\"",
        "ACTION==\"*\", ENV{A}=\"1\"",
        "ACTION!=\"remove\", SYMLINK+=\"a\"",
        "ACTION==\"remove\", SYMLINK+=\"a\", RUN+=\"there\"",
        "KERNEL==\"sda|sdb\", KERNEL!=\"sda\", ENV{A}=\"1\"",
        "KERNEL==\"sd*\", KERNEL==\"?da\", ENV{A}=\"1\"",
        "TAG==\"a\", TAGS==\"b\", ENV{A}=\"1\"",
        "SYMLINK==\"a\", SYMLINK==\"b*\", ENV{A}=\"1\"",
        "SUBSYSTEM==\"subsystem\", SUBSYSTEM==\"c*\", ENV{A}=\"1\"",
        "ATTR{size}==\"1\", ATTR{size}==\"1 \", ENV{A}=\"1\"",
        "KERNEL==\"A\", KERNEL==i\"a\", ENV{A}=\"1\"",
      })
  void verify_matchesThatGoTogether_areNotFound(String line) throws IOException {
    assertEquals("", own(line));
  }

  @Test
  void verify_lineThatAGuardHasSkipped_isFound() throws IOException {
    assertEquals(
        "3 NEVER_MATCHES",
        own("ACTION!=\"add|change\", GOTO=\"end\"", "ENV{A}=\"1\"", "ACTION==\"remove\", ENV{A}=\"1\"", "LABEL=\"end\""));
    assertEquals("2 NEVER_MATCHES", own("SUBSYSTEM!=\"usb\", GOTO=\"end\"", "SUBSYSTEM==\"net\", ENV{A}=\"1\"", "LABEL=\"end\""));
    assertEquals("2 NEVER_MATCHES", own("KERNEL==\"sda\", GOTO=\"end\"", "KERNEL==\"sda\", ENV{A}=\"1\"", "LABEL=\"end\""));
  }

  @Test
  void verify_lineBelowTheLabelOfAGuard_isNotFound() throws IOException {
    assertEquals("", own("ACTION!=\"add\", GOTO=\"end\"", "ENV{A}=\"1\"", "LABEL=\"end\"", "ACTION==\"remove\", ENV{A}=\"1\""));
  }

  @Test
  void verify_lineThatAnotherJumpLeadsTo_isNotFound() throws IOException {
    assertEquals(
        "",
        own(
            "KERNEL==\"a\", GOTO=\"in\"", "ACTION!=\"add\", GOTO=\"end\"", "ENV{A}=\"1\"", "LABEL=\"in\"",
            "ACTION==\"remove\", ENV{A}=\"1\"", "LABEL=\"end\""));
  }

  @Test
  void verify_guardWithMoreConditions_decidesNothing() throws IOException {
    assertEquals("", own("ACTION!=\"add\", KERNEL==\"a\", GOTO=\"end\"", "ACTION==\"remove\", ENV{A}=\"1\"", "LABEL=\"end\""));
  }

  @Test
  void verify_linesThatAGotoAlwaysSkips_areFoundOnce() throws IOException {
    assertEquals("2 UNREACHABLE", own("GOTO=\"end\"", "ENV{A}=\"1\"", "ENV{B}=\"1\"", "LABEL=\"end\"", "ENV{C}=\"1\""));
  }

  @Test
  void verify_lineBetweenThatALabelLeadsTo_isNotFound() throws IOException {
    assertEquals("", own("KERNEL==\"a\", GOTO=\"in\"", "GOTO=\"end\"", "LABEL=\"in\"", "ENV{A}=\"1\"", "LABEL=\"end\""));
  }

  @Test
  void verify_labelAbove_isPointedOut() throws IOException {
    assertEquals("2 LABEL_ELSEWHERE", own("LABEL=\"x\"", "KERNEL==\"a\", GOTO=\"x\""));
  }

  @Test
  void verify_labelInAnotherFile_isPointedOut() throws IOException {
    file("10-a.rules", "KERNEL==\"a\", GOTO=\"x\"");
    file("20-b.rules", "KERNEL==\"b\", GOTO=\"x\"", "LABEL=\"x\"");
    Verification.of(List.of(rules), RuleText.host(programs)).verify(findings::add);

    Finding told = findings.stream().filter(finding -> finding.kind() == Kind.LABEL_ELSEWHERE).findFirst().orElseThrow();
    assertEquals(
        rules.resolve("10-a.rules") + ":1 LABEL=\"x\" stands in "
            + rules.resolve("20-b.rules") + ":2; GOTO stays in its file", told.toString());
  }

  @Test
  void verify_missingProgramOfALongPath_isNamedWhole() throws IOException {
    String path = "/srv/" + "d".repeat(80) + "/program";
    own("RUN+=\"" + path + "\"");
    assertEquals("the program " + root + path + " of RUN is not there", findings.get(0).text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RUN+=\"missing\"", "RUN+=\"/bin/missing a b\"", "PROGRAM==\"missing\"", "IMPORT{program}==\"missing %k\"",
        "RUN+=\"no-program\"",
        "RUN+=\"'mis'sing\"", "RUN+=\"/bin\""
      })
  void verify_missingProgram_isFound(String line) throws IOException {
    assertEquals("1 MISSING_PROGRAM", own(line));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RUN+=\"there\"", "RUN+=\"/bin/there a b\"", "PROGRAM==\"there %k\"", "IMPORT{program}==\"path_id\"",
        "RUN+=\"$env{X} a\"", "RUN+=\"%S/x\"",
        "RUN{builtin}+=\"kmod load\"", "RUN+=\"'/bin/there' x\""
      })
  void verify_programThatIsThereOrCannotBeKnown_isNotFound(String line) throws IOException {
    assertEquals("", own(line));
  }

  @Test
  void verify_commandForAShell_isFound() throws IOException {
    assertEquals("1 SHELL", own("RUN+=\"there > /tmp/x\""));
    assertEquals("1 SHELL", own("PROGRAM==\"/bin/there a | /bin/there b\""));
    assertEquals("", own("RUN+=\"there -c 'a > b | c'\""));
  }

  @Test
  void verify_shadowedFile_isFound() throws IOException {
    Path weaker = Files.createDirectories(root.resolve("usr/lib/udev/rules.d"));
    Path hidden = Files.writeString(weaker.resolve("50-x.rules"), "ENV{A}=\"1\"\n");
    Path strong = file("50-x.rules", "ENV{A}=\"1\"");
    RuleFiles files = new RuleFiles(List.of(rules, weaker));
    Verification.Report report = Verification.of(files, RuleText.host(programs)).verify(findings::add);

    assertEquals("[" + hidden + " is not read: " + strong + " goes before it]", findings.toString());
    assertEquals(1, report.checked());
    assertEquals(List.of(hidden), report.remarked());
    assertEquals(List.of(), report.failed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ENV{A}=\"1\", ENV{A}==\"1\", RUN+=\"there\"",
        "IMPORT{builtin}=\"path_id\", ENV{ID_PATH}==\"?*\", SYMLINK+=\"a\"",
        "IMPORT{db}=\"A\", ENV{A}==\"1\", SYMLINK+=\"a\"",
        "ENV{A}=\"1\", PROGRAM==\"there $env{A}\"",
        "ENV{A}=\"1\", IMPORT{program}=\"there %E{A}\"",
        "TAG+=\"a\", TAG==\"a\", ENV{A}=\"1\"",
        "SYMLINK+=\"a\", SYMLINK==\"a\", ENV{A}=\"1\"",
        "NAME=\"a\", NAME==\"a\", ENV{A}=\"1\"",
        "ATTR{a}=\"1\", ATTR{a}==\"1\", ENV{A}=\"1\"",
        "ATTR{a}=\"1\", ENV{A}=\"$attr{a}\"",
        "SYMLINK+=\"a\", ENV{A}=\"$links\"",
      })
  void verify_relianceOnTheWrittenOrder_isFound(String line) throws IOException {
    assertEquals("1 WRITTEN_ORDER", own(line));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ENV{A}==\"1\", ENV{A}=\"2\"",
        "ENV{A}=\"1\", ENV{B}==\"1\", RUN+=\"there\"",
        "PROGRAM==\"there\", KERNEL==\"a\", ENV{A}=\"1\"",
        "ENV{A}=\"1\", RUN+=\"there $env{A}\"",
        "IMPORT{builtin}=\"path_id\", SYMLINK+=\"$env{ID_PATH}\"",
        "PROGRAM==\"there\", SYMLINK+=\"%c\"",
        "IMPORT{db}=\"A\", ENV{B}==\"1\", SYMLINK+=\"a\"",
        "TAG+=\"a\", TAGS==\"a\", ENV{A}=\"1\"",
        "ENV{A}=\"1\", ENV{B}=\"$env{A}\"",
      })
  void verify_orderThatDoesNotMatter_isNotFound(String line) throws IOException {
    assertEquals("", own(line));
  }

  @Test
  void verify_sandbox_isNoUnknownOption() throws IOException {
    assertEquals("", own("OPTIONS+=\"sandbox=cpu:10s\", RUN+=\"there\""));
    assertEquals(List.of(), findings);
    assertEquals("1 SANDBOX", own("OPTIONS+=\"sandbox=cpu:x\", RUN+=\"there\""));
  }

  @Test
  void verify_ownWarningsOnly_doNotFailAFile() throws IOException {
    Path remarked = file("10-a.rules", "KERNEL==\"[a|b]\", ENV{A}=\"1\"");
    Path unstylish = file("20-b.rules", "KERNEL==\"a\" ENV{A}=\"1\"");
    Path failed = file("30-c.rules", "NOSUCH==\"a\"");
    Path sandbox = file("40-d.rules", "OPTIONS+=\"sandbox=x\", RUN+=\"there\"");
    file("50-e.rules", "ENV{A}=\"1\"");
    file("60-f.rules", "");
    Verification.Report report = Verification.of(List.of(rules), RuleText.host(programs)).verify(findings::add);

    assertEquals(6, report.checked());
    assertEquals(List.of(failed, sandbox), report.failed());
    assertEquals(List.of(unstylish), report.unstylish());
    assertEquals(List.of(remarked), report.remarked());
  }

  @Test
  void verify_fileThatDoesNotExist_fails() throws IOException {
    Path none = rules.resolve("none.rules");
    Verification.Report report = Verification.of(List.of(none), RuleText.host(programs)).verify(findings::add);

    assertEquals("[" + none + " cannot be read: no such file; it is ignored]", findings.toString());
    assertEquals(1, report.failed().size());
  }
}
