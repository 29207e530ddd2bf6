package io.hotprobe.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Hotprobe's tools, called through links of their names, load and unload modules of a stock Debian kernel, beside kmod's. */
@Tag("lab")
class ModuleToolsLabTest {
  private static final List<ToolComparison> COMPARED = new ArrayList<>();
  private static final Map<String, ToolComparison> SERVED = new LinkedHashMap<>();

  /** The six commands around the turn of brd, each of which leaves its name and whether brd is live. */
  private static final String HOOKS = """
      pre-install brd ./trace pre-install
      install brd ./trace install; /usr/sbin/insmod $D/drivers/block/brd.ko rd_nr=2
      post-install brd ./trace post-install
      pre-remove brd ./trace pre-remove
      remove brd ./trace remove; /usr/sbin/rmmod brd
      post-remove brd ./trace post-remove
      """;

  private static final List<String> ALL_TRACES = List.of("pre-install gone", "install gone", "post-install live",
      "pre-remove live", "remove live", "post-remove gone");

  private static ToolGuest guest;

  @BeforeAll
  static void bootGuest() throws Exception {
    String directory = System.getProperty("lab.dir");
    assertNotNull(directory, "lab.dir is not set; run bench/lab/run, which builds the guest and sets it");
    guest = ToolGuest.boot(Path.of(directory));
  }

  @AfterAll
  static void report() throws Exception {
    if (guest != null) {
      try (ToolGuest last = guest) {
        new ToolReport(COMPARED, SERVED, last.kernel(), last.java()).write(Path.of("bench/results/lab-tools.md"));
      }
    }
  }

  @BeforeEach
  void clearGuest() throws Exception {
    guest.clear();
    guest.write("trace", """
        #!/usr/bin/busybox sh
        if [ -e /sys/module/brd ]; then echo $1 live; else echo $1 gone; fi >> traces""");
    guest.shell("chmod +x trace");
  }

  @TestFactory
  Stream<DynamicTest> commandLine_ofBothMakers_answersTheSame() {
    return ToolCase.ALL.stream().map(line -> DynamicTest.dynamicTest(line.command(), () -> likeKmod(line)));
  }

  @TestFactory
  Stream<DynamicTest> kernelsOwnRequest_servedByEither_leavesTheSameModulesLive() {
    return ToolCase.KERNEL_REQUESTS.entrySet().stream().map(request -> DynamicTest.dynamicTest(request.getKey(), () -> {
      ToolComparison comparison = compare(request.getValue());
      SERVED.put(request.getKey(), comparison);
      assertAsSaid(comparison);
      assertEquals(0, comparison.hotprobe().exit());
      assertTrue(comparison.hotprobe().live().contains(request.getKey()), comparison::toString);
    }));
  }

  @Test
  void insmod_parameters_areVisibleInSysfs() throws Exception {
    ToolRun run = likeKmod(ToolCase.same(
        "$T/insmod $D/drivers/block/brd.ko rd_nr=2 rd_size=1024; cd /sys/module/brd/parameters; cat rd_nr rd_size"));

    assertEquals(List.of("2", "1024"), run.lines());
    assertEquals(List.of("brd"), run.live());
  }

  @Test
  void modprobe_valueWithABlank_arrivesWhole() throws Exception {
    ToolRun run = likeKmod(ToolCase.same(
        "$T/modprobe scsi_debug add_host=0 'inq_product=a b'; cat /sys/module/scsi_debug/parameters/inq_product"));

    assertEquals(List.of("a b"), run.lines());
  }

  @Test
  void modprobe_configuration_bringsSoftdepsAndOptionsOfAliasAndModule() throws Exception {
    guest.write("/etc/modprobe.d/lab.conf", """
        alias lab-disk brd
        options brd rd_nr=3
        options lab-disk rd_size=2048
        softdep brd pre: crc16 post: minix""");
    ToolRun run = hotprobe("$T/modprobe -v lab-disk max_part=2; cd /sys/module/brd/parameters; cat rd_nr rd_size max_part");

    assertEquals(List.of("3", "2048", "2"), run.lines().subList(3, 6));
    assertEquals(List.of("minix", "brd", "crc16"), run.live());
  }

  @Test
  void remove_stackOnTrial_saysWhatTheRemovalDoes() throws Exception {
    guest.shell(ToolCase.STACK);
    ToolRun trial = hotprobe("$T/modprobe -r -n -v br_netfilter");
    ToolRun removal = likeKmod(ToolCase.otherwise(ToolCase.STACK, "$T/modprobe -r -v br_netfilter",
        "the whole stack goes; kmod tests the modules at its base before those above them are gone, and leaves stp and llc"));

    assertEquals(List.of("br_netfilter", "bridge", "stp", "llc"), trial.live());
    assertEquals(List.of("rmmod br_netfilter", "rmmod bridge", "rmmod stp", "rmmod llc"), removal.lines());
    assertEquals(trial.lines(), removal.lines());
    assertEquals(List.of(), removal.live());
  }

