package io.hotprobe.builtins;

import io.hotprobe.rules.Builtin;
import io.hotprobe.rules.CNumber;
import io.hotprobe.sysfs.Device;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code path_id}: a path to a device that is the same after the next boot, from the buses above it. Fails where the kernel gives no
 * place that lasts. Source: ID_PATH as udev 257 sets it.
 */
public final class PathId implements Builtin {

  private static final Pattern BCMA = Pattern.compile("bcma\\d+:(\\d{1,9}).*", Pattern.DOTALL);
  private static final Pattern CCISS = Pattern.compile("c\\d+d(\\d{1,9}).*", Pattern.DOTALL);
  private static final Pattern NVME = Pattern.compile("(nvme\\d*).*", Pattern.DOTALL);

  @Override
  public Optional<Map<String, String>> run(Call call) {
    Walk walk = new Walk(call.device());
    for (Device at = call.device(); at != null; ) {
      Device top = walk.add(at);
      if (walk.failed) {
        return Optional.empty();
      }
      at = top == null ? null : top.parent();
    }
    return walk.path.properties("block".equals(call.device().subsystem()));
  }

  /** The topmost of a device and those directly above it that are in a subsystem. */
  static Device topmost(Device device, String subsystem) {
    Device top = device;
    for (Device at = device; at != null && subsystem.equals(at.subsystem()); at = at.parent()) {
      top = at;
    }
    return top;
  }

  /** One device's way up. */
  private static final class Walk {

    private final Device device;
    private final PersistentPath path = new PersistentPath();
    private boolean failed;

    private Walk(Device device) {
      this.device = device;
    }

    /** Adds a device's element; gives the device to go on above, null to end. */
    private Device add(Device at) {
      String subsystem = at.subsystem();
      if (subsystem == null) {
        return at;
      }
      return switch (subsystem) {
        case "scsi_tape" -> tape(at);
        case "scsi" -> transport(new ScsiPath(at, path).add());
        case "cciss" -> transport(cciss(at));
        case "usb" -> transport(usb(at));
        case "bcma" -> transport(bcma(at));
        case "serio" -> numbered(at, "serio");
        case "spi" -> numbered(at, "cs");
        case "pci", "acpi", "xen" -> parent(named(at, subsystem));
        case "platform", "amba", "scm", "ccw", "ccwgroup", "iucv" -> parent(transport(named(at, subsystem)));
        case "virtio" -> transport(topmost(at, subsystem));
        case "ap" -> parent(transport(ap(at)));
        case "nvme", "nvme-subsystem" -> nvme(at, subsystem);
        default -> at;
      };
    }

    private Device transport(Device top) {
      path.transportIsSupported();
      return top;
    }

    private Device parent(Device top) {
      path.parentIsSupported();
      return top;
    }

    private Device named(Device at, String subsystem) {
      path.prepend(subsystem + "-" + at.name());
      return topmost(at, subsystem);
    }

    private Device numbered(Device at, String prefix) {
      if (at.number().isEmpty()) {
        return at;
      }
      path.prependNew(prefix + "-" + at.number());
      return topmost(at, at.subsystem());
    }

    /** The density of a tape, when it is the tape that is asked for. */
    private Device tape(Device at) {
      String name = at.name();
      String prefix = name.startsWith("nst") ? "nst" : name.startsWith("st") ? "st" : null;
      if (path.isEmpty() && prefix != null && name.length() > prefix.length() && "lma".indexOf(name.charAt(prefix.length())) >= 0) {
        path.prependNew(name.substring(0, prefix.length() + 1));
      }
      return at;
    }

    private Device cciss(Device at) {
      Matcher name = CCISS.matcher(at.name());
      if (!name.matches()) {
        return null;
      }
      path.prependNew("cciss-disk" + Integer.parseInt(name.group(1)));
      return topmost(at, "cciss");
    }

    private Device bcma(Device at) {
      Matcher name = BCMA.matcher(at.name());
      if (!name.matches()) {
        return null;
      }
      path.prependNew("bcma-" + Integer.parseInt(name.group(1)));
      return at;
    }

    private Device usb(Device at) {
      int dash = at.name().indexOf('-');
      boolean known = "usb_interface".equals(at.devtype()) || "usb_device".equals(at.devtype());
      if (!known || dash < 0) {
        return at;
      }
      Device root = topmost(at, "usb");
      path.prependNew("usb" + revision(root) + "-0:" + at.name().substring(dash + 1));
      return root;
    }

    /** {@code v2}: ports of one controller's hubs for USB 2 and 3 are numbered alike. Empty when the root hub does not tell. */
    private static String revision(Device root) {
      OptionalLong protocol = CNumber.unsigned(root.attribute("bDeviceProtocol"), 16);
      if (protocol.isEmpty()) {
        return "";
      }
      return switch ((int) protocol.getAsLong()) {
        case 0 -> root.attribute("speed") == null ? "" : "480".equals(root.attribute("speed")) ? "v2" : "v1";
        case 1, 2 -> "v2";
        case 3 -> "v3";
        default -> "";
      };
    }

    private Device ap(Device at) {
      String type = at.attribute("type");
      String functions = at.attribute("ap_functions");
      path.prependNew(type == null || functions == null ? "ap-" + at.name() : "ap-" + type + "-" + functions);
      return topmost(at, "ap");
    }

    private Device nvme(Device at, String subsystem) {
      String namespace = device.attribute("nsid");
      if (namespace == null) {
        return at;
      }
      path.prepend("nvme-" + namespace);
      Device controller = subsystem.equals("nvme") ? at : controller();
      if (controller == null) {
        failed = true;
        return null;
      }
      return parent(transport(topmost(controller, "nvme")));
    }

    /** With several paths a disk is below a virtual device; the controller of its number leads to the bus. */
    private Device controller() {
      Matcher name = NVME.matcher(device.name());
      Device controller = name.matches() ? device.sysfs().find("nvme", name.group(1)) : null;
      return controller == null || controller.devpath().startsWith("/devices/virtual/") ? null : controller;
    }
  }
}
