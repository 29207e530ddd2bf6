package io.hotprobe.builtins;

import io.hotprobe.builtins.NamingScheme.Rule;
import io.hotprobe.rules.Utf8;
import io.hotprobe.sysfs.Device;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of an interface by its place on PCI, or on a USB or Broadcom bus that is on PCI. */
final class PciNames {

  private static final Pattern ADDRESS = Pattern.compile("([0-9a-fA-F]{1,8}):([0-9a-fA-F]{1,8}):([0-9a-fA-F]{1,8})\\.(\\d{1,9}).*");
  private static final Pattern REPRESENTOR = Pattern.compile("pf\\d+vf(\\d{1,9}).*", Pattern.DOTALL);
  private static final Pattern USB = Pattern.compile("[^-]*-([^:]*):([^.]*)\\.(.*)", Pattern.DOTALL);
  private static final Pattern BCMA = Pattern.compile("bcma\\d+:(\\d{1,9}).*", Pattern.DOTALL);
  private static final int LARGEST_INDEX = 65535;
  private static final int LARGEST_SHORT_INDEX = 16383;

  private final Device device;
  private final NetAttributes attributes;
  private final NetNames names;

  PciNames(Device device, NetAttributes attributes, NetNames names) {
    this.device = device;
    this.attributes = attributes;
    this.names = names;
  }

  /** A device, or the nearest above it that is not of virtio; null when there is none. */
  static Device withoutVirtio(Device device) {
    Device at = device;
    while (at != null && "virtio".equals(at.subsystem())) {
      at = at.parent();
    }
    return at;
  }

  void add() {
    Device card = withoutVirtio(device.parent());
    if (card != null && "pci".equals(card.subsystem())) {
      addCard(card);
    }
    addUsb();
    addBcma();
  }

  private boolean has(Rule rule) {
    return names.scheme().has(rule);
  }

  private void addCard(Device card) {
    Device physical = has(Rule.SR_IOV) ? physicalFunction(card) : null;
    String suffix = physical == null ? null : virtualFunction(physical, card);
    if (suffix == null) {
      addLabel(card);
      addOnboard(card, "");
      addSlot(card, "");
    } else {
      addOnboard(physical, suffix);
      addSlot(physical, suffix);
    }
  }

  private static Device physicalFunction(Device card) {
    return card.sysfs().find(card.directory().resolve("physfn"));
  }

  /** {@code v} and the number by which the physical function knows the virtual one; null when it does not. */
  private static String virtualFunction(Device physical, Device card) {
    try (DirectoryStream<Path> functions = Files.newDirectoryStream(physical.directory(), "virtfn*")) {
      Path own = card.directory().toRealPath();
      for (Path function : functions) {
        String number = function.getFileName().toString().substring("virtfn".length());
        if (number.matches("\\d+") && function.toRealPath().equals(own)) {
          return "v" + number;
        }
      }
    } catch (IOException | DirectoryIteratorException gone) {
      return null;
    }
    return null;
  }

  private void addLabel(Device card) {
    String label = attributes.text(card, "label");
    if (label != null && Utf8.isPlain(label)) {
      names.addWhole(NetNames.LABEL, has(Rule.BARE_LABEL) ? label : names.prefix() + label);
    }
  }

  private void addOnboard(Device card, String suffix) {
    OptionalLong acpi = attributes.number(card, "acpi_index");
    OptionalLong index = acpi.isPresent() ? acpi : attributes.number(card, "index");
    int largest = has(Rule.LONG_INDEX) ? LARGEST_INDEX : LARGEST_SHORT_INDEX;
    if (index.isEmpty() || index.getAsLong() > largest || index.getAsLong() == 0 && !has(Rule.INDEX_ZERO)) {
      return;
    }
    String port = port(false);
    if (port != null) {
      names.add(NetNames.ONBOARD, "o" + index.getAsLong() + port + suffix);
    }
  }

  /**
   * What tells the ports of a card apart: {@code n} and a name, {@code d} and a number, or nothing.
   *
   * @param fallback whether an InfiniBand port may be numbered by {@code dev_id}
   * @return null when the port cannot be told
   */
  private String port(boolean fallback) {
    String name = attributes.text(device, "phys_port_name");
    if (name != null && !name.isEmpty()) {
      Matcher representor = REPRESENTOR.matcher(name);
      if (has(Rule.REPRESENTOR) && representor.matches()) {
        return "r" + Integer.parseInt(representor.group(1));
      }
      return Utf8.isPlain(name) ? "n" + name : null;
    }
    OptionalLong number = attributes.number(device, "dev_port");
    if (number.isPresent() && number.getAsLong() == 0 && fallback) {
      OptionalLong type = attributes.number(device, "type");
      boolean infiniband = type.isPresent() && type.getAsLong() == NetId.INFINIBAND;
      number = infiniband ? attributes.number(device, "dev_id") : type.isPresent() ? number : OptionalLong.empty();
    }
    if (number.isEmpty()) {
      return null;
    }
    return number.getAsLong() == 0 ? "" : "d" + number.getAsLong();
  }

  private void addSlot(Device card, String suffix) {
    Matcher address = ADDRESS.matcher(card.name());
    String port = address.matches() ? port(true) : null;
    if (port == null) {
      return;
    }
    long domain = Long.parseLong(address.group(1), 16);
    long slot = Long.parseLong(address.group(3), 16);
    long number = Long.parseLong(address.group(4)) + (isAri(card) ? slot * 8 : 0);
    String function = (number > 0 || PciSlot.hasFunctions(card) ? "f" + number : "") + port + suffix;
    String segment = domain > 0 ? "P" + domain : "";
    names.add(NetNames.PATH, segment + "p" + Long.parseLong(address.group(2), 16) + "s" + slot + function);
    new PciSlot(card, attributes, names.scheme())
        .find()
        .ifPresent(found -> names.add(NetNames.SLOT, (found.isGlobal() ? "" : segment) + "s" + found.number() + function));
  }

  private boolean isAri(Device card) {
    String enabled = has(Rule.NPAR_ARI) ? attributes.text(card, "ari_enabled") : null;
    return enabled != null && NetAttributes.isTrue(enabled);
  }

  private void addUsb() {
    Device port = device.parent("usb", "usb_interface");
    Matcher name = USB.matcher(port == null ? "" : port.name());
    if (port == null || !name.matches()) {
      return;
    }
    String configuration = name.group(2).equals("1") ? "" : "c" + name.group(2);
    String number = name.group(3).equals("0") ? "" : "i" + name.group(3);
    String suffix = "u" + name.group(1).replace('.', 'u') + configuration + number;
    Device card = port.parent("pci");
    if (card != null) {
      addSlot(card, suffix);
    } else if (has(Rule.USB_HOST)) {
      names.add(NetNames.PATH, suffix);
    }
  }

  private void addBcma() {
    Device core = device.parent("bcma");
    Device card = core == null ? null : core.parent("pci");
    Matcher name = BCMA.matcher(core == null ? "" : core.name());
    if (card != null && name.matches()) {
      int number = Integer.parseInt(name.group(1));
      addSlot(card, number == 0 ? "" : "b" + number);
    }
  }
}
