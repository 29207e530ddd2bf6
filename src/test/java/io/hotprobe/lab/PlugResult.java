package io.hotprobe.lab;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What came of plugging one device.
 *
 * @param modules those that became live
 * @param functions devpaths of the PCI function or the USB interfaces, with whether a driver is bound
 * @param bindMillis from the first function's {@code add} to the last function's {@code bind}; NaN without one
 * @param lastBindMillis the same, to the last {@code bind} of the device or anything below it
 */
record PlugResult(SortedSet<String> modules, Map<String, Boolean> functions, double bindMillis, double lastBindMillis) {
  static PlugResult of(HotDevice device, List<KernelEvent> events, SortedSet<String> modules) {
    return new PlugResult(modules, functions(device, events),
        millis(device, device.functions(), events), millis(device, device.subtree(), events));
  }

  /**
   * Whether the device has a driver.
   *
   * <p>One bound function is enough: two drivers claim usb-net, one by its class and one by its ids, and when the second
   * is faster it leaves the control interface without a driver.
   */
  boolean isBound() {
    return functions.containsValue(true);
  }

  static boolean isBound(HotDevice device, List<KernelEvent> events) {
    return functions(device, events).containsValue(true);
  }

  private static Map<String, Boolean> functions(HotDevice device, List<KernelEvent> events) {
    Map<String, Boolean> functions = new TreeMap<>();
    for (KernelEvent event : events) {
      if (device.functions().matcher(event.devpath()).matches()) {
        switch (event.action()) {
          case "add", "unbind" -> functions.put(event.devpath(), false);
          case "bind" -> functions.put(event.devpath(), true);
          default -> { }
        }
      }
    }
    return functions;
  }

  private static double millis(HotDevice device, Pattern bound, List<KernelEvent> events) {
    long add = events.stream()
        .filter(event -> event.action().equals("add") && device.functions().matcher(event.devpath()).matches())
        .mapToLong(KernelEvent::micros).min().orElse(0);
    return events.stream()
        .filter(event -> event.action().equals("bind") && bound.matcher(event.devpath()).matches())
        .mapToLong(KernelEvent::micros).max().stream().mapToDouble(bind -> (bind - add) / 1000.0).findFirst()
        .orElse(Double.NaN);
  }
}
