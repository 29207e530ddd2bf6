package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesCommandTest {

  @TempDir Path root;

  @Test
  void help_everyCommand_isZero() {
    for (String command : new String[] {"verify", "test", "cat", "attributes"}) {
      Program program = Program.run("help", "rules", command);
      assertEquals(0, program.status());
      assertTrue(program.out().startsWith("Usage: hotprobe rules " + command), program.out());
      assertTrue(program.out().contains("Exit codes:"), program.out());
      assertEquals(program, Program.run("rules", command, "--help"));
    }
    assertTrue(Program.run("help", "rules").out().startsWith("Usage: hotprobe rules [-hV] COMMAND"), Program.run("help", "rules").out());
  }

  @Test
  void rules_wrongCommandLines_areTwoAndSaySo() {
    String[][] wrong = {
      {"rules"}, {"rules", "xyzzy"}, {"rules", "test"}, {"rules", "test", "/class/a", "/class/b"}, {"rules", "verify", "--bogus"}, {"rules", "cat", "--rules-dir"},
      {"rules", "test", "-a", "plug", "/class/a"}, {"rules", "verify", "-N", "late"}, {"rules", "test", "--property", "x", "/class/a"}
    };
    for (String[] arguments : wrong) {
      Program program = Program.run(arguments);
      assertEquals(2, program.status(), String.join(" ", arguments));
      assertEquals("", program.out());
      assertTrue(program.err().startsWith("hotprobe rules") && program.err().lines().count() == 1, program.err());
    }
  }

  @Test
  void test_unknownAction_listsTheActions() {
    String expected =
        "hotprobe rules test: there is no action 'plug'; choose one of add, remove, change, move, online, offline, bind, unbind\n";
    assertEquals(new Program(2, "", expected), Program.run("rules", "test", "--action", "plug", "/class/a"));
  }

  @Test
  void cat_noDirectoryAtAll_showsNothing() {
    assertEquals(new Program(0, "", ""), Program.run("rules", "cat", "--root", root.toString()));
  }
}
