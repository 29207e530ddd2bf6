package io.hotprobe.builtins;

import io.hotprobe.builtins.NamingScheme.Rule;
import io.hotprobe.rules.CNumber;
import io.hotprobe.sysfs.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The slot that a PCI card is in, by what the firmware says or by the kernel's hot-plug slots. */
final class PciSlot {

  private static final int MOST_SLOTS = 4096;
  private static final int HEADER_TYPE = 14;
  private static final int MULTIFUNCTION = 0x80;

  private final Device card;
  private final NetAttributes attributes;
  private final NamingScheme scheme;

  PciSlot(Device card, NetAttributes attributes, NamingScheme scheme) {
    this.card = card;
    this.attributes = attributes;
    this.scheme = scheme;
  }

  /**
   * A slot.
   *
   * @param isGlobal whether its number is the only one in all domains
   */
  record Found(long number, boolean isGlobal) {}

  /** Whether the card's header says that it has several functions. */
  static boolean hasFunctions(Device card) {
    byte[] config = card.bytes("config");
    return config != null && config.length > HEADER_TYPE && (config[HEADER_TYPE] & MULTIFUNCTION) != 0;
  }

  /** The slot; empty when none is known, or it is one that cards share. */
  Optional<Found> find() {
    OptionalLong firmware = scheme.has(Rule.FIRMWARE_SLOT) ? firmwareSlot() : OptionalLong.empty();
    return firmware.isPresent() ? Optional.of(new Found(firmware.getAsLong(), false)) : hotplugSlot();
  }

  private OptionalLong firmwareSlot() {
    OptionalLong own = userNumber(card);
    Device above = card.parent("pci");
    if (own.isPresent() || above == null || isBridge(above) && !hasFunctions(card)) {
      return own;
    }
    return userNumber(above);
  }

  private OptionalLong userNumber(Device device) {
    OptionalLong number = attributes.number(device, "firmware_node/sun");
    return number.isPresent() && number.getAsLong() == 0 ? OptionalLong.empty() : number;
  }

  /** The class in the modalias: {@code ...bc06sc04i00}. */
  private boolean isBridge(Device device) {
    String modalias = attributes.text(device, "modalias");
    if (modalias == null || !modalias.startsWith("pci:")) {
      return false;
    }
    int last = modalias.lastIndexOf('s');
    return modalias.startsWith("c04", last + 1);
  }

  private Optional<Found> hotplugSlot() {
    Path slots = card.sysfs().root().resolve("bus/pci/slots");
    List<String> numbers = numbers(slots);
    for (Device at = card; at != null; at = at.parent("pci")) {
      String function = scheme.has(Rule.FUNCTION_ID) ? attributes.text(at, "function_id") : null;
      if (function != null) {
        OptionalLong id = CNumber.unsigned(function);
        boolean there = id.orElse(0) > 0 && Files.exists(slots.resolve(String.format("%08x", id.getAsLong())));
        return there ? Optional.of(new Found(id.getAsLong(), true)) : Optional.empty();
      }
      OptionalLong slot = slotOf(at, numbers);
      if (slot.isPresent()) {
        return isShared(at) ? Optional.empty() : Optional.of(new Found(slot.getAsLong(), false));
      }
    }
    return Optional.empty();
  }

  /** What is behind a bridge would all have the bridge's slot. */
  private boolean isShared(Device at) {
    boolean told = scheme.has(Rule.SLOT_OF_BRIDGE_BY_FUNCTION) && hasFunctions(card);
    return scheme.has(Rule.NO_SLOT_OF_BRIDGES) && isBridge(at) && !told;
  }

  private OptionalLong slotOf(Device at, List<String> numbers) {
    Device bus = card.sysfs().device("/bus/pci");
    for (String number : numbers) {
      String address = attributes.text(bus, "slots/" + number + "/address");
      if (address != null && at.name().startsWith(address)) {
        return CNumber.unsigned(number);
      }
    }
    return OptionalLong.empty();
  }

  private static List<String> numbers(Path slots) {
    try (Stream<Path> all = Files.list(slots)) {
      return all.filter(slot -> Files.isDirectory(slot, LinkOption.NOFOLLOW_LINKS))
          .map(slot -> slot.getFileName().toString())
          .filter(name -> CNumber.unsigned(name).orElse(0) > 0)
          .limit(MOST_SLOTS)
          .sorted()
          .toList();
    } catch (IOException absent) {
      return List.of();
    }
  }
}
