package io.hotprobe.rules;

import io.hotprobe.sysfs.Device;
import io.hotprobe.uevent.Action;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A command of udev's that is part of the program, as {@code path_id}. Safe for any thread. */
@FunctionalInterface
public interface Builtin {

  /**
   * Runs it.
   *
   * @return the properties it sets, in order; empty when it failed
   */
  Optional<Map<String, String>> run(Call call);

  /**
   * What it is run for.
   *
   * @param property the event's properties by name, null for what it has not
   * @param arguments the words after its name
   */
  record Call(Device device, Action action, UnaryOperator<String> property, List<String> arguments) {}
}
