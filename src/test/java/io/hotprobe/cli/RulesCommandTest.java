package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.linux.SystemIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
  void verifyAndTest_fileThatEverybodyWrites_isTold() throws IOException {
    assumeTrue(SystemIdentity.isRoot(), "only root does not follow such files");
    Path file = root.resolve("50-x.rules");
    Files.writeString(file, "RUN+=\"/bin/true\"\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    String why = "is not trusted: it can be written by everybody, so the daemon ";
    Program verify = Program.run("rules", "verify", file.toString());
    assertEquals(0, verify.status());
    assertTrue(verify.out().startsWith(file + " hotprobe: " + why + "does not read it; chmod go-w " + file + "\n"), verify.out());
    Program test = Program.run("rules", "test", "--rules-dir", root.toString(), "lo");
    assertTrue(test.err().contains(file + ": " + why + "would not read it; chmod go-w " + file), test.err());
  }

  @Test
  void test_removeOfADeviceThatIsThere_saysWhatIsNotSoThen() throws IOException {
    writeRulesOfBoth();
    Program program = Program.run("rules", "test", "--root", root.toString(), "-a", "remove", "-p", "SUBSYSTEM=a", "/devices/a");
    assertTrue(program.err().contains("hotprobe: sysfs still has the device; after a removal it has not"), program.err());
  }

  private void writeRulesOfBoth() throws IOException {
    Files.createDirectories(root.resolve("sys/devices/a"));
    Files.writeString(root.resolve("sys/devices/a/uevent"), "");
    Files.createDirectories(root.resolve("usr/lib/udev/rules.d"));
    Files.writeString(root.resolve("usr/lib/udev/rules.d/60-id.rules"), "ENV{ID_BUS}=\"usb\"\n");
    Files.createDirectories(root.resolve("etc/hotprobe/rules.d"));
    Files.writeString(root.resolve("etc/hotprobe/rules.d/90-mine.rules"), "ENV{ID_BUS}==\"usb\", RUN+=\"/bin/mine\"\n");
  }

  @Test
  void test_usualDirectories_tellsWhichDaemonFollowsThem() throws IOException {
    writeRulesOfBoth();
    Program both = Program.run("rules", "test", "--root", root.toString(), "-p", "SUBSYSTEM=x", "/devices/a");
    assertTrue(both.out().contains("/bin/mine"), both.out());
    assertEquals(
        "hotprobe: by udev's rules and hotprobe's, as daemon --manage-nodes; one beside udevd follows hotprobe's only: --beside\n",
        both.err());
  }

  @Test
  void test_beside_goesByTheRulesAndRecordsOfTheDaemonBesideUdevd() throws IOException {
    writeRulesOfBoth();
    String[] beside = {"rules", "test", "--beside", "--root", root.toString(), "-p", "SUBSYSTEM=x", "/devices/a"};
    Program program = Program.run(beside);
    assertEquals("", program.err());
    assertEquals(0, program.status());
    assertFalse(program.out().contains("/bin/mine") || program.out().contains("ID_BUS"), program.out());
    Files.writeString(root.resolve("etc/hotprobe/rules.d/80-db.rules"), "IMPORT{db}=\"ID_BUS\"\n");
    Files.createDirectories(root.resolve("run/hotprobe/data"));
    Files.writeString(root.resolve("run/hotprobe/data/+x:a"), "E:ID_BUS=usb\n");
    String recorded = Program.run(beside).out();
    assertTrue(recorded.contains("/bin/mine"), recorded);
  }

  @Test
  void cat_beside_showsHotprobesFilesOnly() throws IOException {
    writeRulesOfBoth();
    String shown = Program.run("rules", "cat", "--beside", "--root", root.toString()).out();
    assertTrue(shown.contains("90-mine.rules") && !shown.contains("60-id.rules"), shown);
  }

  @Test
  void cat_noDirectoryAtAll_showsNothing() {
    assertEquals(new Program(0, "", ""), Program.run("rules", "cat", "--root", root.toString()));
  }
}
