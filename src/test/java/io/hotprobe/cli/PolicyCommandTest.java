package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.linux.SystemIdentity;
import io.hotprobe.scenario.SysfsText;
import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCommandTest {

  private static final String STICK = "usb:v0781p5567d0100dc00dsc00dp00ic08isc06ip50in00";
  private static final Map<String, String> BY_KERNEL = Map.of("HOME", "/", "TERM", "linux", "PATH", "/sbin:/usr/sbin:/bin:/usr/bin");

  @TempDir Path root;

  private Path policies;

  @BeforeEach
  void setUp() throws IOException {
    new SmallWorld(root).module("scsi").module("usb-storage", "scsi").module("nvidia").module("nouveau").module("idle")
        .alias("usb:*ic08*", "usb_storage").alias("pci:v000010DE*", "nvidia").alias("pci:v000010DE*", "nouveau").write();
    policies = Files.createDirectories(root.resolve("etc/hotprobe/policy.d"));
    Path sysfs = Files.createDirectories(root.resolve("sys"));
    Path text = root.resolve("sysfs.txt");
    Files.writeString(text, String.join("\n",
        "/devices/usb1/1-1/1-1:1.0 bus/usb", "  MODALIAS=" + STICK,
        "/devices/pci0/card bus/pci", "  MODALIAS=pci:v000010DEd00001B80",
        "/devices/odd bus/acpi", "  MODALIAS=pci:v000010DE \"*|#\u00e4",
        "/devices/none bus/acpi", "  MODALIAS=acpi:NONE:"));
    SysfsText.unpack(text, sysfs);
    Files.createDirectories(root.resolve("proc"));
    Files.writeString(root.resolve("proc/modules"), "idle 16384 0 - Live 0x0\n");
    Files.createDirectories(sysfs.resolve("module/idle"));
    Files.writeString(sysfs.resolve("module/idle/initstate"), "live\n");
  }

  private void policy(String name, String... lines) throws IOException {
    Files.writeString(policies.resolve(name), String.join("\n", lines) + "\n");
  }

  private Program run(String... words) {
    return run(Map.of(), words);
  }

  private Program run(Map<String, String> environment, String... words) {
    List<String> all = new ArrayList<>(Arrays.asList(words));
    all.addAll(List.of("--root", root.toString(), "--release", SmallWorld.RELEASE));
    return Program.under(environment, all.toArray(new String[0]));
  }

  private String shown(Program program) {
    return program.out().replace(policies + "/", "");
  }

  @Test
  void check_deniedDevice_isToldWithItsLine() throws IOException {
    policy("10-a.policy", "# sticks", "deny bus usb class 08", "deny module idle");
    Program program = run("policy", "check");
    assertEquals(1, program.status(), program.err());
    assertEquals(
        "/devices/usb1/1-1/1-1:1.0 " + STICK + ": usb_storage is denied by 10-a.policy:2 (deny bus usb class 08)\n"
            + "module idle: idle is denied by 10-a.policy:3 (deny module idle)\n"
            + "2 lines of policy: of 4 devices with a modalias and 1 module: 2 meet a refusal, 0 a warning\n",
        shown(program));
  }

  @Test
  void check_inserted_asksForThoseLater() throws IOException {
    policy("10-a.policy", "deny when inserted");
    assertEquals(0, run("policy", "check").status());
    assertTrue(shown(run("policy", "check", "--inserted")).contains("1 module: 3 meet a refusal"));
  }

  @Test
  void check_json_isOneObject() throws IOException {
    policy("10-a.policy", "mode warn", "deny module scsi");
    Program program = run("policy", "check", "--json");
    assertEquals(1, program.status());
    assertTrue(program.out().startsWith("{\"devices\":4,\"modules\":1,\"refused\":0,\"warned\":1,\"problems\":[],"), program.out());
    assertTrue(program.out().contains("\"module\":\"scsi\",\"part\":\"dependency\",\"of\":\"usb_storage\",\"verdict\":\"deny\",\"enforced\":false"), program.out());
  }

  @Test
  void check_wrongPolicy_isOneAndTold() throws IOException {
    policy("10-a.policy", "allow everything");
    Program program = run("policy", "check");
    assertEquals(1, program.status());
    assertTrue(program.err().contains("10-a.policy:1: 'everything' cannot be asked for; "), program.err());
  }

  @Test
  void generate_asItIs_letsInWhatIsThereAndNothingElse() throws IOException {
    Program generated = run("policy", "generate");
    assertEquals(0, generated.status(), generated.err());
    Files.write(policies.resolve("90-baseline.policy"), generated.out().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    assertEquals("", run("policy", "verify").err());
    assertEquals(0, run("policy", "verify").status(), run("policy", "verify").out());
    Program check = run("policy", "check");
    assertEquals(0, check.status(), check.out() + generated.out());
    Program all = run("policy", "check", "--modules");
    assertTrue(all.out().contains("module nouveau: nouveau is denied"), all.out());
    assertTrue(all.out().contains("5 modules: 4 meet a refusal"), all.out());
    assertFalse(all.out().contains("module idle"), all.out());
  }

  @Test
  void generate_wordsForTheRest_areAsAsked() {
    assertTrue(run("policy", "generate", "--default=warn", "--inserted-only").out().endsWith("default warn when inserted\n"));
    assertEquals(2, run("policy", "generate", "--default=allow").status());
  }

  @Test
  void verify_filesThatAreNamed_areLookedAtWhateverTheirName() throws IOException {
    Path file = root.resolve("draft");
    Files.writeString(file, "deny modul x\ndeny module x\n");
    Program program = run("policy", "verify", file.toString());
    assertEquals(1, program.status());
    assertTrue(program.out().startsWith(file + ":1: 'modul' cannot be asked for; "), program.out());
    assertTrue(program.out().endsWith(file + ": 1 line of policy\n"), program.out());
    assertTrue(run("policy", "verify", "--json", file.toString()).out().endsWith(",\"good\":false}\n"));
    assertEquals(1, run("policy", "verify", root.resolve("nowhere").toString()).status());
  }

  @Test
  void policyDirectory_thatIsNotThere_isSaid() {
    Program program = run("policy", "check", "--policy-dir", root.resolve("nowhere").toString());
    assertEquals(1, program.status());
    assertTrue(program.err().contains("no such directory of policy files"), program.err());
  }

  @Test
  void load_denied_isOneAndSaysWhyAndNoPolicyOverrides() throws IOException {
    policy("10-a.policy", "deny module scsi");
    Program program = run("load", "--simulate", "usb-storage");
    assertEquals(1, program.status());
    assertEquals("", program.out());
    assertTrue(program.err().contains("usb_storage is denied: its dependency scsi is denied by " + policies + "/10-a.policy:1"), program.err());
    assertEquals(0, run("load", "--simulate", "--no-policy", "usb-storage").status());
  }

  @Test
  void load_deniedByItsName_isNamedOnce() throws IOException {
    policy("10-a.policy", "deny module usb_storage");
    assertTrue(run("load", "--simulate", "usb-storage").err().startsWith("hotprobe load: usb_storage is denied by "));
    assertTrue(run("load", "--simulate", STICK).err().startsWith("hotprobe load: " + STICK + ": usb_storage is denied by "));
  }

  @Test
  void load_showPlan_saysWhatThePolicySays() throws IOException {
    policy("10-a.policy", "prefer nouveau over nvidia", "warn module nouveau");
    String out = shown(run("load", "--show-plan", "pci:v000010DEd1"));
    assertTrue(out.startsWith("# nouveau is allowed with a warning by 10-a.policy:2 (warn module nouveau)\n"
        + "# nvidia is only loaded if nouveau fails, by 10-a.policy:1 (prefer nouveau over nvidia)\ninsmod "), out);
    assertTrue(out.lines().anyMatch(line -> line.contains("nvidia.ko    # ") && line.endsWith(" (only if nouveau fails)")), out);
  }

  @Test
  void check_lineForAModuleThatIsNotThere_isToldAndNoError() throws IOException {
    policy("10-a.policy", "deny module NVIDIA|usb-storage", "deny module IDLE", "warn not module nosuch class 99");
    Program program = run("policy", "check", "--inserted");
    assertEquals(1, program.err().lines().count(), program.err());
    assertTrue(program.err().contains("10-a.policy:2: no module of this release has a name as in 'deny module IDLE'"), program.err());
  }

  @Test
  void resolve_json_hasThePolicy() throws IOException {
    policy("10-a.policy", "deny module idle");
    assertTrue(run("resolve", "--json", "idle").out().contains("\"policy\":[{\"module\":\"idle\",\"part\":\"claim\",\"verdict\":\"deny\""));
  }

  @Test
  void modprobe_denied_failsAndSaysHowToOverride() throws IOException {
    policy("10-a.policy", "deny module nouveau");
    Program program = run("modprobe", "--simulate", "nouveau");
    assertEquals(1, program.status());
    assertTrue(program.err().contains("modprobe: ERROR: could not insert 'nouveau': nouveau is denied by "), program.err());
    assertTrue(program.err().contains("--no-policy"), program.err());
    assertEquals(0, run("modprobe", "--simulate", "--no-policy", "nouveau").status());
    assertEquals(1, run("modprobe", "--simulate", "-q", "nouveau").status());
  }

  @Test
  void modprobe_byTheKernel_obeysToo() throws IOException {
    policy("10-a.policy", "default deny when asked");
    assertEquals(1, run(BY_KERNEL, "modprobe", "--simulate", "-q", "--", "nouveau").status());
    assertEquals("", run(BY_KERNEL, "modprobe", "--simulate", "-q", "--", "nouveau").err());
  }

  @Test
  void modprobe_rivals_theOtherOnlyWhenThePreferredFails() throws IOException {
    policy("10-a.policy", "prefer nouveau over nvidia");
    assertEquals(List.of("nouveau"), inserted(run("modprobe", "--simulate", "-v", "pci:v000010DEd1")));
    Path script = Files.writeString(root.resolve("k.script"), "fail nouveau ENOEXEC\n");
    Program fallback = run("modprobe", "--script=" + script, "-v", "pci:v000010DEd1");
    assertEquals(List.of("nouveau", "nvidia"), inserted(fallback));
    assertEquals(0, fallback.status());
  }

  private static List<String> inserted(Program program) {
    return program.out().lines().filter(line -> line.startsWith("insmod ")).map(line -> line.replaceAll(".*/|\\.ko.*", "")).toList();
  }

  @Test
  void policy_withoutACommand_isMisuse() {
    assertEquals(2, Program.run("policy").status());
  }

  @Test
  void verify_fileThatEverybodyWrites_isTold() throws IOException {
    assumeTrue(SystemIdentity.isRoot(), "only root does not follow such files");
    policy("50-a.policy", "deny module a");
    Path file = policies.resolve("50-a.policy");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    Program program = Program.run("policy", "verify", file.toString());
    assertEquals(0, program.status());
    assertEquals(
        "hotprobe: " + file + ": is not trusted: it can be written by everybody, so it would not be read; chmod go-w " + file + "\n",
        program.err());
    Program counting = Program.run("policy", "verify", "--policy-dir", policies.toString(), file.toString());
    assertEquals(1, counting.status());
    assertTrue(counting.out().contains("is not trusted"), counting.out());
  }
}
