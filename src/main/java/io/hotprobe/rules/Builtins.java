package io.hotprobe.rules;

import io.hotprobe.sysfs.Device;
import io.hotprobe.uevent.Action;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The builtins by name. Safe for any thread. */
public final class Builtins {

  /** None works. */
  public static final Builtins NONE = new Builtins(Map.of(), notice -> {});

  /** Those that are run once for an event; later calls get the same answer. */
  private static final Set<String> ONCE = Set.of("blkid", "input_id", "net_driver", "net_id", "path_id", "usb_id");

  private final Map<String, Builtin> available;
  private final Consumer<String> notices;
  private final Set<String> told;

  /**
   * @param available those that work; the others udev knows answer that they failed
   * @param notices is told once of each that was wanted and does not work
   */
  public Builtins(Map<String, Builtin> available, Consumer<String> notices) {
    this(available, notices, ConcurrentHashMap.newKeySet());
  }

  private Builtins(Map<String, Builtin> available, Consumer<String> notices, Set<String> told) {
    this.available = Map.copyOf(available);
    this.notices = notices;
    this.told = told;
  }

  /** These and one more, or another instead of the one of that name. */
  public Builtins with(String name, Builtin builtin) {
    Map<String, Builtin> more = new HashMap<>(available);
    more.put(name, builtin);
    return new Builtins(more, notices, told);
  }

  /**
   * Runs one, as {@code RUN{builtin}} and {@code IMPORT{builtin}} name it.
   *
   * @param command its name, or the beginning of it, and its arguments
   * @param property the event's properties by name, null for what it has not
   * @return the properties it sets, in order; empty when it failed or does not work here
   */
  public Optional<Map<String, String>> run(String command, Device device, Action action, UnaryOperator<String> property) {
    List<String> words = QuotedWords.of(command);
    if (words.isEmpty()) {
      return Optional.empty();
    }
    String name = BuiltinNames.of(command).orElse(words.get(0));
    Builtin builtin = available.get(name);
    if (builtin == null) {
      if (told.size() < Limits.ENTRIES && told.add(name)) {
        notices.accept("the builtin " + name + " does not work here: what rules want of it counts as failed");
      }
      return Optional.empty();
    }
    List<String> arguments = words.subList(1, words.size());
    return builtin.run(new Builtin.Call(device, action, property, arguments));
  }

  /** Whether the builtin of a command works here. */
  boolean works(String command) {
    return available.containsKey(BuiltinNames.of(command).orElse(""));
  }

  static boolean isRunOnce(String name) {
    return ONCE.contains(name);
  }
}
