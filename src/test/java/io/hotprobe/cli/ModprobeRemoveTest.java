package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** modprobe removing: what is shown and told, and the exit code. */
class ModprobeRemoveTest {

  @TempDir Path root;

  private ModprobeWorld world;

  @BeforeEach
  void setUp() throws IOException {
    world = new ModprobeWorld(root);
  }

  private static void assertTells(Program program, String out, String message) {
    assertEquals(1, program.status(), program.err());
    assertEquals(out, program.out());
    assertTrue(program.err().startsWith("modprobe: " + message), program.err());
  }

  private static void assertShows(String out, Program program) {
    assertEquals(new Program(0, out, ""), program);
  }

  @Test
  void remove_topOfAStack_takesTheWholeStack() throws IOException {
    assertShows("rmmod top\nrmmod mid\nrmmod base\n", world.run(world.script("live top"), "-r", "-v", "top"));
    assertShows("", world.run(world.script("live top"), "-r", "top"));
  }

  @Test
  void remove_dryRun_showsTheWholePlanEvenQuietly() throws IOException {
    assertShows("rmmod top\nrmmod mid\nrmmod base\n", world.run(world.script("live top"), "-r", "-n", "-q", "top"));
    assertShows("", world.run(world.script(), "-r", "-n", "top"));
  }

  @Test
  void remove_dependencyInUseElsewhere_stays() throws IOException {
    assertShows("rmmod top\nrmmod mid\n", world.run(world.script("live top", "live base 1"), "-r", "-v", "top"));
  }

  @Test
  void remove_inUse_saysByWhomAndReachesNoOtherName() throws IOException {
    Program program = world.run(world.script("live top", "live side"), "-r", "-v", "mid", "side");
    assertTells(program, "", "FATAL: Module mid is in use. It is used by: top\n");
    assertTells(world.run(world.script("live side 1"), "-r", "side"), "", "FATAL: Module side is in use.\n");
    assertTells(world.run(world.script("live top"), "-r", "-n", "mid"), "", "FATAL: Module mid is in use.");
  }

  @Test
  void remove_holders_goFirstAndRIsImplied() throws IOException {
    String all = "rmmod top\nrmmod mid\nrmmod base\n";
    for (String option : new String[] {"--remove-holders", "--remove-dependencies"}) {
      assertShows(all, world.run(world.script("live top"), "-r", option, "-v", "base"));
      assertShows(all, world.run(world.script("live top"), option, "-v", "base"));
    }
    assertTells(world.run(world.script("live top 1"), "--remove-holders", "-v", "base"), "", "FATAL: Module top is in use.");
  }

  @Test
  void remove_builtin_isFatal() throws IOException {
    assertTells(world.run(world.script("live side"), "-r", "-v", "inside", "side"), "", "FATAL: Module inside is builtin.");
  }

  @Test
  void remove_notFound_isFatalButWithAll() throws IOException {
    assertTells(world.run(world.script("live side"), "-r", "-v", "side", "nosuch", "base"), "rmmod side\n", "FATAL: Module nosuch not found.");
    assertTells(world.run(world.script("live side"), "-r", "-a", "-v", "nosuch", "side"), "rmmod side\n", "WARNING: Module nosuch not found.");
    assertTells(world.run(world.script("live side"), "-r", world.file("side")), "", "FATAL: Module " + world.file("side") + " not found.");
  }

  @Test
  void remove_notLive_isNoFailureButTheFirstTime() throws IOException {
    assertShows("", world.run(world.script(), "-r", "-v", "side"));
    assertTells(world.run(world.script(), "-r", "--first-time", "side"), "", "FATAL: Module side is not in kernel.");
  }

  @Test
  void remove_alias_takesEveryMatch() throws IOException {
    assertShows("rmmod side\nrmmod top\nrmmod mid\nrmmod base\n", world.run(world.script("live top", "live side"), "-rv", "p:1"));
  }

  @Test
  void remove_wait_givesUpWhenTheTimeIsOver() throws IOException {
    assertTells(world.run(world.script("live side 1"), "-r", "-v", "-w", "5", "side"), "rmmod side\n", "FATAL: Module side is in use.");
    assertShows("rmmod side\n", world.run(world.script("live side"), "-r", "-v", "--wait=0x5", "side"));
    for (String wrong : new String[] {"x", "", "5x", "99999999999"}) {
      assertTells(world.run(world.script("live side"), "-r", "-w", wrong, "side"), "", "ERROR: unexpected wait value '" + wrong + "'");
    }
  }

  @Test
  void remove_waitWithoutARemoval_isIgnoredWithAWarning() {
    Program program = world.run("-R", "-w", "5", "side");
    assertEquals(new Program(0, "side\n", "modprobe: WARNING: -w makes a removal wait; without -r it is ignored\n"), program);
  }

  @Test
  void remove_force_leavesTheUseCountToTheCheckAndTriesWhatIsPermanent() throws IOException {
    assertTells(world.run(world.script("live side 1"), "-r", "-f", "side"), "", "FATAL: Module side is in use.");
    assertTells(world.run(world.script("permanent side"), "-r", "-v", "side"), "", "ERROR: could not remove 'side': side can never be removed");
    assertTells(world.run(world.script("permanent side"), "-r", "-v", "-f", "side"), "rmmod side\n", "ERROR: could not remove 'side': delete_module: EBUSY");
  }

  @Test
  void remove_permanent_leavesTheOtherNamesTheirTurn() throws IOException {
    assertTells(world.run(world.script("permanent side", "live top"), "-r", "-v", "side", "top"), "rmmod top\nrmmod mid\nrmmod base\n", "ERROR: could not remove 'side'");
  }

  @Test
  void remove_command_runsInPlaceAlsoOfWhatIsNotLive() throws IOException {
    world.tree.conf("a.conf", "remove side down $CMDLINE_OPTS", "options side a=1");
    assertShows("remove down \n", world.run(world.script(), "-r", "-v", "side"));
    assertShows("rmmod side\n", world.run(world.script("live side"), "-r", "-v", "-i", "side"));
    assertShows("rmmod side\n", world.run(world.script("live side"), "-r", "-v", "--ignore-remove", "side"));
  }

  @Test
  void remove_commandThatFails_isFatalAndSaysWhereItStands() throws IOException {
    world.tree.conf("a.conf", "", "remove side down");
    Program program = world.run(world.script("exit 4 down", "live top"), "-r", "-v", "side", "top");
    String place = world.tree.configDirectory() + "/a.conf:2: exit status 4";
    assertTells(program, "remove down\n", "FATAL: Error running remove command for side: 'down' failed: " + place);
  }

  @Test
  void remove_hooksAndSoftdeps_areShownInRunningOrder() throws IOException {
    world.tree.conf("a.conf", "softdep top pre: side", "pre-remove top before", "post-remove top after");
    String shown = "pre-remove before\nrmmod top\npost-remove after\nrmmod mid\nrmmod base\nrmmod side\n";
    assertShows(shown, world.run(world.script("live top", "live side"), "-r", "-v", "top"));
    Program aborted = world.run(world.script("live top", "exit 1 before"), "-r", "top");
    assertTells(aborted, "", "FATAL: Error running remove command for top: 'before' failed: ");
  }

  @Test
  void remove_busySoftdep_isFatal() throws IOException {
    world.tree.conf("a.conf", "softdep top post: side");
    assertTells(world.run(world.script("live top", "live side 1"), "-r", "-v", "top"), "", "FATAL: Module side is in use.");
  }

  @Test
  void remove_nothingNamed_isAnError() {
    assertTells(world.run("-r"), "", "ERROR: missing parameters. See -h.");
  }
}
