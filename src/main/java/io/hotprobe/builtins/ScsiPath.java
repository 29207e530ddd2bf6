package io.hotprobe.builtins;

import io.hotprobe.rules.CNumber;
import io.hotprobe.sysfs.Device;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The element of a SCSI device in its path: by its transport where that names its devices, else by host, bus, target and unit. Each
 * method gives the device to go on above; null to end the walk.
 */
final class ScsiPath {

  private final Device device;
  private final PersistentPath path;

  ScsiPath(Device device, PersistentPath path) {
    this.device = device;
    this.path = path;
  }

  /** Adds the device's element. */
  Device add() {
    if (!"scsi_device".equals(device.devtype())) {
      return device;
    }
    String firewire = device.attribute("ieee1394_id");
    if (firewire != null) {
      path.prependNew("ieee1394-0x" + firewire);
      path.parentIsSupported();
      return PathId.topmost(device, "scsi");
    }
    String place = device.devpath();
    if (place.contains("/rport-")) {
      return supported(fibreChannel());
    }
    if (place.contains("/end_device-")) {
      return supported(sas());
    }
    if (place.contains("/session")) {
      return supported(iscsi());
    }
    if (place.contains("/ata")) {
      return ata();
    }
    if (place.contains("/vmbus_")) {
      return hyperV(37);
    }
    return place.contains("/VMBUS") ? hyperV(38) : rebased();
  }

  private Device supported(Device next) {
    path.parentIsSupported();
    return next;
  }

  /** The unit by the name's last number; larger ones in the form that SCSI itself has. */
  private String lun() {
    long lun = CNumber.unsigned(device.number(), 10).orElse(0);
    return lun < 256 ? "lun-" + lun : String.format("lun-0x%04x%04x00000000", lun & 0xffff, lun >> 16 & 0xffff);
  }

  private Device addUnit(String element) {
    path.prependNew(element + "-" + lun());
    return device;
  }

  private Device target() {
    return device.parent("scsi", "scsi_target");
  }

  /** What a transport class says of the device above the target: the same name, another place. */
  private Device named(String subsystem, Device device) {
    return device == null ? null : device.sysfs().find(subsystem, device.name());
  }

  private static String attribute(Device device, String name) {
    return device == null ? null : device.attribute(name);
  }

  private static Device above(Device device) {
    return device == null ? null : device.parent();
  }

  private Device fibreChannel() {
    String port = attribute(named("fc_transport", target()), "port_name");
    return port == null ? null : addUnit("fc-" + port);
  }

  private Device sas() {
    Device endDevice = above(target());
    Device end = named("sas_device", endDevice);
    Device port = above(endDevice);
    OptionalLong phys = CNumber.unsigned(attribute(named("sas_port", port), "num_phys"));
    if (end == null || phys.isEmpty()) {
      return null;
    }
    if (phys.getAsLong() > 1) {
      String address = end.attribute("sas_address");
      return address == null ? null : addUnit("sas-" + address);
    }
    String phy = end.attribute("phy_identifier");
    Device owner = above(port);
    if (phy == null || owner == null) {
      return null;
    }
    Device expander = named("sas_device", owner);
    if (expander == null) {
      return addUnit("sas-phy" + phy);
    }
    String address = expander.attribute("sas_address");
    return address == null ? null : addUnit("sas-exp" + address + "-phy" + phy);
  }

  private Device iscsi() {
    Device session = device.parent();
    while (session != null && !session.name().startsWith("session")) {
      session = session.parent();
    }
    String target = attribute(named("iscsi_session", session), "targetname");
    if (target == null || session.number().isEmpty()) {
      return null;
    }
    Device connection = device.sysfs().find("iscsi_connection", "connection" + session.number() + ":0");
    String address = attribute(connection, "persistent_address");
    String port = attribute(connection, "persistent_port");
    return address == null || port == null ? null : addUnit("ip-" + address + ":" + port + "-iscsi-" + target);
  }

  private Device ata() {
    Optional<ScsiAddress> address = ScsiAddress.of(device.name());
    String port = attribute(named("ata_port", above(device.parent("scsi", "scsi_host"))), "port_no");
    if (address.isEmpty() || port == null) {
      return null;
    }
    ScsiAddress at = address.get();
    path.prependNew("ata-" + port + "." + (at.bus() != 0 ? at.bus() + ".0" : Integer.toUnsignedString(at.target())));
    path.prependOld("ata-" + port);
    return device;
  }

  /** @param length of the controller's identifier with its braces */
  private Device hyperV(int length) {
    String guid = attribute(above(device.parent("scsi", "scsi_host")), "device_id");
    if (guid == null || guid.length() < length || guid.charAt(0) != '{' || guid.charAt(length - 1) != '}') {
      return null;
    }
    return addUnit("vmbus-" + guid.substring(1, length - 1).replace("-", ""));
  }

  /** Hosts are numbered as they come: counted from the controller's first they are the same after the next boot. */
  private Device rebased() {
    Device host = device.parent("scsi", "scsi_host");
    Optional<ScsiAddress> address = ScsiAddress.of(device.name());
    if (host == null || address.isEmpty()) {
      return null;
    }
    OptionalLong first;
    try {
      first = firstHost(host.directory().getParent());
    } catch (IOException unreadable) {
      return null;
    }
    if (first.isPresent()) {
      ScsiAddress at = address.get();
      path.prependNew("scsi-" + (int) (at.host() - first.getAsLong()) + ":" + at.bus() + ":" + at.target() + ":" + at.lun());
    }
    return host;
  }

  private static OptionalLong firstHost(Path controller) throws IOException {
    OptionalLong first = OptionalLong.empty();
    try (DirectoryStream<Path> hosts = Files.newDirectoryStream(controller, "host*")) {
      for (Path entry : hosts) {
        OptionalLong number = CNumber.unsigned(entry.getFileName().toString().substring("host".length()), 10);
        boolean counts = Files.isSymbolicLink(entry) || Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
        if (counts && number.isPresent() && (first.isEmpty() || number.getAsLong() < first.getAsLong())) {
          first = number;
        }
      }
    } catch (java.nio.file.DirectoryIteratorException failed) {
      throw failed.getCause();
    }
    return first;
  }
}
