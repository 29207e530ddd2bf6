package io.hotprobe.rules;

import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What systemd calls a machine's architecture, for {@code CONST{arch}}. Source: {@code man 5 systemd.unit}, ConditionArchitecture. */
final class Architecture {

  /** Of those whose name is not the kernel's. */
  private static final Map<String, String> NAMES = new HashMap<>();

  static {
    NAMES.put("x86_64", "x86-64");
    NAMES.put("amd64", "x86-64");
    for (String each : new String[] {"i386", "i486", "i586", "i686"}) {
      NAMES.put(each, "x86");
    }
    NAMES.put("aarch64", "arm64");
    NAMES.put("aarch64_be", "arm64-be");
    NAMES.put("ppc64le", "ppc64-le");
    NAMES.put("ppcle", "ppc-le");
    NAMES.put("arceb", "arc-be");
  }

  private Architecture() {}

  /**
   * The name.
   *
   * @param machine as uname(2) or the Java machine calls it
   */
  static String named(String machine) {
    String known = NAMES.get(machine);
    if (known != null) {
      return known;
    }
    String kernel = machine.toLowerCase(Locale.ROOT);
    if (kernel.startsWith("arm")) {
      return kernel.endsWith("b") ? "arm-be" : "arm";
    }
    if (kernel.equals("mips") || kernel.equals("mips64")) {
      return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? kernel + "-le" : kernel;
    }
    return kernel;
  }
}
