package io.hotprobe.builtins;

import io.hotprobe.rules.Builtin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code blkid [--offset=BYTES] [--noraid] [--hint=NAME=VALUE]...}: what is on a block device. Fails when it cannot be read or is more
 * than one thing; nothing recognised is a success. Source: ID_FS_*, ID_PART_* and ID_LOOP_* as udev 257 sets them. Not among them is
 * ID_PART_GPT_AUTO_ROOT, which needs the boot loader's EFI variables.
 */
public final class Blkid implements Builtin {

  private static final int LONGEST = 255;
  private static final String NODES = "/dev/";

  private final Path dev;
  private final BlockProbe probe;
  private final LoopDevices loops;

  /** @param dev where device nodes are */
  public Blkid(Path dev, BlockProbe probe, LoopDevices loops) {
    this.dev = dev;
    this.probe = probe;
    this.loops = loops;
  }

  @Override
  public Optional<Map<String, String>> run(Call call) {
    String name = call.property().apply("DEVNAME");
    Optional<BlockProbe.Request> request = BlkidOptions.read(call.arguments());
    if (name == null || request.isEmpty()) {
      return Optional.empty();
    }
    if (NodeName.leadsOut(name)) {
      return Optional.empty();
    }
    Path node = dev.resolve(name.startsWith(NODES) ? name.substring(NODES.length()) : name);
    Map<String, String> properties = new LinkedHashMap<>();
    try {
      probe.probe(node, request.get()).forEach((key, value) -> add(properties, key, value));
    } catch (IOException failed) {
      return Optional.empty();
    }
    if (call.device().name().startsWith("loop")) {
      loops.backing(node).ifPresent(backing -> add(properties, backing));
    }
    return Optional.of(properties);
  }

  private static void add(Map<String, String> to, String name, String value) {
    switch (name) {
      case "TYPE", "USAGE", "VERSION" -> to.put("ID_FS_" + name, value);
      case "FSSIZE", "FSLASTBLOCK", "FSBLOCKSIZE" -> to.put("ID_FS_" + name.substring("FS".length()), value);
      case "UUID", "UUID_SUB", "LABEL" -> {
        to.put("ID_FS_" + name, IdText.label(value, LONGEST));
        to.put("ID_FS_" + name + "_ENC", IdText.encoded(value, LONGEST));
      }
      case "PTTYPE" -> to.put("ID_PART_TABLE_TYPE", value);
      case "PTUUID" -> to.put("ID_PART_TABLE_UUID", value);
      case "PART_ENTRY_NAME", "PART_ENTRY_TYPE" -> to.put("ID_" + name, IdText.encoded(value, LONGEST));
      // Of optical discs.
      case "SYSTEM_ID", "PUBLISHER_ID", "APPLICATION_ID", "BOOT_SYSTEM_ID", "VOLUME_ID", "LOGICAL_VOLUME_ID", "VOLUME_SET_ID",
          "DATA_PREPARER_ID" -> to.put("ID_FS_" + name, IdText.encoded(value, LONGEST));
      default -> {
        if (name.startsWith("PART_ENTRY_")) {
          to.put("ID_" + name, value);
        }
      }
    }
  }

  private static void add(Map<String, String> to, LoopDevices.Backing backing) {
    to.put("ID_LOOP_BACKING_DEVICE", backing.device());
    to.put("ID_LOOP_BACKING_INODE", Long.toUnsignedString(backing.inode()));
    if (!backing.name().isEmpty()) {
      to.put("ID_LOOP_BACKING_FILENAME", backing.name());
      to.put("ID_LOOP_BACKING_FILENAME_ENC", IdText.encoded(backing.name(), LONGEST));
    }
  }
}
