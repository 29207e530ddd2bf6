package io.hotprobe.rules;

import static io.hotprobe.rules.RuleWorld.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.hotprobe.uevent.Uevent;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GlanceTest {

  private static final String DISK = "/devices/pci0/usb1/block/sda";

  @TempDir Path root;
  private RuleWorld world;

  @BeforeEach
  void plugIn() {
    world = new RuleWorld(root);
    world.device("/devices/pci0", "pci", "vendor=1\n");
    world.device("/devices/pci0/usb1", "usb", "vendor=2\n", "uevent=DEVNAME=bus/usb/001\n");
    world.device(DISK, "block", "size=8\n");
  }

  private Glance glance(String... rules) {
    Glance glance = new Glance(world.sysfs, world.host());
    glance.use(world.program(String.join("\n", rules) + "\n"));
    return glance;
  }

  private static String wanted(Glance glance) {
    List<String> wanted = new ArrayList<>();
    for (int i = 0; i < glance.wanted(); i++) {
      wanted.add(glance.wanted(i).toString());
    }
    return String.join(" ", wanted);
  }

  @Test
  void look_modalias_isWanted() {
    Glance glance = glance("ACTION!=\"add\", GOTO=\"end\"", "ENV{MODALIAS}==\"?*\", RUN{builtin}+=\"kmod load\"",
        "SUBSYSTEM==\"memstick\", RUN{builtin}+=\"kmod load ms_block mspro-block\"", "LABEL=\"end\"");
    assertEquals(Glance.Sight.LOADS, glance.look(event("add", DISK, "MODALIAS=usb:v1-2")));
    assertEquals("usb:v1_2", wanted(glance));
    assertEquals(Glance.Sight.LOADS, glance.look(event("add", DISK, "SUBSYSTEM=memstick")));
    assertEquals("ms_block mspro_block", wanted(glance));
    assertEquals(Glance.Sight.LOADS, glance.look(event("add", DISK, "SUBSYSTEM=memstick", "MODALIAS=x")));
    assertEquals("x ms_block mspro_block", wanted(glance));
    assertEquals(Glance.Sight.NOTHING, glance.look(event("change", DISK, "MODALIAS=usb:v1-2")));
    assertEquals(Glance.Sight.NOTHING, glance.look(event("add", DISK)));
    assertEquals(0, glance.wanted());
  }

  @Test
  void look_loadsReplacedOrFrozen_areThoseThatTheListEndsWith() {
    Glance glance = glance("RUN{builtin}+=\"kmod load a\"", "RUN{builtin}=\"kmod load b\"", "RUN{builtin}:=\"kmod load c\"",
        "RUN{builtin}+=\"kmod load d\"");
    assertEquals(Glance.Sight.LOADS, glance.look(event("add", DISK)));
    assertEquals("c", wanted(glance));
  }

  @Test
  void look_otherEffects_areMore() {
    for (String effect : List.of("ENV{A}=\"1\"", "RUN+=\"x\"", "TAG+=\"x\"", "RUN{builtin}+=\"uaccess\"", "RUN{builtin}+=\"kmod load $env{A}\"",
        "IMPORT{db}==\"A\"", "PROGRAM!=\"x\"", "OPTIONS+=\"watch\"", "ATTR{size}=\"1\"", "RUN{builtin}+=\"kmod unload x\"")) {
      Glance glance = glance("KERNEL==\"sda\", " + effect, "KERNEL==\"sdb\", ENV{B}=\"1\"");
      assertEquals(Glance.Sight.MORE, glance.look(event("add", DISK)), effect);
      assertEquals(Glance.Sight.NOTHING, glance.look(event("add", DISK + "x")), effect);
    }
  }

  @Test
  void look_whatADatabaseMayKnow_isMore() {
    assertEquals(Glance.Sight.MORE, glance("ENV{ID_A}==\"1\", RUN+=\"x\"").look(event("remove", DISK)));
    assertEquals(Glance.Sight.MORE, glance("TAG==\"x\", RUN+=\"x\"").look(event("add", DISK)));
    assertEquals(Glance.Sight.NOTHING, glance("ENV{DEVTYPE}==\"disk\", RUN+=\"x\"").look(event("remove", DISK)));
    assertEquals(Glance.Sight.NOTHING, glance("ENV{ID_A}==\"1\", RUN+=\"x\"").look(event("add", DISK)));
  }

  @Test
  void look_nothingMatches_allocatesNothing() {
    Glance glance =
        glance("ACTION!=\"add|change\", GOTO=\"end\"", "KERNEL==\"hd[a-z]*|cciss*\", TAG+=\"x\"", "SUBSYSTEM==\"net\", NAME=\"%k\"",
            "ENV{DEVNAME}==\"/dev/sr*\", RUN+=\"x\"", "ENV{MODALIAS}==\"usb:*\", RUN{builtin}+=\"kmod load\"", 
            "SYMLINK==\"x\", RUN+=\"y\"", "CONST{arch}==\"arm\", RUN+=\"y\"", "DRIVER==\"x\", RUN+=\"y\"", "LABEL=\"end\"");
    Uevent event = event("add", "/devices/a!b", "DEVNAME=sda", "MAJOR=8", "MINOR=0", "MODALIAS=pci:v1", "DRIVER=sd", "SUBSYSTEM=block");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < 2000; i++) {
      assertEquals(Glance.Sight.NOTHING, glance.look(event));
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 1000; i++) {
      glance.look(event);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 1000, allocated + " bytes for 1,000 looks");
  }

  @Test
  void look_randomRulesAndEvents_neverDisagreesWithTheEvaluator() {
    Random random = new Random(11);
    Map<Glance.Sight, Integer> seen = new EnumMap<>(Glance.Sight.class);
    for (int i = 0; i < 3000; i++) {
      RandomRules rules = new RandomRules(random);
      Program program = world.program(rules.file(), rules.file());
      Glance glance = new Glance(world.sysfs, world.host());
      glance.use(program);
      for (int k = 0; k < 4; k++) {
        Uevent event = rules.event();
        Glance.Sight sight = glance.look(event);
        Ruling ruling = new Evaluator(program, world.surroundings()).evaluate(event, System.nanoTime() + (1L << 36), Explanation.NONE);
        seen.merge(sight, 1, Integer::sum);
        check(sight, glance, ruling, rules);
      }
    }
    for (Glance.Sight sight : Glance.Sight.values()) {
      assertTrue(seen.getOrDefault(sight, 0) > 500, "too few to tell anything: " + seen);
    }
  }

  private void check(Glance.Sight sight, Glance glance, Ruling ruling, RandomRules rules) {
    if (sight == Glance.Sight.MORE) {
      return;
    }
    boolean loads = ruling.run().stream().allMatch(each -> each.type() == RunCommand.Type.BUILTIN && each.command().startsWith("kmod load"));
    boolean nothingElse =
        ruling.assigned().isEmpty() && ruling.tags().isEmpty() && ruling.links().isEmpty() && ruling.name().isEmpty() && ruling.mode().isEmpty()
            && ruling.programs().isEmpty() && world.writes.isEmpty();
    assertTrue(loads && nothingElse, () -> sight + " but " + ruling + " by\n" + rules);
    assertEquals(sight == Glance.Sight.LOADS, !ruling.run().isEmpty(), () -> sight + " but " + ruling + " by\n" + rules);
    List<String> names = new ArrayList<>();
    for (RunCommand command : ruling.run()) {
      String[] words = command.command().split(" ");
      if (words.length > 2) {
        names.add(words[2]);
      } else if (ruling.properties().containsKey("MODALIAS")) {
        names.add(ruling.properties().get("MODALIAS"));
      }
    }
    assertEquals(String.join(" ", names), wanted(glance), rules::toString);
  }
}
