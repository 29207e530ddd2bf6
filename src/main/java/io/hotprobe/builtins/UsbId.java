package io.hotprobe.builtins;

import io.hotprobe.rules.Builtin;
import io.hotprobe.rules.CNumber;
import io.hotprobe.sysfs.Device;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code usb_id}: what a USB device says of itself, for its interfaces and all below them. Of disks the SCSI names count, of others
 * those of USB. Fails for what is not on USB. Source: ID_USB_* as udev 257 sets them.
 */
public final class UsbId implements Builtin {

  /** Most characters of ID_SERIAL. */
  static final int LONGEST_SERIAL = 255;

  private static final int LONGEST_NAME = 63;
  private static final int LONGEST_ENCODED = 255;
  private static final int LONGEST_OWN_SERIAL = 511;
  private static final int STORAGE = 8;

  @Override
  public Optional<Map<String, String>> run(Call call) {
    Device device = call.device();
    if ("usb_device".equals(device.devtype())) {
      return new Identity(device, null).properties(call);
    }
    Device port = device.parent("usb", "usb_interface");
    OptionalLong kind = port == null ? OptionalLong.empty() : CNumber.unsigned(port.attribute("bInterfaceClass"), 16);
    Device usb = kind.isEmpty() ? null : port.parent("usb", "usb_device");
    if (usb == null) {
      return Optional.empty();
    }
    Identity identity = new Identity(usb, port);
    if (kind.getAsLong() == STORAGE) {
      identity.readStorage(device);
    } else {
      identity.type = type((int) kind.getAsLong());
    }
    return identity.properties(call);
  }

  private static String type(int kind) {
    return switch (kind) {
      case 1 -> "audio";
      case 3 -> "hid";
      case 6 -> "media";
      case 7 -> "printer";
      case 9 -> "hub";
      case 14 -> "video";
      default -> "generic";
    };
  }

  /** What is known of one device. */
  private static final class Identity {

    private final Device usb;
    private final Device port;
    private Naming vendor = Naming.NONE;
    private Naming model = Naming.NONE;
    private String revision = "";
    private String type = "";
    private String instance = "";

    private Identity(Device usb, Device port) {
      this.usb = usb;
      this.port = port;
    }

    private void readStorage(Device device) {
      String subclass = port.attribute("bInterfaceSubClass");
      if (subclass == null) {
        return;
      }
      int protocol = (int) CNumber.unsigned(subclass).orElse(0);
      type =
          switch (protocol) {
            case 1 -> "rbc";
            case 2 -> "atapi";
            case 3 -> "tape";
            case 4 -> "floppy";
            case 6 -> "scsi";
            default -> "generic";
          };
      Device scsi = protocol == 2 || protocol == 6 ? device.parent("scsi", "scsi_device") : null;
      if (scsi != null) {
        ScsiAddress.of(scsi.name()).ifPresent(address -> readScsi(scsi, address));
      }
    }

    /** Reads up to the first attribute that is not there. */
    private void readScsi(Device scsi, ScsiAddress address) {
      if (scsi.attribute("vendor") == null) {
        return;
      }
      vendor = Naming.of(scsi.attribute("vendor"));
      if (scsi.attribute("model") == null) {
        return;
      }
      model = Naming.of(scsi.attribute("model"));
      if (scsi.attribute("type") == null) {
        return;
      }
      type = scsiType(scsi.attribute("type"));
      if (scsi.attribute("rev") != null) {
        revision = IdText.name(scsi.attribute("rev"), LONGEST_NAME);
        instance = address.target() + ":" + address.lun();
      }
    }

    private static String scsiType(String number) {
      return switch ((int) CNumber.unsigned(number).orElse(-1)) {
        case 0, 14 -> "disk";
        case 1 -> "tape";
        case 4, 7, 15 -> "optical";
        case 5 -> "cd";
        default -> "generic";
      };
    }

    private Optional<Map<String, String>> properties(Call call) {
      String vendorNumber = usb.attribute("idVendor");
      String productNumber = usb.attribute("idProduct");
      if (vendorNumber == null || productNumber == null) {
        return Optional.empty();
      }
      vendor = vendor.orElse(usb.attribute("manufacturer"), vendorNumber);
      model = model.orElse(usb.attribute("product"), productNumber);
      if (revision.isEmpty() && usb.attribute("bcdDevice") != null) {
        revision = IdText.name(usb.attribute("bcdDevice"), LONGEST_NAME);
      }
      String own = ownSerial();
      Map<String, String> properties = new LinkedHashMap<>();
      if (call.property().apply("ID_BUS") == null) {
        properties.put("ID_BUS", "usb");
        add(properties, "ID_", own);
      }
      add(properties, "ID_USB_", own);
      putUnlessEmpty(properties, "ID_USB_INTERFACES", UsbInterfaces.of(usb.bytes("descriptors")));
      if (port != null) {
        putUnlessNull(properties, "ID_USB_INTERFACE_NUM", port.attribute("bInterfaceNumber"));
        putUnlessNull(properties, "ID_USB_DRIVER", port.driver());
      }
      return Optional.of(properties);
    }

    private void add(Map<String, String> properties, String prefix, String own) {
      properties.put(prefix + "MODEL", model.name());
      properties.put(prefix + "MODEL_ENC", model.encoded());
      properties.put(prefix + "MODEL_ID", usb.attribute("idProduct"));
      properties.put(prefix + "SERIAL", serial(own));
      putUnlessEmpty(properties, prefix + "SERIAL_SHORT", own);
      properties.put(prefix + "VENDOR", vendor.name());
      properties.put(prefix + "VENDOR_ENC", vendor.encoded());
      properties.put(prefix + "VENDOR_ID", usb.attribute("idVendor"));
      properties.put(prefix + "REVISION", revision);
      putUnlessEmpty(properties, prefix + "TYPE", type);
      putUnlessEmpty(properties, prefix + "INSTANCE", instance);
    }

    private String serial(String own) {
      String whole =
          vendor.name() + "_" + model.name() + (own.isEmpty() ? "" : "_" + own) + (instance.isEmpty() ? "" : "-" + instance);
      return whole.substring(0, Math.min(whole.length(), LONGEST_SERIAL));
    }

    /** Empty as well when it has what USB does not allow in it. */
    private String ownSerial() {
      String serial = usb.attribute("serial");
      if (serial == null || !serial.chars().allMatch(c -> c >= 0x20 && c <= 0x7f && c != ',')) {
        return "";
      }
      return IdText.name(serial, LONGEST_OWN_SERIAL);
    }

    private static void putUnlessEmpty(Map<String, String> properties, String name, String value) {
      if (!value.isEmpty()) {
        properties.put(name, value);
      }
    }

    private static void putUnlessNull(Map<String, String> properties, String name, String value) {
      if (value != null) {
        properties.put(name, value);
      }
    }
  }

  /** A name in its two forms. */
  private record Naming(String name, String encoded) {

    private static final Naming NONE = new Naming("", "");

    private static Naming of(String text) {
      return new Naming(IdText.name(text, LONGEST_NAME), IdText.encoded(text, LONGEST_ENCODED));
    }

    /** Itself; when it is empty, that of the first text that is there. */
    private Naming orElse(String text, String number) {
      return name.isEmpty() ? of(text == null ? number : text) : this;
    }
  }
}
