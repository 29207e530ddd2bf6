package io.hotprobe.builtins;

import java.util.LinkedHashMap;
import java.util.Map;

/** The names found for an interface. Confined to one thread. */
final class NetNames {

  static final String MAC = "ID_NET_NAME_MAC";
  static final String ONBOARD = "ID_NET_NAME_ONBOARD";
  static final String LABEL = "ID_NET_LABEL_ONBOARD";
  static final String SLOT = "ID_NET_NAME_SLOT";
  static final String PATH = "ID_NET_NAME_PATH";

  /** Longest name, in characters; one that would be longer is left out. */
  static final int LONGEST = 127;

  private final String prefix;
  private final NamingScheme scheme;
  private final Map<String, String> properties = new LinkedHashMap<>();

  NetNames(String prefix, NamingScheme scheme) {
    this.prefix = prefix;
    this.scheme = scheme;
    properties.put("ID_NET_NAMING_SCHEME", scheme.written());
  }

  NamingScheme scheme() {
    return scheme;
  }

  /** Two letters by the kind of interface. */
  String prefix() {
    return prefix;
  }

  /** Sets a name that begins with the prefix. */
  void add(String property, String rest) {
    addWhole(property, prefix + rest);
  }

  /** Sets a name as it is. */
  void addWhole(String property, String name) {
    if (name.length() <= LONGEST) {
      properties.put(property, name);
    }
  }

  /** Sets what is no name. */
  void set(String property, String value) {
    properties.put(property, value);
  }

  Map<String, String> properties() {
    return properties;
  }
}
