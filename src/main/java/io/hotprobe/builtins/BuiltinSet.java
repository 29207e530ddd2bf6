package io.hotprobe.builtins;

import io.hotprobe.rules.Builtin;
import java.util.LinkedHashMap;
import java.util.Map;

/** The builtins that there are, by the names that rules use. */
public final class BuiltinSet {

  private BuiltinSet() {}

  /**
   * All of them.
   *
   * @param hwdb of the system whose devices they are run for
   * @param scheme by which network interfaces are named
   * @param axes {@link InputAxes#NONE} when nodes are not to be opened
   */
  public static Map<String, Builtin> of(Hwdb hwdb, NamingScheme scheme, InputAxes axes) {
    Map<String, Builtin> builtins = new LinkedHashMap<>();
    builtins.put("path_id", new PathId());
    builtins.put("usb_id", new UsbId());
    builtins.put("input_id", new InputId(wordBits(), "/dev/", axes));
    builtins.put("hwdb", new HwdbQuery(hwdb));
    builtins.put("net_id", new NetId(scheme, hwdb));
    return builtins;
  }

  /** The kernel shows its words in the size of those of who reads them. */
  private static int wordBits() {
    return "32".equals(System.getProperty("sun.arch.data.model")) ? 32 : 64;
  }
}
