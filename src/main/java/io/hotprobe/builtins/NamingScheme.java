package io.hotprobe.builtins;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which rules network interfaces are named by: those of a version of udev, so that names stay when udev changes. Source:
 * systemd.net-naming-scheme(7) of 257.
 */
public enum NamingScheme {
  V238,
  V239(Rule.SR_IOV, Rule.NPAR_ARI),
  V240(Rule.INFINIBAND, Rule.INDEX_ZERO),
  V241,
  V243(Rule.NETDEVSIM, Rule.BARE_LABEL),
  V245,
  V247(Rule.NO_SLOT_OF_BRIDGES),
  V249(Rule.FUNCTION_ID, Rule.LONG_INDEX),
  V250(Rule.XEN),
  V251(Rule.SLOT_OF_BRIDGE_BY_FUNCTION),
  V252(Rule.DEVICETREE),
  V253(Rule.USB_HOST),
  V254(Rule.REPRESENTOR),
  V255,
  V257(Rule.FIRMWARE_SLOT, Rule.DEVICETREE_PORT);

  /** That of the newest udev. */
  public static final NamingScheme LATEST = V257;

  /** What a version added. */
  enum Rule {
    SR_IOV,
    NPAR_ARI,
    INFINIBAND,
    INDEX_ZERO,
    NETDEVSIM,
    BARE_LABEL,
    NO_SLOT_OF_BRIDGES,
    FUNCTION_ID,
    LONG_INDEX,
    XEN,
    SLOT_OF_BRIDGE_BY_FUNCTION,
    DEVICETREE,
    USB_HOST,
    REPRESENTOR,
    FIRMWARE_SLOT,
    DEVICETREE_PORT
  }

  /** Of a parameter's name, dashes and underscores are the same to udev, which writes {@code net.naming-scheme=}. */
  private static final String PARAMETER = "net.naming_scheme=";

  private final Set<Rule> added;

  NamingScheme(Rule... added) {
    this.added = EnumSet.noneOf(Rule.class);
    this.added.addAll(Set.of(added));
  }

  /** Whether a rule is in force: since its version, and one of them only up to the version before 255. */
  boolean has(Rule rule) {
    if (rule == Rule.SLOT_OF_BRIDGE_BY_FUNCTION && compareTo(V255) >= 0) {
      return false;
    }
    for (NamingScheme earlier : values()) {
      if (earlier.compareTo(this) <= 0 && earlier.added.contains(rule)) {
        return true;
      }
    }
    return false;
  }

  /** Its name, as {@code v257}. */
  public String written() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The scheme of a name; {@code latest} is the newest. Empty when there is none. */
  public static Optional<NamingScheme> of(String name) {
    if (name.equals("latest")) {
      return Optional.of(LATEST);
    }
    for (NamingScheme scheme : values()) {
      if (scheme.written().equals(name)) {
        return Optional.of(scheme);
      }
    }
    return Optional.empty();
  }

  /**
   * The one that a system chose: {@code net.naming_scheme=} on the kernel command line, or the environment, which goes first unless it
   * begins with a colon. Names that are not known count for nothing.
   *
   * @param environment of NET_NAMING_SCHEME; null when it is not set
   */
  public static NamingScheme chosen(NamingScheme otherwise, String commandLine, String environment) {
    String wanted = parameter(commandLine);
    if (environment != null && environment.startsWith(":")) {
      wanted = wanted == null ? environment.substring(1) : wanted;
    } else if (environment != null) {
      wanted = environment;
    }
    return wanted == null ? otherwise : of(wanted).orElse(otherwise);
  }

  /** The last one counts. */
  private static String parameter(String commandLine) {
    String value = null;
    for (String word : commandLine.trim().split("\\s+")) {
      String bare = word.replace("\"", "");
      if (bare.replace('-', '_').startsWith(PARAMETER)) {
        value = bare.substring(PARAMETER.length());
      }
    }
    return value;
  }
}
