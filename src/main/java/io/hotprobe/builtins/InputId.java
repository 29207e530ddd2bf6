package io.hotprobe.builtins;

import io.hotprobe.rules.Builtin;
import io.hotprobe.sysfs.Device;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code input_id}: what kind of input device it is, by the codes that it can send. Never fails. Source: ID_INPUT_* as udev 257 sets
 * them.
 */
public final class InputId implements Builtin {

  private static final int ABS_X = 0;
  private static final int ABS_Y = 1;

  private final int wordBits;
  private final String nodes;
  private final InputAxes axes;

  /**
   * One for the devices of a machine or a recording.
   *
   * @param wordBits of the kernel's words, 32 or 64
   * @param nodes where device nodes are, with a slash at the end
   */
  public InputId(int wordBits, String nodes, InputAxes axes) {
    this.wordBits = wordBits;
    this.nodes = nodes;
    this.axes = axes;
  }

  @Override
  public Optional<Map<String, String>> run(Call call) {
    Map<String, String> properties = new LinkedHashMap<>();
    Device input = call.device();
    while (input != null && input.attribute("capabilities/ev") == null) {
      input = input.parent("input");
    }
    if (input != null) {
      properties.put("ID_INPUT", "1");
      new InputKind(input, wordBits).names().forEach(name -> properties.put("ID_INPUT_" + name, "1"));
    }
    String node = call.property().apply("DEVNAME");
    if (node != null && !NodeName.leadsOut(node) && call.device().name().startsWith("event")) {
      addSize(properties, node.startsWith("/") ? node : nodes + node);
    }
    return Optional.of(properties);
  }

  private void addSize(Map<String, String> properties, String node) {
    Optional<InputAxes.Range> x = axes.range(node, ABS_X).filter(range -> range.resolution() > 0);
    Optional<InputAxes.Range> y = axes.range(node, ABS_Y).filter(range -> range.resolution() > 0);
    if (x.isPresent() && y.isPresent()) {
      properties.put("ID_INPUT_WIDTH_MM", millimetres(x.get()));
      properties.put("ID_INPUT_HEIGHT_MM", millimetres(y.get()));
    }
  }

  private static String millimetres(InputAxes.Range range) {
    return String.valueOf((range.maximum() - range.minimum()) / range.resolution());
  }
}
