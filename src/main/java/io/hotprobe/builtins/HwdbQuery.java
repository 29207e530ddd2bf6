package io.hotprobe.builtins;

import io.hotprobe.rules.Builtin;
import io.hotprobe.rules.CNumber;
import io.hotprobe.rules.Glob;
import io.hotprobe.sysfs.Device;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code hwdb [--filter=GLOB] [--device=ID] [--subsystem=NAME] [--lookup-prefix=TEXT] [MODALIAS]}: properties from the hardware
 * database for a modalias, or for that of the device or the nearest one above it. Fails when there are none. Source: udev 257.
 */
public final class HwdbQuery implements Builtin {

  private final Hwdb hwdb;

  public HwdbQuery(Hwdb hwdb) {
    this.hwdb = hwdb;
  }

  @Override
  public Optional<Map<String, String>> run(Call call) {
    HwdbOptions options = HwdbOptions.of(call.arguments());
    if (options.modalias() != null) {
      return found(options, options.modalias());
    }
    if (options.device() == null) {
      return search(call, call.device(), options);
    }
    Device other = DeviceName.find(call.device().sysfs(), options.device());
    return other == null ? Optional.empty() : search(call, other, options);
  }

  private Optional<Map<String, String>> search(Call call, Device from, HwdbOptions options) {
    for (Device at = from; at != null; at = at.parent()) {
      String subsystem = at.subsystem();
      if (subsystem == null || options.subsystem() != null && !options.subsystem().equals(subsystem)) {
        continue;
      }
      boolean usb = subsystem.equals("usb") && "usb_device".equals(at.devtype());
      String modalias = at == call.device() ? call.property().apply("MODALIAS") : at.properties().get("MODALIAS");
      if (modalias == null && usb) {
        modalias = composed(at);
      }
      if (modalias == null) {
        continue;
      }
      Optional<Map<String, String>> found = found(options, modalias);
      if (found.isPresent() || usb) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** A USB device as a whole has no modalias of its own; null when it does not say what it is. */
  private static String composed(Device device) {
    OptionalLong vendor = CNumber.unsigned(device.attribute("idVendor"), 16);
    OptionalLong product = CNumber.unsigned(device.attribute("idProduct"), 16);
    if (vendor.isEmpty() || product.isEmpty() || vendor.getAsLong() > 0xffff || product.getAsLong() > 0xffff) {
      return null;
    }
    String name = device.attribute("product");
    return String.format("usb:v%04Xp%04X:%s", vendor.getAsLong(), product.getAsLong(), name == null ? "" : name);
  }

  /** A backslash is a char like any other there. */
  private static Glob withoutEscapes(String filter) {
    return Glob.of(filter.replace("\\", "\\\\"), false);
  }

  private Optional<Map<String, String>> found(HwdbOptions options, String modalias) {
    Map<String, String> all = hwdb.find(options.prefix() == null ? modalias : options.prefix() + modalias);
    Map<String, String> wanted = all;
    if (options.filter() != null) {
      Glob filter = withoutEscapes(options.filter());
      wanted = new LinkedHashMap<>(all);
      wanted.keySet().removeIf(key -> !filter.matches(key));
    }
    return wanted.isEmpty() ? Optional.empty() : Optional.of(wanted);
  }
}
