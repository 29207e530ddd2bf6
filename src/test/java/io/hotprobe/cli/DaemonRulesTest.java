package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.journal.Handled;
import io.hotprobe.journal.Journal;
import io.hotprobe.linux.UdevControl;
import io.hotprobe.nodes.Bystander;
import io.hotprobe.pipeline.Rules;
import io.hotprobe.rules.Outside;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What of this machine the daemon's rules may touch. */
class DaemonRulesTest {

  @TempDir Path root;

  private final List<String> notices = new ArrayList<>();

  private final Journal journal =
      new Journal() {
        @Override
        public void handled(Handled handled) {}

        @Override
        public void notice(System.Logger.Level level, String text) {
          notices.add(level + " " + text);
        }
      };

  private Rules open(boolean nothing, String where, String... options) throws IOException {
    World world = CommandLine.populateCommand(new World(), "--root", where);
    return CommandLine.populateCommand(new DaemonRules(), options).open(world, nothing, journal);
  }

  @Test
  void open_anotherMachinesFiles_nothingIsRunHere() throws IOException {
    Rules rules = open(false, root.toString());
    assertSame(Outside.UNTOUCHED, rules.surroundings().outside());
    assertEquals(new Bystander(false), rules.work());
  }

  @Test
  void open_nodesOfAnotherMachine_isRefused() throws IOException {
    UsageException refused = assertThrows(UsageException.class, () -> open(false, root.toString(), "--manage-nodes"));
    assertTrue(refused.getMessage().contains("--root"), refused.getMessage());
    assertEquals(new Bystander(false), open(true, root.toString(), "--manage-nodes").work());
    assertTrue(Files.notExists(root.resolve("run")), "nothing is made there");
  }

  @Test
  void open_thisMachine_runsUnlessItIsToLookOn() throws IOException {
    String[] empty = {"--rules-dir", root.toString()};
    assertNotSame(Outside.UNTOUCHED, open(false, "/", empty).surroundings().outside());
    assertSame(Outside.UNTOUCHED, open(true, "/", empty).surroundings().outside());
    Rules shadow = open(false, "/", "--shadow", "--rules-dir", root.toString());
    assertSame(Outside.UNTOUCHED, shadow.surroundings().outside());
    assertEquals(new Bystander(true), shadow.work());
  }

  @Test
  void open_directoryThatIsNotThere_isRefused() {
    String none = root.resolve("none").toString();
    IOException refused = assertThrows(IOException.class, () -> open(true, "/", "--rules-dir", none));
    assertEquals(none + ": no such directory of rules; --rules-dir names one", refused.getMessage());
  }

  @Test
  void open_noRule_isWarnedOf() throws IOException {
    open(true, "/", "--rules-dir", root.toString());
    assertEquals(List.of("WARNING there is no rule in [" + root + "], so nothing is done for any device, nor loaded"), notices);
  }

  @Test
  void requireUdevd_nobodyAnswers_isRefused() throws IOException {
    World world = CommandLine.populateCommand(new World(), "--root", root.toString());
    DaemonRules rules = CommandLine.populateCommand(new DaemonRules(), "--shadow");
    IOException refused = assertThrows(IOException.class, () -> rules.requireUdevd(world));
    assertTrue(refused.getMessage().startsWith(root.resolve("run/udev/control") + ": no udevd answers there"), refused.getMessage());
    UdevControl udevd = UdevControl.open(root.resolve("run/udev/control"));
    rules.requireUdevd(world);
    udevd.close();
  }

  @Test
  void rival_udevdLoadsModulesToo_isToldUntilItIsMasked() throws IOException {
    World world = CommandLine.populateCommand(new World(), "--root", root.toString());
    DaemonRules beside = CommandLine.populateCommand(new DaemonRules());
    Path rules = Files.createDirectories(root.resolve("usr/lib/udev/rules.d")).resolve("80-drivers.rules");
    Files.writeString(rules, "ENV{MODALIAS}==\"?*\", RUN{builtin}+=\"kmod load\"\n");
    assertEquals(Optional.empty(), beside.rival(world), "no udevd");
    Files.createDirectories(root.resolve("run/udev"));
    Files.createFile(root.resolve("run/udev/control"));
    assertTrue(beside.rival(world).orElse("").startsWith("udevd loads modules as well, by " + rules), beside.rival(world).toString());
    assertEquals(Optional.empty(), CommandLine.populateCommand(new DaemonRules(), "--manage-nodes").rival(world));
    Path mask = Files.createDirectories(root.resolve("etc/udev/rules.d")).resolve("80-drivers.rules");
    Files.createSymbolicLink(mask, Path.of("/dev/null"));
    assertEquals(Optional.empty(), beside.rival(world));
  }
}
