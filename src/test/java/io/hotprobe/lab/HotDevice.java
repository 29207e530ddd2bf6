package io.hotprobe.lab;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A device that is plugged into the running guest.
 *
 * @param slot a root port or a USB port of the machine that {@link Guest} describes; one device has it
 * @param options what QEMU wants besides driver, id and bus
 */
record HotDevice(Plug plug, int slot, String model, Map<String, ?> options) {
  enum Plug { PCI, USB }

  /** One device of each model, in the order in which they are plugged. */
  static final List<HotDevice> ALL = List.of(
      pci(1, "e1000e", Map.of("romfile", "")),
      pci(2, "nvme", Map.of("serial", "lab", "drive", "nvme")),
      pci(3, "virtio-rng-pci", Map.of()),
      pci(4, "virtio-net-pci", Map.of("romfile", "")),
      pci(5, "vmxnet3", Map.of("romfile", "")),
      pci(6, "megasas", Map.of("romfile", "")),
      pci(7, "intel-hda", Map.of()),
      pci(8, "pvscsi", Map.of()),
      pci(9, "sdhci-pci", Map.of()),
      pci(10, "i6300esb", Map.of()),
      usb(1, "usb-storage", Map.of("drive", "usb")),
      usb(2, "usb-kbd", Map.of()),
      usb(3, "usb-tablet", Map.of()),
      usb(4, "usb-net", Map.of()),
      usb(5, "usb-audio", Map.of("audiodev", "silence")),
      usb(6, "usb-serial", Map.of("chardev", "nothing", "always-plugged", true)));

  static final int PCI_SLOTS = 10;
  static final int USB_SLOTS = 6;

  private static HotDevice pci(int slot, String model, Map<String, ?> options) {
    return new HotDevice(Plug.PCI, slot, model, options);
  }

  private static HotDevice usb(int slot, String model, Map<String, ?> options) {
    return new HotDevice(Plug.USB, slot, model, options);
  }

  static HotDevice of(String model) {
    return ALL.stream().filter(device -> device.model.equals(model)).findFirst().orElseThrow();
  }

  /** The arguments of {@code device_add}. */
  Map<String, ?> arguments() {
    Map<String, Object> arguments = new HashMap<>(options);
    arguments.put("driver", model);
    arguments.put("id", model);
    arguments.put("bus", plug == Plug.PCI ? Guest.rootPort(slot) : Guest.USB_BUS);
    if (plug == Plug.USB) {
      arguments.put("port", String.valueOf(slot));
    }
    return arguments;
  }

  /** The devpath of what is plugged: the PCI function, or the USB device. */
  private String devpath() {
    return plug == Plug.PCI
        ? String.format("/devices/pci0000:00/0000:00:%02x.0/0000:[0-9a-f]+:00.0", Guest.pciSlot(slot))
        : String.format("/devices/pci0000:00/0000:00:%02x.0/usb[0-9]+/[0-9]+-%d", Guest.USB_PCI_SLOT, slot);
  }

  /** Tells the devpaths of what drivers bind to: the PCI function, or the interfaces of the USB device. */
  Pattern functions() {
    return Pattern.compile(plug == Plug.PCI ? devpath() : devpath() + "/[^/]+:[^/]+");
  }

  /** Tells the devpaths of the device and of all below it. */
  Pattern subtree() {
    return Pattern.compile(devpath() + "(/.*)?");
  }
}
