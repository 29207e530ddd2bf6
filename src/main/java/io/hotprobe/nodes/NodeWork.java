package io.hotprobe.nodes;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.rules.DeviceRecord;
import io.hotprobe.rules.Program;
import io.hotprobe.rules.Ruling;
import io.hotprobe.sysfs.DeviceId;
import io.hotprobe.sysfs.Sysfs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * All that udevd does for a device after the rules have spoken, in its order: name of the interface, rights of the node, links, tags
 * and database; after the programs of RUN the message to listeners. What cannot be done is told in {@link Processed#problems} and
 * the rest is done. Source: {@code src/udev/udev-event.c} of systemd 257, {@code udev_event_execute_rules}.
 *
 * <p>Safe for any thread as long as events of one device come one after the other; a call blocks for some file operations.
 */
public final class NodeWork implements DeviceWork {

  private final Path run;
  private final Path dev;
  private final QueueFile queue;
  private final Consumer<Diagnostic> damage;
  private final UdevDatabase database;
  private final Links links;
  private final NodeRights rights;
  private final InterfaceNames names;
  private final StaticNodes staticNodes;
  private final Listeners listeners;
  private final LongSupplier monotonicMicros;

  /**
   * Where things are.
   *
   * @param run udev's own, {@code /run/udev}
   * @param dev where device nodes are, {@code /dev}
   */
  public record Places(Path run, Path dev, Sysfs sysfs) {

    public Places {
      run = run.toAbsolutePath().normalize();
      dev = dev.toAbsolutePath().normalize();
    }
  }

  /**
   * What is asked of the kernel.
   *
   * @param monotonicMicros the monotonic clock, in microseconds
   */
  public record Ports(Inodes inodes, Interfaces interfaces, Listeners listeners, LongSupplier monotonicMicros) {}

  /**
   * Touches nothing yet.
   *
   * @param damage is told what is wrong in entries of the database that are read, by the thread that reads
   */
  public NodeWork(Places places, Ports ports, Consumer<Diagnostic> damage) {
    this.run = places.run();
    this.dev = places.dev();
    this.queue = new QueueFile(places.run());
    this.damage = damage;
    this.database = new UdevDatabase(places.run(), damage);
    this.links = new Links(places, database);
    this.rights = new NodeRights(ports.inodes());
    this.names = new InterfaceNames(ports.interfaces(), database);
    this.staticNodes = new StaticNodes(places, rights);
    this.listeners = ports.listeners();
    this.monotonicMicros = ports.monotonicMicros();
  }

  /** The database that is kept here: the rules read it. */
  public UdevDatabase database() {
    return database;
  }

  /** Gives static nodes their rights and tags, by {@code OPTIONS="static_node=..."}: once, before the first event. */
  public List<Diagnostic> staticNodes(Program program) {
    Problems problems = new Problems();
    staticNodes.apply(program, problems);
    return problems.all();
  }

  @Override
  public boolean isForEveryEvent() {
    return true;
  }

  @Override
  public void pending() {
    tell(queue::pending);
  }

  @Override
  public void nonePending() {
    tell(queue::empty);
  }

  private void tell(Problems.Attempt attempt) {
    Problems problems = new Problems();
    problems.attempt(run, "the mark of pending events", attempt);
    problems.all().forEach(damage);
  }

  @Override
  public Processed apply(Ruling ruling) {
    Problems problems = new Problems();
    Map<String, String> properties = new LinkedHashMap<>(ruling.properties());
    String id = id(properties, problems);
    DeviceRecord old = id.isEmpty() ? DeviceRecord.NONE : database.read(id);
    Set<String> assigned = names.rename(id, old, ruling, properties, problems);
    DeviceNode node = node(id, properties, problems);
    if (node != null) {
      rights.apply(node, wanted(ruling, properties), problems);
      link(node, old.links(), ruling, problems);
    }
    DeviceRecord now = record(ruling, old, kept(properties, assigned, problems));
    if (!id.isEmpty()) {
      problems.attempt(dev, "database entry of " + id, () -> database.write(id, old, now));
    }
    complete(properties, now);
    return new Processed(id, properties, now.tags(), problems.all());
  }

  @Override
  public Processed remove(Ruling ruling) {
    Problems problems = new Problems();
    Map<String, String> properties = new LinkedHashMap<>(ruling.properties());
    String id = id(properties, problems);
    DeviceRecord old = id.isEmpty() ? DeviceRecord.NONE : database.read(id);
    if (!id.isEmpty()) {
      problems.attempt(dev, "database entry of " + id, () -> database.delete(id, old));
    }
    DeviceNode node = node(id, properties, problems);
    if (node != null) {
      for (String link : old.links()) {
        problems.attempt(dev.resolve(link), "link", () -> links.release(link, node));
      }
      problems.attempt(dev.resolve(node.numberLink()), "link", () -> links.unmake(node.numberLink()));
    }
    complete(properties, old);
    return new Processed(id, properties, old.tags(), problems.all());
  }

  @Override
  public Optional<Diagnostic> announce(Processed processed) {
    Problems problems = new Problems();
    problems.attempt(dev, "message to libudev's listeners about " + processed.properties().get("DEVPATH"),
        () -> listeners.send(UdevMessage.of(processed.properties(), processed.tags())));
    return problems.all().stream().findFirst();
  }

  /** The device's id; empty when it has none that can be a file name, which is told. */
  private String id(Map<String, String> properties, Problems problems) {
    String devpath = properties.getOrDefault("DEVPATH", "");
    String id = DeviceId.of(devpath, properties::get);
    if (id == null || !FileNames.isName(id)) {
      problems.add(dev, "the event of '" + devpath + "' names no device that could be kept in the database",
          "the kernel sends none like it; the sender is to be corrected");
      return "";
    }
    return id;
  }

  private DeviceNode node(String id, Map<String, String> properties, Problems problems) {
    try {
      return DeviceNode.of(id, properties, dev);
    } catch (IOException senseless) {
      problems.add(dev, senseless.getMessage(), "the kernel sends none like it; the sender is to be corrected");
      return null;
    }
  }

  /** Where the rules say nothing, the driver's wish holds. */
  private static NodeRights.Wanted wanted(Ruling ruling, Map<String, String> properties) {
    return new NodeRights.Wanted(
        ruling.owner().isPresent() ? ruling.owner() : number(properties.get("DEVUID"), 10),
        ruling.group().isPresent() ? ruling.group() : number(properties.get("DEVGID"), 10),
        ruling.mode().isPresent() ? ruling.mode() : number(properties.get("DEVMODE"), 8),
        ruling.labels(),
        "add".equals(properties.get("ACTION")));
  }

  private static OptionalInt number(String text, int radix) {
    try {
      return text == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseUnsignedInt(text, radix));
    } catch (NumberFormatException noNumber) {
      return OptionalInt.empty();
    }
  }

  private void link(DeviceNode node, List<String> old, Ruling ruling, Problems problems) {
    for (String link : old) {
      if (!ruling.links().contains(link)) {
        problems.attempt(dev.resolve(link), "link", () -> links.release(link, node));
      }
    }
    for (String link : ruling.links()) {
      problems.attempt(dev.resolve(link), "link", () -> links.claim(link, node, ruling.linkPriority()));
    }
    problems.attempt(dev.resolve(node.numberLink()), "link", () -> links.make(node.numberLink(), node));
  }

  /** The properties that the database is to keep. */
  private Map<String, String> kept(Map<String, String> properties, Set<String> assigned, Problems problems) {
    Map<String, String> kept = new LinkedHashMap<>();
    for (String key : assigned) {
      String value = properties.get(key);
      if (value == null || key.startsWith(".")) {
        continue;
      }
      if (RecordText.isKept(key, value)) {
        kept.put(key, value);
      } else if (!value.isEmpty()) {
        problems.add(dev, "the property " + key + " has a line end and cannot be kept in the database", "correct the rule");
      }
    }
    return kept;
  }

  private DeviceRecord record(Ruling ruling, DeviceRecord old, Map<String, String> kept) {
    long initialized = old.initializedMicros() > 0 ? old.initializedMicros() : monotonicMicros.getAsLong();
    return new DeviceRecord(
        ruling.links(), ruling.linkPriority(), initialized, kept, ruling.tags(), ruling.currentTags(), ruling.persistent());
  }

  /** What no rule sets but programs and listeners are told. */
  static void complete(Map<String, String> properties, DeviceRecord record) {
    properties.computeIfPresent("DEVNAME", (key, name) -> name.startsWith("/") ? name : DeviceNode.DEV + name);
    put(properties, "USEC_INITIALIZED", record.initializedMicros() == 0 ? "" : Long.toString(record.initializedMicros()));
    List<String> paths = new ArrayList<>();
    record.links().forEach(link -> paths.add(DeviceNode.DEV + link));
    put(properties, "DEVLINKS", String.join(" ", paths));
    put(properties, "TAGS", tags(record.tags()));
    put(properties, "CURRENT_TAGS", tags(record.currentTags()));
  }

  private static String tags(Set<String> tags) {
    return tags.isEmpty() ? "" : ":" + String.join(":", tags) + ":";
  }

  private static void put(Map<String, String> properties, String key, String value) {
    if (value.isEmpty()) {
      properties.remove(key);
    } else {
      properties.put(key, value);
    }
  }
}
