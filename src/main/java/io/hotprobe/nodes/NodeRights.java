package io.hotprobe.nodes;

import io.hotprobe.nodes.Inodes.Inode;
import io.hotprobe.nodes.Inodes.Status;
import io.hotprobe.nodes.Inodes.Type;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Gives device nodes their owner, group, mode and security labels. Source: {@code src/udev/udev-node.c} of systemd 257,
 * {@code udev_node_apply_permissions}.
 */
final class NodeRights {

  /** The mode of a node that got a group and no mode. */
  private static final int GROUP_MODE = 0660;

  private static final int RIGHTS = 0777;
  private static final int MODE_BITS = 07777;

  private final Inodes inodes;

  NodeRights(Inodes inodes) {
    this.inodes = inodes;
  }

  /**
   * What a node is to have; empty where it keeps what it has.
   *
   * @param labels SECLABEL by module
   * @param labelAlways whether the labels are set even if nothing else changes
   */
  record Wanted(OptionalInt owner, OptionalInt group, OptionalInt mode, Map<String, String> labels, boolean labelAlways) {

    /** The mode; a group other than root's brings one along. */
    OptionalInt effectiveMode() {
      return mode.isEmpty() && group.orElse(0) > 0 ? OptionalInt.of(GROUP_MODE) : mode;
    }
  }

  /**
   * Does it to the node of a device, if the node is that device's.
   *
   * @return whether there is one
   */
  boolean apply(DeviceNode node, Wanted wanted, Problems problems) {
    try (Inode inode = inodes.hold(node.path())) {
      Status status = inode.status();
      if (!node.isAt(status)) {
        problems.add(node.path(), "is not the node of " + node.id() + ", but " + name(status), "left as it is; remove it");
        return true;
      }
      give(inode, status, wanted, node.path(), problems);
    } catch (NoSuchFileException missing) {
      return false;
    } catch (IOException failed) {
      problems.attempt(node.path(), "node", () -> {
        throw failed;
      });
    }
    return true;
  }

  /**
   * Does it to a node of whatever device. A node that is not there is no error.
   *
   * @return whether there is one
   */
  boolean applyStatic(Path path, Wanted wanted, Problems problems) {
    try (Inode inode = inodes.hold(path)) {
      Status status = inode.status();
      if (status.type() != Type.BLOCK && status.type() != Type.CHARACTER) {
        problems.add(path, "neither a block nor a character device", "left as it is; correct static_node=");
        return false;
      }
      give(inode, status, wanted, path, problems);
      return true;
    } catch (NoSuchFileException missing) {
      return false;
    } catch (IOException failed) {
      problems.attempt(path, "static node", () -> {
        throw failed;
      });
      return false;
    }
  }

  private static String name(Status status) {
    return switch (status.type()) {
      case BLOCK -> "b" + status.major() + ":" + status.minor();
      case CHARACTER -> "c" + status.major() + ":" + status.minor();
      case LINK -> "a link";
      case OTHER -> "no device";
    };
  }

  private static void give(Inode inode, Status is, Wanted wanted, Path path, Problems problems) {
    int user = wanted.owner().orElse(is.user());
    int group = wanted.group().orElse(is.group());
    int mode = wanted.effectiveMode().orElse(is.permissions()) & MODE_BITS;
    boolean otherOwner = user != is.user() || group != is.group();
    boolean otherMode = (mode & RIGHTS) != (is.permissions() & RIGHTS);
    if (otherOwner) {
      problems.attempt(path, "chown to " + user + ":" + group, () -> changeOwner(inode, is, mode, user, group));
    }
    // A new owner takes the set-id bits away.
    if (otherMode || otherOwner && mode != (mode & RIGHTS)) {
      problems.attempt(path, "chmod to " + Integer.toOctalString(mode), () -> inode.mode(mode));
    }
    if (otherOwner || otherMode || wanted.labelAlways()) {
      wanted.labels().forEach((module, label) -> label(inode, module, label, path, problems));
    }
    problems.attempt(path, "touch", inode::touch);
  }

  /** Between the two nobody may have rights that he has neither before nor after. */
  private static void changeOwner(Inode inode, Status is, int mode, int user, int group) throws IOException {
    int least = is.permissions() & mode & RIGHTS;
    if (least != (is.permissions() & RIGHTS)) {
      inode.mode(least);
    }
    try {
      inode.owner(user, group);
    } catch (IOException failed) {
      inode.mode(is.permissions());
      throw failed;
    }
    if (least != (mode & RIGHTS)) {
      inode.mode(mode);
    }
  }

  private static void label(Inode inode, String module, String label, Path path, Problems problems) {
    byte[] text = label.getBytes(StandardCharsets.ISO_8859_1);
    switch (module) {
      // libselinux counts the NUL in, Smack does not.
      case "selinux" -> problems.attempt(
          path, "SECLABEL{selinux}", () -> inode.attribute("security.selinux", Arrays.copyOf(text, text.length + 1)));
      case "smack" -> problems.attempt(path, "SECLABEL{smack}", () -> inode.attribute("security.SMACK64", text));
      default -> problems.add(path, "SECLABEL of the unknown module '" + module + "'", "use selinux or smack");
    }
  }
}
