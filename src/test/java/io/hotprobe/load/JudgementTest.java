package io.hotprobe.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.ElfModule;
import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.ModuleInfo;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.ModuleTree;
import io.hotprobe.simulate.SimulatedModules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an idle module's file and sysfs say for its stay. */
class JudgementTest {

  private static final Path DEBIAN = Path.of(System.getProperty("user.home"), ".cache/hotprobe/lab/tree/lib/modules/6.1.0-56-amd64");

  @TempDir Path root;

  private CleanWorld world;

  @BeforeEach
  void setUp() throws IOException {
    world = new CleanWorld(root);
    world.world.module("one").module("two").write();
  }

  private Path file(String module) {
    return world.world.moduleDirectory().resolve("kernel/" + module + ".ko");
  }

  /** What a pass tells of the module one, and that it calls it bad. */
  private String bad(SimulatedModules kernel) throws IOException {
    List<String> told = new ArrayList<>();
    world.autoclean(kernel).pass(() -> true, outcome -> {
      assertTrue(outcome.bad(), outcome.text());
      told.add(outcome.text());
    });
    assertEquals(List.of(), world.idle());
    assertEquals(1, told.size(), told.toString());
    return told.get(0);
  }

  @Test
  void pass_moduleThatMakesInterfacesOfAKind_staysWhateverItWasLoadedFor() throws IOException {
    world.world.modinfo("one", "alias=net-pf-16-proto-16-family-one").modinfo("one", "alias=rtnl-link-one").write();
    world.loaded("net-pf-16-proto-16-family-one", "one").loaded("fs-msdos", "two");
    world.pass("live one", "live two");
    assertEquals(
        List.of("removed two, loaded for fs-msdos", "kept one: makes network interfaces (rtnl-link-one), and they do not hold it"),
        world.pass("live one", "live two"));
  }

  @Test
  void pass_moduleThatMakesAnInterfaceOfAName_stays() throws IOException {
    world.world.modinfo("one", "alias=netdev-one0").write();
    world.loaded("one", "one");
    assertEquals(List.of("kept one: makes network interfaces (netdev-one0), and they do not hold it"), world.pass("live one"));
  }

  @Test
  void pass_causeNamesInterfacesAndTheModuleHasNone_goes() throws IOException {
    world.world.modinfo("one", "alias=xt-rtnl-link-one").modinfo("one", "description=alias=rtnl-link-one").write();
    world.loaded("rtnl-link-other", "one");
    world.pass("live one");
    assertEquals(List.of("removed one, loaded for rtnl-link-other"), world.pass("live one"));
  }

  @Test
  void pass_boundModule_isToldSoWhateverItsFileSays() throws IOException {
    Files.delete(file("one"));
    world.loaded("/devices/d", "one");
    world.bind("one", "1-1");
    assertEquals(List.of("kept one: bound to device 1-1 (driver one)"), world.pass("live one"));
  }

  @Test
  void pass_fileThatIsGone_staysAndIsBad() throws IOException {
    world.loaded("/devices/d", "one");
    world.pass("live one");
    Files.delete(file("one"));
    assertEquals("kept one: whether it makes network interfaces cannot be read: " + file("one") + ": no such file", bad(world.world.kernel("live one")));
  }

  @Test
  void pass_fileThatIsDamaged_staysAndIsBad() throws IOException {
    world.loaded("/devices/d", "one");
    world.pass("live one");
    Files.writeString(file("one"), "no module");
    String told = bad(world.world.kernel("live one"));
    assertTrue(told.startsWith("kept one: whether it makes network interfaces cannot be read: " + file("one")), told);
  }

  @Test
  void pass_moduleThatTheTreeDoesNotHave_staysAndIsBad() throws IOException {
    world.loaded("/devices/d", "one");
    SimulatedModules kernel = world.world.kernel("live one");
    Files.writeString(world.world.moduleDirectory().resolve("modules.dep"), "kernel/two.ko:\n");
    assertEquals("kept one: whether it makes network interfaces cannot be read: no file of it in the module tree", bad(kernel));
  }

  @Test
  void pass_driversThatCannotBeRead_staysAndIsBad() throws IOException {
    world.loaded("/devices/d", "one");
    world.pass("live one");
    Path odd = Files.createDirectories(root.resolve("sys/module/one/drivers")).resolve("odd");
    Files.writeString(odd, "");
    assertEquals("kept one: whether a device is bound cannot be read: " + odd + ": no symbolic link", bad(world.world.kernel("live one")));
  }

  /** What the rule rests on, in the modules of a real kernel. */
  @Test
  void debianModules_thatMakeInterfaces_haveTheAliasesOrHoldThemselves() throws IOException {
    Assumptions.assumeTrue(Files.exists(DEBIAN.resolve("modules.dep")), "no Debian module tree at " + DEBIAN);
    ModuleTree tree = ModuleTree.open(DEBIAN, diagnostic -> {});
    for (String module : List.of("8021q", "bonding", "bridge", "dummy", "ipip", "sit", "veth", "vxlan", "wireguard")) {
      List<String> aliases = ModuleInfo.read(debian(tree, module)).values("alias");
      assertTrue(aliases.stream().anyMatch(alias -> alias.startsWith("rtnl-link-")), module + ": " + aliases);
    }
    for (String module : List.of("tun", "l2tp_eth", "bnep")) {
      boolean counts = ElfModule.open(debian(tree, module)).needed().stream().anyMatch(symbol -> symbol.name().equals("__module_get"));
      assertTrue(counts, module);
    }
  }

  private static ModuleFile debian(ModuleTree tree, String module) {
    return tree.find(new ModuleName(module)).orElseThrow().file();
  }
}
