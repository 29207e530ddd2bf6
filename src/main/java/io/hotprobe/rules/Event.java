package io.hotprobe.rules;

import io.hotprobe.sysfs.Device;
import io.hotprobe.sysfs.DeviceId;
import io.hotprobe.uevent.Action;
import io.hotprobe.uevent.Key;
import io.hotprobe.uevent.Uevent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/** One event while its rules are evaluated, and what they made of it so far. Confined to one thread. */
final class Event extends Facts {

  private static final String DEV = "/dev/";

  /** How SYMLINK, NAME and ENV treat what is not fit for a name: {@code OPTIONS="string_escape=..."}, for one line. */
  enum Escape {
    UNSET,
    NONE,
    REPLACE
  }

  private final Surroundings surroundings;
  private final Action action;
  private final String actionText;
  private final String devpath;
  private final String kernel;
  private final String subsystem;
  private final String driver;
  private final boolean node;
  private final boolean netInterface;
  private final DeviceRecord record;

  private final Map<String, String> properties = new LinkedHashMap<>();
  private final Set<String> assigned = new LinkedHashSet<>();
  private final Set<String> tags = new LinkedHashSet<>();
  private final Set<String> currentTags = new LinkedHashSet<>();
  private final Set<String> links = new LinkedHashSet<>();
  private final Map<String, String> labels = new LinkedHashMap<>();
  private final List<RunCommand> run = new ArrayList<>();
  private final List<ProgramRun> programs = new ArrayList<>();
  private final Set<TokenKind> frozen = EnumSet.noneOf(TokenKind.class);
  private Consumer<String> changes = name -> {};
  private String interfaceName = "";
  private final Map<String, String> kernels;
  private String result = "";
  private OptionalInt owner = OptionalInt.empty();
  private OptionalInt group = OptionalInt.empty();
  private OptionalInt mode = OptionalInt.empty();
  private Optional<Boolean> watch = Optional.empty();
  private int linkPriority;
  private boolean persistent;
  private Escape escape = Escape.UNSET;

  /** @param uevent is copied */
  Event(Uevent uevent, Surroundings surroundings) {
    super(surroundings.sysfs(), surroundings.host());
    this.surroundings = surroundings;
    for (int i = 0; i < uevent.count(); i++) {
      properties.put(uevent.name(i), uevent.text(i));
    }
    properties.values().removeIf(String::isEmpty);
    properties.computeIfPresent("DEVNAME", (key, name) -> name.startsWith(DEV) ? name : DEV + name);
    this.kernels = Map.copyOf(properties);
    this.action = uevent.action();
    this.actionText = uevent.text(Key.ACTION);
    this.devpath = uevent.text(uevent.devpath());
    this.kernel = device().name();
    this.subsystem = uevent.text(uevent.subsystem());
    this.driver = properties.get("DRIVER");
    this.node = isNumber(properties.get("MAJOR"));
    this.netInterface = isNumber(properties.get("IFINDEX"));
    this.record = record(DeviceId.of(devpath, properties::get));
    recall();
  }

  private static boolean isNumber(String text) {
    return text != null && !text.isEmpty() && !text.equals("0");
  }

  private DeviceRecord record(String id) {
    return id == null ? DeviceRecord.NONE : surroundings.database().read(id);
  }

  /** A device that is removed still is what its last event made of it; of others only the tags are not forgotten. */
  private void recall() {
    tags.addAll(record.tags());
    if (action == Action.REMOVE) {
      record.properties().forEach(this::set);
      currentTags.addAll(record.currentTags());
      links.addAll(record.links());
      linkPriority = record.linkPriority();
    }
  }

  /** Has somebody told of each property that changes from now on. */
  void onChange(Consumer<String> told) {
    changes = told;
  }

  /** What was kept of the device before this event. */
  DeviceRecord record() {
    return record;
  }

  DeviceRecord recordOf(Device other) {
    return record(DeviceId.of(other));
  }

  @Override
  CharSequence ofNode(String name) {
    return kernels.get(name);
  }

  @Override
  CharSequence action() {
    return actionText;
  }

  @Override
  CharSequence devpath() {
    return devpath;
  }

  @Override
  CharSequence kernel() {
    return kernel;
  }

  @Override
  CharSequence subsystem() {
    return subsystem;
  }

  @Override
  CharSequence toldDriver() {
    return driver;
  }

