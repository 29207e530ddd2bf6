package io.hotprobe.builtins;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hotprobe.builtins.BlockProbe.Request;
import io.hotprobe.rules.Builtin.Call;
import io.hotprobe.sysfs.Sysfs;
import io.hotprobe.uevent.Action;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BlkidTest {

  private static final Path DEV = Path.of("/nodes");

  private final Map<String, String> values = new LinkedHashMap<>();
  private Path node;
  private Request request;

  private final Blkid blkid =
      new Blkid(
          DEV,
          (path, asked) -> {
            node = path;
            request = asked;
            return values;
          },
          path -> Optional.of(new LoopDevices.Backing("8:1", -1, "/a b")));

  private Optional<Map<String, String>> run(String devname, String devpath, String... arguments) {
    Call call =
        new Call(
            new Sysfs(Path.of("/nowhere")).device(devpath), Action.ADD, key -> key.equals("DEVNAME") ? devname : null, List.of(arguments));
    return blkid.run(call);
  }

  private Map<String, String> disk() {
    return run("sda", "/devices/sda").orElseThrow();
  }

  @Test
  void run_nameThatLeadsOutOfTheDirectoryOfNodes_isNotOpened() {
    for (String name : List.of("../etc/shadow", "/etc/shadow", "/dev/../etc/shadow", "a/../../x", "/dev//etc/shadow", "..")) {
      assertEquals(Optional.empty(), run(name, "/devices/sda"), name);
      assertEquals(null, node, name);
    }
    assertEquals(Optional.of(Map.of()), run("/dev/mapper/a..b", "/devices/sda"));
    assertEquals(DEV.resolve("mapper/a..b"), node);
  }

  /** What libblkid says of the first partition of a GPT disk with an EFI system. */
  @Test
  void run_partition_tellsItsEntry() {
    values.put("PART_ENTRY_SCHEME", "gpt");
    values.put("PART_ENTRY_NAME", "EFI System (1)");
    values.put("PART_ENTRY_UUID", "41111111-2222-3333-4444-555555555555");
    values.put("PART_ENTRY_TYPE", "c12a7328-f81f-11d2-ba4b-00a0c93ec93b");
    values.put("PART_ENTRY_NUMBER", "1");
    values.put("PART_ENTRY_DISK", "8:0");
    assertEquals(
        "{ID_PART_ENTRY_SCHEME=gpt, ID_PART_ENTRY_NAME=EFI\\x20System\\x20\\x281\\x29,"
            + " ID_PART_ENTRY_UUID=41111111-2222-3333-4444-555555555555,"
            + " ID_PART_ENTRY_TYPE=c12a7328-f81f-11d2-ba4b-00a0c93ec93b, ID_PART_ENTRY_NUMBER=1, ID_PART_ENTRY_DISK=8:0}",
        disk().toString());
  }

  @Test
  void run_opticalDisc_tellsItsNames() {
    values.put("VOLUME_ID", "DEBIAN 12");
    values.put("SYSTEM_ID", "LINUX");
    values.put("BOOT_SYSTEM_ID", "EL TORITO SPECIFICATION");
    assertEquals(
        Map.of(
            "ID_FS_VOLUME_ID", "DEBIAN\\x2012", "ID_FS_SYSTEM_ID", "LINUX", "ID_FS_BOOT_SYSTEM_ID",
            "EL\\x20TORITO\\x20SPECIFICATION"),
        disk());
  }

  @Test
  void run_labels_areSafeAndEncoded() {
    assertLabel("a_b_c", "\\x20\\x20a\\x20\\x20b\\x20\\x09\\x20c", "  a  b \t c  ".stripTrailing());
    assertLabel("\u0001\"'\\x;|_\u00c3\u00a9", "\\x01\\x22\\x27\\x5cx\\x3b\\x7c\\xff\u00c3\u00a9", "\u0001\"'\\x;|\u00ff\u00c3\u00a9");
    assertLabel("q\u00f0\u009f\u0098\u0080___", "\\x0aq\u00f0\u009f\u0098\u0080\\xed\\xa0\\x80",
        "\nq\u00f0\u009f\u0098\u0080\u00ed\u00a0\u0080");
  }

  private void assertLabel(String safe, String encoded, String label) {
    values.put("LABEL", label);
    assertEquals(Map.of("ID_FS_LABEL", safe, "ID_FS_LABEL_ENC", encoded), disk());
  }

  @Test
  void run_whatUdevDoesNotKnow_isLeftOut() {
    values.put("SBMAGIC", "x");
    values.put("SEC_TYPE", "ext2");
    assertEquals(Map.of(), disk());
  }

  @Test
  void run_options_areRead() {
    run("sda", "/devices/sda", "--offset=0x200", "--noraid", "--hint=session_offset=5", "--nonsense", "--hint", "a=b");
    assertEquals(new Request(512, false, List.of("session_offset=5", "a=b")), request);
    run("sda", "/devices/sda");
    assertEquals(new Request(0, true, List.of()), request);
    run("sda", "/devices/sda", "--offset", "7");
    assertEquals(7, request.offset());
  }

  @Test
  void run_wrongOffset_fails() {
    assertEquals(Optional.empty(), run("sda", "/devices/sda", "--offset=-1"));
    assertEquals(Optional.empty(), run("sda", "/devices/sda", "--offset=x"));
    assertEquals(Optional.empty(), run("sda", "/devices/sda", "--offset"));
  }

  @Test
  void run_node_isBelowTheDirectoryOfNodes() {
    run("/dev/mapper/x", "/devices/dm-0");
    assertEquals(DEV.resolve("mapper/x"), node);
    run("sda", "/devices/sda");
    assertEquals(DEV.resolve("sda"), node);
    assertEquals(Optional.empty(), run(null, "/devices/sda"));
  }

  @Test
  void run_loopDevice_tellsItsFile() {
    assertEquals(
        "{ID_LOOP_BACKING_DEVICE=8:1, ID_LOOP_BACKING_INODE=18446744073709551615, ID_LOOP_BACKING_FILENAME=/a b,"
            + " ID_LOOP_BACKING_FILENAME_ENC=\\x2fa\\x20b}",
        run("loop0", "/devices/virtual/block/loop0").orElseThrow().toString());
  }

  @Test
  void run_cannotBeRead_fails() {
    Blkid broken =
        new Blkid(
            DEV,
            (path, asked) -> {
              throw new IOException("open: ENXIO");
            },
            path -> Optional.empty());
    Call call = new Call(new Sysfs(Path.of("/nowhere")).device("/devices/sr0"), Action.ADD, key -> "sr0", List.of());
    assertEquals(Optional.empty(), broken.run(call));
  }
}
