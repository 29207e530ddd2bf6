package io.hotprobe.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hotprobe.rules.Audience.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AudienceTest {

  private static final List<String> ACTIONS = List.of("add", "remove", "change", "online", "offline");

  @TempDir Path root;

  private Program program(String... lines) throws IOException {
    Path directory = Files.createDirectories(root.resolve("rules"));
    Files.write(directory.resolve("50-test.rules"), List.of(lines), StandardCharsets.ISO_8859_1);
    return RuleBook.open(new RuleFiles(List.of(directory)), HostFacts.of(root, root, AccountFiles.read(root)), finding -> {
      throw new AssertionError(finding.toString());
    }).program();
  }

  /** The actions for whose events of a subsystem some line could do something. */
  private static List<String> actions(Program program, String subsystem, String... properties) {
    List<Kind> kinds = ACTIONS.stream().map(action -> new Kind(action, subsystem, Set.of(properties))).toList();
    List<String> found = new ArrayList<>();
    for (Kind kind : kinds) {
      if (Audience.isIn(program, kind, kinds)) {
        found.add(kind.action());
      }
    }
    return found;
  }

  @Test
  void shippedRules_haveSomethingForAddedProcessorsOnly() throws IOException {
    Program shipped =
        RuleBook.open(new RuleFiles(List.of(Path.of("rules").toAbsolutePath())), HostFacts.of(root, root, AccountFiles.read(root)), finding -> {})
            .program();
    assertEquals(List.of(), actions(shipped, "memory"));
    assertEquals(List.of("add"), actions(shipped, "cpu", "MODALIAS", "DRIVER"));
  }

  @Test
  void linesThatPutMemoryAndProcessorsOnline_areHeard() throws IOException {
    Program program =
        program(
            "SUBSYSTEM!=\"memory\", GOTO=\"end\"",
            "ACTION!=\"add\", GOTO=\"end\"",
            "PROGRAM=\"/bin/uname -p\", RESULT==\"s390*\", GOTO=\"end\"",
            "ATTR{state}==\"offline\", ATTR{state}=\"online\"",
            "LABEL=\"end\"",
            "SUBSYSTEM==\"cpu\", ACTION==\"add\", TEST==\"online\", ATTR{online}==\"0\", ATTR{online}=\"1\"");
    assertEquals(List.of("add"), actions(program, "memory"));
    assertEquals(List.of("add"), actions(program, "cpu"));
    assertEquals(List.of(), actions(program, "node"));
  }

  @Test
  void linesThatNameTheSubsystemIndirectly_areHeard() throws IOException {
    assertEquals(ACTIONS, actions(program("KERNEL==\"memory*\", RUN+=\"/bin/x\""), "memory"));
    assertEquals(ACTIONS, actions(program("DEVPATH==\"/devices/system/*\", RUN+=\"/bin/x\""), "memory"));
    assertEquals(ACTIONS, actions(program("SUBSYSTEM==\"mem*|cpu\", RUN+=\"/bin/x\""), "memory"));
    assertEquals(ACTIONS, actions(program("SUBSYSTEM!=\"block\", RUN+=\"/bin/x\""), "memory"));
    assertEquals(ACTIONS, actions(program("RUN+=\"/bin/x\""), "memory"));
    assertEquals(ACTIONS, actions(program("ENV{SYNTH_UUID}==\"?*\", RUN+=\"/bin/x\""), "memory"));
    assertEquals(ACTIONS, actions(program("ENV{X}!=\"y\", RUN+=\"/bin/x\""), "memory"));
    assertEquals(List.of("change"), actions(program("ACTION==\"change\", TAG+=\"x\""), "memory"));
  }

  @Test
  void linesForOthers_areNotHeard() throws IOException {
    assertEquals(List.of(), actions(program("SUBSYSTEM==\"block\", RUN+=\"/bin/x\""), "memory"));
    assertEquals(List.of(), actions(program("ENV{MODALIAS}==\"?*\", RUN{builtin}+=\"kmod load\""), "memory"));
    assertEquals(List.of(), actions(program("SYMLINK+=\"x\"", "NAME=\"y\""), "memory"), "it has no node and is no interface");
    assertEquals(List.of(), actions(program("KERNEL==\"memory*\", GOTO=\"end\"", "LABEL=\"end\""), "memory"), "a line that does nothing");
    assertEquals(List.of(), actions(program("SUBSYSTEM==\"memory\", GOTO=\"end\"", "RUN+=\"/bin/x\"", "LABEL=\"end\""), "memory"));
  }

  @Test
  void propertyThatALineForAnotherActionSets_mayBeThere() throws IOException {
    String[] lines = {"ACTION==\"add\", SUBSYSTEM==\"memory\", ENV{MINE}=\"1\"", "ACTION==\"remove\", ENV{MINE}==\"1\", RUN+=\"/bin/x\""};
    assertEquals(List.of("add", "remove"), actions(program(lines), "memory"));
    assertEquals(List.of(), actions(program(lines), "cpu"));
  }
}