  @Override
  String property(String name) {
    return Course.Name.isMadeUp(name) ? madeUp(name) : properties.get(name);
  }

  @Override
  CharSequence property(Course.Name name) {
    return property(name.text());
  }

  /** {@code DEVLINKS}, {@code TAGS}, {@code CURRENT_TAGS}. */
  private String madeUp(String name) {
    return switch (name) {
      case "DEVLINKS" -> links.isEmpty() ? null : DEV + String.join(" " + DEV, links);
      case "TAGS" -> tags.isEmpty() ? null : ":" + String.join(":", tags) + ":";
      default -> currentTags.isEmpty() ? null : ":" + String.join(":", currentTags) + ":";
    };
  }

  /** All properties as a program run now gets them. */
  Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>(properties);
    for (String name : List.of("DEVLINKS", "TAGS", "CURRENT_TAGS")) {
      String value = madeUp(name);
      if (value != null) {
        environment.put(name, value);
      }
    }
    return environment;
  }

  /**
   * Sets a property; an empty value takes it away.
   *
   * @return false when there are too many
   */
  boolean set(String name, String value) {
    if (value.isEmpty()) {
      properties.remove(name);
      assigned.remove(name);
    } else {
      if (properties.size() >= Limits.PROPERTIES && !properties.containsKey(name)) {
        return false;
      }
      properties.put(name, value);
      assigned.add(name);
    }
    changes.accept(name);
    return true;
  }

  /** Runs a builtin for this event, and sets the properties it finds; false when it failed. */
  boolean runBuiltin(String command) {
    Optional<Map<String, String>> found = surroundings.builtins().run(command, device(), action, this::property);
    found.ifPresent(properties -> properties.forEach(this::set));
    return found.isPresent();
  }

  @Override
  boolean isRemoval() {
    return action == Action.REMOVE;
  }

  @Override
  boolean hasNode() {
    return node;
  }

  @Override
  boolean isInterface() {
    return netInterface;
  }

  @Override
  CharSequence interfaceName() {
    return interfaceName;
  }

  void interfaceName(String name) {
    interfaceName = name;
  }

  @Override
  CharSequence result() {
    return result;
  }

  void result(String output) {
    result = output;
  }

  @Override
  Set<String> links() {
    return links;
  }

  @Override
  Set<String> tags() {
    return tags;
  }

  Set<String> currentTags() {
    return currentTags;
  }

  @Override
  Collection<String> tagsOf(Device above) {
    return recordOf(above).currentTags();
  }

  Map<String, String> labels() {
    return labels;
  }

  List<RunCommand> run() {
    return run;
  }

  List<ProgramRun> programs() {
    return programs;
  }

  /** The kinds of tokens that no longer change anything. */
  Set<TokenKind> frozen() {
    return frozen;
  }

  Escape escape() {
    return escape;
  }

  void escape(Escape wanted) {
    escape = wanted;
  }

  /** After {@link Token.Account#NOBODY} it is undecided again who owns the node. */
  void owner(int id) {
    owner = id == Token.Account.NOBODY ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /** As {@link #owner}. */
  void group(int id) {
    group = id == Token.Account.NOBODY ? OptionalInt.empty() : OptionalInt.of(id);
  }

  void mode(int bits) {
    mode = OptionalInt.of(bits);
  }

  void watch(boolean wanted) {
    watch = Optional.of(wanted);
  }

  void linkPriority(int priority) {
    linkPriority = priority;
  }

  void persist() {
    persistent = true;
  }

  Ruling ruling() {
    Map<String, String> shown = new LinkedHashMap<>(properties);
    shown.keySet().removeIf(Event::isPrivate);
    Set<String> kept = new LinkedHashSet<>(assigned);
    kept.removeIf(Event::isPrivate);
    return new Ruling(
        kernels,
        Collections.unmodifiableMap(shown),
        Collections.unmodifiableSet(kept),
        Collections.unmodifiableSet(tags),
        Collections.unmodifiableSet(currentTags),
        List.copyOf(links),
        linkPriority,
        owner,
        group,
        mode,
        interfaceName.isEmpty() ? Optional.empty() : Optional.of(interfaceName),
        Collections.unmodifiableMap(labels),
        watch,
        persistent,
        List.copyOf(run),
        List.copyOf(programs));
  }

  private static boolean isPrivate(String name) {
    return name.startsWith(".");
  }
}
