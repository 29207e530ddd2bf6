package io.hotprobe.policy;

import static io.hotprobe.policy.PolicySource.claim;
import static io.hotprobe.policy.PolicySource.companion;
import static io.hotprobe.policy.PolicySource.lines;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.modalias.Modalias;
import io.hotprobe.module.ModuleName;
import io.hotprobe.sysfs.Sysfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {

  private final FakeDevice stick = FakeDevice.stick();
  private final FakeDevice card = new FakeDevice(FakeDevice.CARD).on("pci", "/devices/pci0000:00/0000:00:02.0");

  private static boolean holds(String line, FakeDevice device, String module) {
    return !claim(lines(line), module, device).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "deny module usb-storage", "deny module usb_*", "deny module x|usb_st*", "deny not module uas", "deny alias usb:v0781p*",
    "deny bus usb", "deny bus pci|usb", "deny class 08", "deny class 0806", "deny class 080650", "deny class 03|08", "deny class usb",
    "deny vendor 0781", "deny vendor 781", "deny vendor dead|00000781", "deny product 5567", "deny device 5567", "deny not vendor 0782",
    "deny path */usb1/*", "deny property DEVTYPE=usb_*", "deny not property DEVTYPE=usb_device", "deny bus usb class 08 vendor 0781",
    "deny when inserted", "deny when boot|inserted", "deny module usb_storage when inserted  # why", "deny unless live nosuch"})
  void line_allOfItTrueOfTheDevice_decides(String line) {
    assertTrue(holds(line, stick, "usb_storage"), line);
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "deny module usb_storag", "deny module uas|usb", "deny not module usb*", "deny alias usb:v0782*", "deny bus us", "deny bus pci",
    "deny class 09", "deny class 0807", "deny class 03", "deny vendor 078", "deny vendor 5567", "deny product 0100", "deny not bus usb",
    "deny path /usb1/", "deny property DEVTYPE=usb", "deny property devtype=usb_interface", "deny property ABSENT=*",
    "deny bus usb class 03 vendor 0781", "deny when boot", "deny when asked", "deny if live usb_storage",
    "deny if present alias usb:v0781*",
    "deny attribute serial=*"})
  void line_oneThingNotTrueOfTheDevice_decidesNothing(String line) {
    assertFalse(holds(line, stick, "usb_storage"), line);
  }

  @Test
  void classOfPci_isItsBaseClass() {
    assertTrue(holds("deny class 03", card, "nouveau"));
    assertTrue(holds("deny class 0300", card, "nouveau"));
    assertTrue(holds("deny vendor 10de product 1b80", card, "nouveau"));
    assertFalse(holds("deny class 04", card, "nouveau"));
  }

  @Test
  void lines_severalHold_theFirstDecides() {
    Policy policy = lines("allow module usb_storage vendor 0781", "deny module usb_storage", "warn bus usb", "default deny");
    assertEquals("allow 1", claim(policy, "usb-storage", stick));
    FakeDevice other = new FakeDevice("usb:v1111p2222d0100dc00dsc00dp00ic08isc06ip50in00").on("usb", "/d");
    assertEquals("deny 2", claim(policy, "usb_storage", other));
    assertEquals("warn 3", claim(policy, "uas", stick));
    assertEquals("deny 4", claim(policy, "nouveau", card));
  }

  @Test
  void defaults_byOccasion_theFirstThatHolds() {
    Policy policy = lines("default allow when boot", "default warn when asked", "default deny");
    assertEquals("allow 1", claim(policy, "a", stick.at(Occasion.BOOT)));
    assertEquals("warn 2", claim(policy, "a", stick.at(Occasion.ASKED)));
    assertEquals("deny 3", claim(policy, "a", stick.at(Occasion.INSERTED)));
  }

  @Test
  void companion_onlyLinesThatNameIt_areAsked() {
    Policy policy = lines("deny bus usb", "deny not module x", "deny alias usb:* module scsi_*", "warn module a|b", "default deny");
    assertEquals("deny 3", companion(policy, "scsi_mod", stick));
    assertEquals("warn 4", companion(policy, "b", stick));
    assertEquals("", companion(policy, "other", stick));
    assertEquals("deny 1", claim(policy, "other", stick));
  }

  @Test
  void nothingSaid_isNoVerdict() {
    assertEquals("", claim(Policy.NONE, "a", stick));
    assertTrue(Policy.NONE.isEmpty());
    assertTrue(lines("# nothing", "", "mode warn").isEmpty());
  }

  @Test
  void present_isAboutOthersOnly() {
    String line = "deny module nouveau if present vendor 10de class 03";
    assertFalse(holds(line, card, "nouveau"));
    FakeDevice second = new FakeDevice(FakeDevice.CARD).on("pci", "/devices/other");
    assertTrue(holds(line, new FakeDevice(FakeDevice.CARD).on("pci", "/devices/first").beside(second), "nouveau"));
    assertTrue(holds("deny unless present bus usb", card, "nouveau"));
    assertFalse(holds("deny unless present bus usb", new FakeDevice(FakeDevice.CARD).beside(FakeDevice.stick()), "nouveau"));
    assertTrue(lines(line).asksPresence());
    assertFalse(lines("deny module nouveau").asksPresence());
  }

  @Test
  void live_isAboutModules() {
    assertTrue(holds("deny module nouveau if live nvidia*", new FakeDevice(FakeDevice.CARD).live("nvidia-drm"), "nouveau"));
    assertFalse(holds("deny module nouveau unless live nvidia_drm", new FakeDevice(FakeDevice.CARD).live("nvidia-drm"), "nouveau"));
  }

  @Test
  void attribute_ofADeviceAbove_counts(@TempDir Path sys) throws IOException {
    Path device = Files.createDirectories(sys.resolve("devices/usb1/1-1/1-1:1.0"));
    Files.writeString(device.resolve("uevent"), "");
    Files.writeString(device.resolveSibling("uevent"), "");
    Files.writeString(device.resolveSibling("serial"), "4C53-[1\n");
    FakeDevice interfaceOfStick = FakeDevice.stick().shown(new Sysfs(sys).device("/devices/usb1/1-1/1-1:1.0"));
    assertTrue(holds("deny attribute serial=4C53*", interfaceOfStick, "uas"));
    assertTrue(holds("deny attribute serial=4C53-\\[1", interfaceOfStick, "uas"));
    assertFalse(holds("deny attribute serial=4C54*", interfaceOfStick, "uas"));
    assertFalse(holds("deny attribute other=*", interfaceOfStick, "uas"));
  }

  @Test
  void askedByModalias_withoutADevice_theModaliasTells() {
    Policy policy = lines("deny bus usb class 08");
    DeviceFacts nobody = DeviceFacts.asked(Presence.NONE);
    assertTrue(policy.ofClaim(new ModuleName("uas"), Modalias.of(FakeDevice.STICK), nobody).isPresent());
    assertTrue(policy.ofClaim(new ModuleName("uas"), Modalias.of("uas"), nobody).isEmpty());
  }

  @Test
  void verdict_warnOnlyMode_refusesNothing() {
    Policy policy = lines("mode warn", "mode enforce", "deny module a");
    Verdict verdict = policy.ofClaim(new ModuleName("a"), Modalias.of("a"), DeviceFacts.NONE).orElseThrow();
    assertFalse(verdict.refuses());
    assertEquals("would be denied by /etc/hotprobe/policy.d/t.policy:3 (deny module a)", verdict.text());
  }

  @Test
  void preference_ranksBothWaysOnlyAsWritten() {
    Policy policy = lines("prefer nouveau over nvidia over vesafb vendor 10de", "prefer nvidia over nouveau");
    assertTrue(policy.preference(new ModuleName("nouveau"), new ModuleName("vesafb"), Modalias.of("x"), card).isPresent());
    assertTrue(policy.preference(new ModuleName("vesafb"), new ModuleName("nouveau"), Modalias.of("x"), card).isEmpty());
    assertTrue(policy.preference(new ModuleName("nouveau"), new ModuleName("nvidia"), Modalias.of("x"), stick).isEmpty());
  }

  @Test
  void bootGrace_isAsWritten() {
    assertEquals(Policy.BOOT_GRACE, lines("deny module a").bootGrace());
    assertEquals(Duration.ZERO, lines("boot-grace 0s", "boot-grace 9s").bootGrace());
  }
}