  @Test
  void remove_withHolders_takesTheWholeStackDown() throws Exception {
    ToolRun run = likeKmod(ToolCase.otherwise(ToolCase.STACK, "$T/modprobe -r -v --remove-holders bridge",
        "the whole stack goes, and all is well; kmod 30 removes bridge, tries once more and fails because it is gone"));

    assertEquals(0, run.exit(), run.err());
    assertEquals(List.of("rmmod br_netfilter", "rmmod bridge", "rmmod stp", "rmmod llc"), run.lines());
    assertEquals(List.of(), run.live());
  }

  @Test
  void remove_userThatLetsGo_isWaitedFor() throws Exception {
    guest.shell("/usr/sbin/modprobe brd");
    ToolRun run = hotprobe("sleep 9 < /dev/ram0 & $T/modprobe -r -w 60000 brd");

    assertEquals(0, run.exit(), run.err());
    assertEquals(List.of(), run.live());
    assertTrue(run.millis() > 9000, () -> "took " + run.millis() + " ms");
  }

  @Test
  void hooks_inModprobeD_leaveTheirTracesInOrder() throws Exception {
    writeWithModules("/etc/modprobe.d/lab.conf", HOOKS);

    assertTraces("$T/modprobe brd && $T/modprobe -r brd; echo $?");
  }

  @Test
  void hooks_inModulesConf_leaveTheirTracesInOrder() throws Exception {
    writeWithModules("modules.conf", "alias block-major-1 brd\n" + HOOKS);

    assertTraces("$T/modprobe -C modules.conf block-major-1 && $T/modprobe -C modules.conf -r brd; echo $?");
  }

  @Test
  void preInstall_fails_keepsTheModuleOut() throws Exception {
    guest.write("/etc/modprobe.d/lab.conf", """
        pre-install brd ./trace pre-install; false
        post-install brd ./trace post-install""");
    ToolRun run = hotprobe("$T/modprobe brd; echo $?; cat traces");

    assertEquals(List.of("1", "pre-install gone"), run.lines());
    assertEquals(List.of(), run.live());
    assertFalse(run.err().isEmpty());
  }

  @Test
  void preRemove_fails_keepsTheModuleIn() throws Exception {
    guest.write("/etc/modprobe.d/lab.conf", """
        pre-remove brd ./trace pre-remove; false
        post-remove brd ./trace post-remove""");
    guest.shell("/usr/sbin/modprobe brd");
    ToolRun run = hotprobe("$T/modprobe -r brd; echo $?; cat traces");

    assertEquals(List.of("1", "pre-remove live"), run.lines());
    assertEquals(List.of("brd"), run.live());
    assertFalse(run.err().isEmpty());
  }

  private static ToolRun hotprobe(String command) throws IOException, InterruptedException {
    return guest.run(Toolset.HOTPROBE, command);
  }

  /** Writes configuration in which $D stands for where the release's modules are. */
  private static void writeWithModules(String file, String text) throws IOException, InterruptedException {
    guest.write(file, text.replace("$D", "/lib/modules/" + guest.kernel() + "/kernel"));
  }

  private static void assertTraces(String command) throws IOException, InterruptedException {
    ToolRun run = hotprobe(command);

    assertEquals(List.of("0"), run.lines(), run.err());
    assertEquals(ALL_TRACES, guest.shell("cat traces"));
    assertEquals(List.of(), run.live());
  }

  /** Runs a line with both makers' tools, holds them against each other and returns hotprobe's answer. */
  private static ToolRun likeKmod(ToolCase line) throws IOException, InterruptedException {
    ToolComparison comparison = compare(line);
    COMPARED.add(comparison);
    assertAsSaid(comparison);
    return comparison.hotprobe();
  }

  private static ToolComparison compare(ToolCase line) throws IOException, InterruptedException {
    ToolRun kmod = runFromStart(Toolset.KMOD, line);
    return new ToolComparison(line, kmod, runFromStart(Toolset.HOTPROBE, line));
  }

  private static void assertAsSaid(ToolComparison comparison) {
    if (comparison.of().deviation().isPresent()) {
      assertFalse(comparison.differences().isEmpty(), () -> "answers the same, although said to differ: " + comparison);
    } else {
      assertTrue(comparison.differences().isEmpty(), comparison::toString);
    }
  }

  private static ToolRun runFromStart(Toolset tools, ToolCase line) throws IOException, InterruptedException {
    guest.clear();
    guest.prepare(tools, line.prepare());
    return guest.run(tools, line.command());
  }
}
