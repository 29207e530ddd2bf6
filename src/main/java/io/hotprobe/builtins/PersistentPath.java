package io.hotprobe.builtins;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A device's path while it is composed, from the device upwards. Confined to one thread. */
final class PersistentPath {

  /** Most characters of ID_PATH_TAG. */
  static final int LONGEST_TAG = 511;

  private static final String WITH_REVISION = "-usbv";

  private String path;
  private String ataCompatible;
  private boolean parentSupported;
  private boolean transportSupported;

  boolean isEmpty() {
    return path == null;
  }

  /** Puts an element in front that is the same in the older form of the path. */
  void prepend(String element) {
    prependNew(element);
    if (ataCompatible != null) {
      ataCompatible = element + "-" + ataCompatible;
    }
  }

  /** Puts an element in front that the older form does not have. */
  void prependNew(String element) {
    path = path == null ? element : element + "-" + path;
  }

  /** Puts an element in front of the older form only. */
  void prependOld(String element) {
    ataCompatible = ataCompatible == null ? element : element + "-" + ataCompatible;
  }

  /** There is a parent on the way that numbers its devices in a way that lasts. */
  void parentIsSupported() {
    parentSupported = true;
  }

  /** There is a bus on the way that tells its devices apart. */
  void transportIsSupported() {
    transportSupported = true;
  }

  /**
   * What is set for a device with this path.
   *
   * @param block whether it is a block device: these need a transport
   */
  Optional<Map<String, String>> properties(boolean block) {
    if (path == null || !parentSupported || block && !transportSupported) {
      return Optional.empty();
    }
    Map<String, String> properties = new LinkedHashMap<>();
    String plain = withoutRevision();
    if (!plain.equals(path)) {
      properties.put("ID_PATH_WITH_USB_REVISION", path);
    }
    properties.put("ID_PATH", plain);
    properties.put("ID_PATH_TAG", tag(plain));
    if (ataCompatible != null) {
      properties.put("ID_PATH_ATA_COMPAT", ataCompatible);
    }
    return Optional.of(properties);
  }

  private String withoutRevision() {
    int at = path.indexOf(WITH_REVISION);
    int digit = at + WITH_REVISION.length();
    boolean revised = at >= 0 && digit + 1 < path.length() && isDigit(path.charAt(digit)) && path.charAt(digit + 1) == '-';
    return revised ? path.substring(0, digit - 1) + path.substring(digit + 1) : path;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static String tag(String path) {
    StringBuilder tag = new StringBuilder();
    for (int i = 0; i < path.length() && tag.length() < LONGEST_TAG; i++) {
      char c = path.charAt(i);
      if (isDigit(c) || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '-') {
        tag.append(c);
      } else if (tag.length() > 0 && tag.charAt(tag.length() - 1) != '_') {
        tag.append('_');
      }
    }
    int to = tag.length();
    while (to > 0 && tag.charAt(to - 1) == '_') {
      to--;
    }
    return tag.substring(0, to);
  }
}
