package io.hotprobe.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.nodes.Inodes.Status;
import io.hotprobe.nodes.Inodes.Type;
import io.hotprobe.rules.DeviceRecord;
import io.hotprobe.rules.InterfaceName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeWorkTest {

  @TempDir Path root;
  private NodeWorld world;

  @BeforeEach
  void make() throws IOException {
    world = new NodeWorld(root);
  }

  private Processed apply(NodeWorld.Draft draft) {
    return world.work.apply(draft.ruling());
  }

  private Processed remove(NodeWorld.Draft draft) {
    return world.work.remove(draft.ruling());
  }

  private NodeWorld.Draft eth0(String action) {
    world.interfaces.putIfAbsent(2, "eth0");
    return NodeWorld.event(action, "/devices/pci/net/eth0", "net").property("INTERFACE", "eth0").property("IFINDEX", "2");
  }

  @Test
  void apply_newDisk_hasLinksTagsEntryAndProperties() throws IOException {
    Processed done =
        apply(world.disk("add", "sda", 0).assigned("ID_BUS", "usb").links("disk/by-id/x", "y").priority(3).tags("systemd"));
    assertEquals(List.of(), done.problems());
    assertEquals("../../sda", world.link("disk/by-id/x"));
    assertEquals("sda", world.link("y"));
    assertEquals("../sda", world.link("block/8:0"));
    assertEquals("S:disk/by-id/x\nS:y\nL:3\nI:1000000\nE:ID_BUS=usb\nG:systemd\nQ:systemd\nV:1\n", world.entry("b8:0"));
    assertTrue(Files.exists(world.run.resolve("tags/systemd/b8:0")));
    assertEquals("b8:0", done.id());
    assertEquals("/dev/disk/by-id/x /dev/y", done.properties().get("DEVLINKS"));
    assertEquals("/dev/sda", done.properties().get("DEVNAME"));
    assertEquals(":systemd:", done.properties().get("TAGS"));
    assertEquals(":systemd:", done.properties().get("CURRENT_TAGS"));
    assertEquals("1000000", done.properties().get("USEC_INITIALIZED"));
    assertEquals("1", done.properties().get("UDEV_DATABASE_VERSION"));
  }

  @Test
  void apply_morePropertiesThanAnEntryTakes_areRefusedAndTheTagsAreKept() throws IOException {
    NodeWorld.Draft draft = world.disk("add", "sda", 0).tags("systemd").links("x");
    for (int i = 0; i < 1000; i++) {
      draft.assigned("KEY" + i, "v".repeat(511));
    }
    Processed done = apply(draft);
    assertEquals(1, done.problems().size(), done.problems().toString());
    assertTrue(done.problems().get(0).problem().contains("longer than 262144 bytes together"), done.problems().toString());
    DeviceRecord kept = world.work.database().read("b8:0");
    assertEquals(Set.of("systemd"), kept.tags());
    assertEquals(Set.of("systemd"), kept.currentTags());
    assertTrue(kept.properties().size() > 400 && kept.properties().size() < 600, "kept " + kept.properties().size());
    assertEquals(List.of(), world.damage);
  }

  @Test
  void apply_secondEvent_keepsTheFirstTimestampAndDropsWhatIsNoLongerClaimed() throws IOException {
    apply(world.disk("add", "sda", 0).links("old", "both").tags("one"));
    Processed done = apply(world.disk("change", "sda", 0).links("both", "new").tags("one", "two").currentTags("two"));
    assertEquals("S:both\nS:new\nI:1000000\nG:one\nG:two\nQ:two\nV:1\n", world.entry("b8:0"));
    assertNull(world.link("old"));
    assertEquals("sda", world.link("both"));
    assertEquals("sda", world.link("new"));
    assertEquals(":one:two:", done.properties().get("TAGS"));
    assertEquals(":two:", done.properties().get("CURRENT_TAGS"));
  }

  @Test
  void remove_disk_takesAllAwayAndTellsWhatItHad() throws IOException {
    apply(world.disk("add", "sda", 0).links("disk/x").tags("one"));
    apply(world.disk("add", "sdb", 16).links("disk/x").tags("one"));
    Processed done = remove(world.disk("remove", "sdb", 16));
    assertEquals(List.of(), done.problems());
    assertEquals("../sda", world.link("disk/x"));
    assertNull(world.link("block/8:16"));
    assertNull(world.entry("b8:16"));
    assertFalse(Files.exists(world.run.resolve("tags/one/b8:16")));
    assertTrue(Files.exists(world.run.resolve("tags/one/b8:0")));
    assertEquals("/dev/disk/x", done.properties().get("DEVLINKS"));
    assertEquals(":one:", done.properties().get("TAGS"));
    assertEquals("1000001", done.properties().get("USEC_INITIALIZED"));
    remove(world.disk("remove", "sda", 0));
    assertFalse(Files.exists(world.dev.resolve("disk")));
    assertFalse(Files.exists(world.dev.resolve("block")));
  }

  @Test
  void remove_unknownDevice_isFine() throws IOException {
    Processed done = remove(world.disk("remove", "sdz", 9));
    assertEquals(List.of(), done.problems());
    assertFalse(done.properties().containsKey("DEVLINKS"));
    assertFalse(done.properties().containsKey("USEC_INITIALIZED"));
  }

  @ParameterizedTest
  @CsvSource({
    // owner, group, mode of the rules; mode, uid of the driver; what the node, 0600 of root's, has then
    "-1,-1,-1,,,0:0 600",
    "-1,6,-1,,,0:6 660",
    "-1,0,-1,,,0:0 600",
    "-1,6,0640,,,0:6 640",
    "-1,6,-1,0666,,0:6 666",
    "7,-1,-1,,,7:0 600",
    "-1,-1,-1,0666,12,12:0 666",
    "7,-1,0400,0666,12,7:0 400",
    "-1,-1,04755,,,0:0 4755",
  })
  void apply_rights_areTheRulesElseTheDriversElseAsTheyWere(
      int owner, int group, String mode, String devmode, String devuid, String expected) throws IOException {
    NodeWorld.Draft draft = world.disk("add", "sda", 0);
    if (owner >= 0) {
      draft.owner(owner);
    }
    if (group >= 0) {
      draft.group(group);
    }
    if (!mode.equals("-1")) {
      draft.mode(Integer.parseInt(mode, 8));
    }
    if (devmode != null) {
      draft.property("DEVMODE", devmode);
    }
    if (devuid != null) {
      draft.property("DEVUID", devuid);
    }
    assertEquals(List.of(), apply(draft).problems());
    Status is = world.inodes.status(world.dev.resolve("sda"));
    assertEquals(expected, is.user() + ":" + is.group() + " " + Integer.toOctalString(is.permissions()));
  }

  @Test
  void apply_nodeHasItsRights_isOnlyTouched() throws IOException {
    apply(world.disk("change", "sda", 0).owner(0).group(0).mode(0600).label("smack", "x"));
    assertEquals(List.of("touch"), world.inodes.calls);
  }

  @Test
  void apply_otherOwnerAndMode_givesNobodyMoreThanBeforeOrAfterInBetween() throws IOException {
    world.inodes.node(world.dev.resolve("sda"), "b8:0", 0606);
    apply(world.disk("change", "sda", 0).owner(7).mode(0660));
    assertEquals(List.of("chmod 600", "chown 7:0", "chmod 660"), world.inodes.calls.subList(0, 3));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "selinux|a|setxattr security.selinux [97, 0]", "smack|a|setxattr security.SMACK64 [97]",
  })
  void apply_label_isSetWhenTheDeviceIsAdded(String module, String label, String call) throws IOException {
    apply(world.disk("add", "sda", 0).label(module, label));
    assertEquals(List.of(call, "touch"), world.inodes.calls);
  }

  @Test
  void apply_labelOfUnknownModule_isTold() throws IOException {
    Processed done = apply(world.disk("add", "sda", 0).label("apparmor", "x"));
    assertTrue(done.problems().get(0).problem().contains("'apparmor'"), done.problems().toString());
  }

  @Test
  void apply_nodeIsMissing_isToldAndTheRestIsDone() throws IOException {
    NodeWorld.Draft draft = world.disk("add", "sda", 0).links("x");
    world.inodes.remove(world.dev.resolve("sda"));
    assertEquals(List.of(), apply(draft).problems(), "the device is gone, too");
    Files.createDirectories(world.sys.resolve("devices/sda"));
    Processed done = apply(draft);
    assertEquals(1, done.problems().size());
    assertTrue(done.problems().get(0).toString().contains("dev/sda: no such device node"), done.problems().toString());
    assertEquals("S:x\nI:1000000\nV:1\n", world.entry("b8:0"));
  }

  @ParameterizedTest
  @CsvSource({"CHARACTER,8,0", "BLOCK,8,1", "BLOCK,9,0", "LINK,8,0", "OTHER,0,0"})
  void apply_whatIsThereIsNotTheDevicesNode_isLeftAlone(Type type, int major, int minor) throws IOException {
    NodeWorld.Draft draft = world.disk("add", "sda", 0).owner(7).mode(0666);
    world.inodes.status(world.dev.resolve("sda"), new Status(type, major, minor, 0600, 0, 0));
    Processed done = apply(draft);
    assertEquals(List.of(), world.inodes.calls);
    assertTrue(done.problems().get(0).problem().contains("not the node of b8:0"), done.problems().toString());
  }

  @Test
  void apply_callsOnTheNodeFail_areToldWithPathAndReason() throws IOException {
    NodeWorld.Draft draft = world.disk("add", "sda", 0).owner(7).links("x");
    world.inodes.failure = new IOException("chown: EPERM (Operation not permitted, errno 1)");
    Processed done = apply(draft);
    String first = done.problems().get(0).toString();
    assertTrue(first.contains("dev/sda: chown to 7:0: chown: EPERM"), first);
    assertTrue(first.endsWith("run this as root"), first);
    assertEquals("sda", world.link("x"));
  }

  @ParameterizedTest
  @CsvSource({"../../etc/passwd,8,0", "/etc/passwd,8,0", "sda,eight,0", "sda,8,"})
  void apply_deviceNameOrNumberThatMakesNoSense_touchesNoNode(String name, String major, String minor) {
    NodeWorld.Draft draft = NodeWorld.event("add", "/devices/x", "block").property("DEVNAME", name).property("MAJOR", major)
        .property("MINOR", minor == null ? "" : minor).owner(7).links("x");
    Processed done = apply(draft);
    assertFalse(done.problems().isEmpty());
    assertEquals(List.of(), world.inodes.calls);
    assertFalse(Files.exists(world.dev.resolve("x"), LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void apply_deviceThatCannotHaveAnId_isToldAndAnnouncedAllTheSame() {
    Processed done = apply(NodeWorld.event("add", "/devices/x", "../../../tmp"));
    assertEquals("", done.id());
    assertTrue(done.problems().get(0).problem().contains("names no device"), done.problems().toString());
    assertTrue(world.work.announce(done).isEmpty());
    assertEquals(1, world.sent.size());
  }

  @Test
  void apply_databaseCannotBeWritten_isToldAndTheRestIsDone() throws IOException {
    Files.createDirectories(world.run);
    Files.writeString(world.run.resolve("data"), "in the way");
    Processed done = apply(world.disk("add", "sda", 0).links("x"));
    assertTrue(done.problems().get(0).problem().contains("database entry of b8:0"), done.problems().toString());
    assertEquals("sda", world.link("x"));
  }

  @Test
  void apply_propertyWithALineEnd_isToldAndNotKept() throws IOException {
    Processed done =
        apply(world.disk("add", "sda", 0).assigned("GOOD", "1").assigned("BAD", "a\nQ:forged").assigned(".OWN", "a\nb"));
    assertEquals("I:1000000\nE:GOOD=1\nV:1\n", world.entry("b8:0"));
    assertEquals(1, done.problems().size());
    assertTrue(done.problems().get(0).problem().contains("BAD"));
  }

  @Test
  void apply_persistent_keepsTheStickyBit() throws IOException {
    apply(world.disk("add", "sda", 0).persistent());
    assertEquals(0101644, Files.getAttribute(world.run.resolve("data/b8:0"), "unix:mode"));
  }

  @Test
  void apply_newNameOnAdd_renamesAndTellsBothNames() throws IOException {
    Processed done = apply(eth0("add").name("lan0").assigned("ID_NET_NAME", "lan0"));
    assertEquals(List.of(), done.problems());
    assertEquals(Map.of(2, "lan0"), world.interfaces);
    assertEquals("lan0", done.properties().get("INTERFACE"));
    assertEquals("eth0", done.properties().get("INTERFACE_OLD"));
    assertEquals("/devices/pci/net/lan0", done.properties().get("DEVPATH"));
    assertEquals("1", done.properties().get("ID_RENAMING"));
    assertEquals("I:1000000\nE:ID_NET_NAME=lan0\nE:ID_RENAMING=1\nV:1\n", world.entry("n2"));
  }

  @Test
  void apply_moveAfterTheRename_dropsTheMark() throws IOException {
    apply(eth0("add").name("lan0"));
    apply(NodeWorld.event("move", "/devices/pci/net/lan0", "net").property("INTERFACE", "lan0").property("IFINDEX", "2")
        .name("lan0").assigned("A", "b"));
    assertEquals("I:1000000\nE:A=b\nV:1\n", world.entry("n2"));
  }

  @Test
  void apply_newNameOnChange_renamesNothing() throws IOException {
    Processed done = apply(eth0("change").name("lan0"));
    assertEquals(Map.of(2, "eth0"), world.interfaces);
    assertEquals("eth0", done.properties().get("INTERFACE"));
    assertFalse(done.properties().containsKey("ID_RENAMING"));
  }

  @Test
  void apply_nameIsTaken_isToldAndNothingIsLeftOfTheAttempt() throws IOException {
    world.interfaces.put(3, "lan0");
    Processed done = apply(eth0("add").name("lan0"));
    assertTrue(done.problems().get(0).toString().contains("eth0: cannot be renamed to lan0: EEXIST"), done.problems().toString());
    assertEquals("eth0", done.properties().get("INTERFACE"));
    assertFalse(done.properties().containsKey("INTERFACE_OLD"));
    assertEquals("", world.entry("n2"));
  }

  @ParameterizedTest
  @CsvSource({"sixteen-letters-, false", "123,false", "a:b,false", "a%d,false", "all,false", "'a b',false", "x/y,false", "..,false",
    "fifteen-letters,true", "lan0,true", "eth0.5,true"})
  void isValid_nameOfAnInterface_isAsTheKernelTakesIt(String name, boolean valid) {
    assertEquals(valid, InterfaceName.isValid(name));
  }

  @Test
  void apply_nameThatTheKernelWouldRefuse_isTold() {
    Processed done = apply(eth0("add").name("much-too-long-a-name"));
    assertTrue(done.problems().get(0).problem().contains("cannot be the name of an interface"), done.problems().toString());
    assertEquals(Map.of(2, "eth0"), world.interfaces);
  }

  @Test
  void announce_processed_sendsItsProperties() throws IOException {
    Processed done = apply(world.disk("add", "sda", 0).tags("one")).with("UDEV_WORKER_FAILED", "1");
    assertTrue(world.work.announce(done).isEmpty());
    String text = new String(world.sent.get(0), StandardCharsets.ISO_8859_1);
    assertTrue(text.contains("\0TAGS=:one:\0") && text.contains("\0UDEV_WORKER_FAILED=1\0"), text);
  }

  @Test
  void announce_fails_isTold() throws IOException {
    world.sendFailure = new IOException("sendto: EPERM");
    assertTrue(world.work.announce(apply(world.disk("add", "sda", 0))).orElseThrow().problem().contains("EPERM"));
  }

  @Test
  void database_isTheOneThatIsKept() throws IOException {
    apply(world.disk("add", "sda", 0).assigned("A", "b"));
    DeviceRecord record = world.work.database().read("b8:0");
    assertEquals(Map.of("A", "b"), record.properties());
    assertEquals(Set.of(), record.tags());
  }
}
