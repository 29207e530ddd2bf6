package io.hotprobe.nodes;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.rules.DeviceRecord;
import io.hotprobe.rules.Program;
import io.hotprobe.rules.Ruling;
import io.hotprobe.sysfs.Sysfs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * All that udevd does for a device after the rules have spoken, in its order: name of the interface, rights of the node, links,
 * tags and database; after the programs of RUN the message to listeners. What cannot be done is told in {@link
 * Processed#problems} and the rest is done. Source: {@code src/udev/udev-event.c} of systemd 257, {@code
 * udev_event_execute_rules}.
 *
 * <p>Safe for any thread as long as events of one device come one after the other; a call blocks for some file operations.
 */
public final class NodeWork implements DeviceWork {

  private final Path run;
  private final Path dev;
  private final Sysfs sysfs;
  private final QueueFile queue;
  private final Consumer<Diagnostic> damage;
  private final UdevDatabase database;
  private final Links links;
  private final NodeRights rights;
  private final InterfaceNames names;
  private final StaticNodes staticNodes;
  private final Watches watches;
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
  public record Ports(
      Inodes inodes,
      Interfaces interfaces,
      Listeners listeners,
      CloseNotices closeNotices,
      Disks disks,
      LongSupplier monotonicMicros) {

    /** Nothing is watched. */
    public Ports(Inodes inodes, Interfaces interfaces, Listeners listeners, LongSupplier monotonicMicros) {
      this(inodes, interfaces, listeners, CloseNotices.NONE, node -> false, monotonicMicros);
    }
  }

  /**
   * Touches nothing yet.
   *
   * @param damage is told what is wrong in entries of the database that are read, by the thread that reads
   */
  public NodeWork(Places places, Ports ports, Consumer<Diagnostic> damage) {
    this.run = places.run();
    this.dev = places.dev();
    this.sysfs = places.sysfs();
    this.queue = new QueueFile(places.run());
    this.damage = damage;
    this.database = new UdevDatabase(places.run(), damage);
    this.links = new Links(places, database);
    this.rights = new NodeRights(ports.inodes());
    this.names = new InterfaceNames(ports.interfaces(), database);
    this.staticNodes = new StaticNodes(places, rights);
    this.watches = new Watches(places, ports, damage);
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

  /** Watches the nodes that a process before this one watched: once, before the first event. */
  public void restoreWatches() {
    Problems problems = new Problems();
    watches.restore(problems);
    problems.all().forEach(damage);
  }

  /** A watched node was closed by who wrote to it; {@link CloseNotices#LOST} for any. Blocks while the disk is read. */
  public void closed(int handle) {
    watches.closed(handle);
  }

  @Override
  public void begin(String id) {
    tell("watch of " + id, () -> watches.end(id));
  }

  @Override
  public boolean isForEveryEvent() {
    return true;
  }

  @Override
  public void pending() {
    tell("the mark of pending events", queue::pending);
  }

  @Override
  public void nonePending() {
    tell("the mark of pending events", queue::empty);
  }

  private void tell(String what, Problems.Attempt attempt) {
    Problems problems = new Problems();
    problems.attempt(run, what, attempt);
    problems.all().forEach(damage);
  }

  @Override
  public Processed apply(Ruling ruling) {
    Problems problems = new Problems();
    Map<String, String> properties = new LinkedHashMap<>(ruling.properties());
    String id = DeviceEntry.id(ruling.kernel(), problems);
    DeviceRecord old = id.isEmpty() ? DeviceRecord.NONE : database.read(id);
    Set<String> assigned = names.rename(id, old, ruling, properties, problems);
    DeviceNode node = DeviceEntry.node(id, ruling.kernel(), dev, problems);
    if (node != null) {
      boolean there = rights.apply(node, wanted(ruling), problems);
      if (!there && isPresent(ruling.kernel())) {
        problems.add(node.path(), "no such device node", "mount devtmpfs there");
      }
      link(node, old.links(), ruling, problems);
    }
    long initialized = old.initializedMicros() > 0 ? old.initializedMicros() : monotonicMicros.getAsLong();
    DeviceRecord now = DeviceEntry.record(ruling, initialized, DeviceEntry.kept(properties, assigned, problems));
    if (!id.isEmpty()) {
      problems.attempt(run, "database entry of " + id, () -> database.write(id, old, now));
    }
    DeviceEntry.complete(properties, now.links(), now);
    return new Processed(id, properties, now.tags(), problems.all(), ruling.watch().orElse(false) ? ruling.kernel() : Map.of());
  }

  @Override
  public Processed remove(Ruling ruling) {
    Problems problems = new Problems();
    Map<String, String> properties = new LinkedHashMap<>(ruling.properties());
    String id = DeviceEntry.id(ruling.kernel(), problems);
    DeviceRecord old = id.isEmpty() ? DeviceRecord.NONE : database.read(id);
    if (!id.isEmpty()) {
      problems.attempt(run, "watch of " + id, () -> watches.end(id));
      problems.attempt(run, "database entry of " + id, () -> database.delete(id, old));
    }
    Set<String> all = new LinkedHashSet<>(old.links());
    all.addAll(ruling.links());
    DeviceNode node = DeviceEntry.node(id, ruling.kernel(), dev, problems);
    if (node != null) {
      for (String link : all) {
        attempt(link, problems, () -> links.release(link, node));
      }
      attempt(node.numberLink(), problems, () -> links.unmake(node.numberLink()));
    }
    DeviceEntry.complete(properties, all, old);
    return new Processed(id, properties, old.tags(), problems.all());
  }

  /** A device that is gone again by now has no node to be watched. */
  private void watch(DeviceNode node, Map<String, String> kernel) throws IOException {
    if (isPresent(kernel)) {
      watches.begin(node, kernel.get("DEVPATH"));
    }
  }

  private boolean isPresent(Map<String, String> kernel) {
    return sysfs.device(kernel.get("DEVPATH")).exists();
  }

  @Override
  public Optional<Diagnostic> announce(Processed processed) {
    Problems problems = new Problems();
    Map<String, String> properties = processed.properties();
    DeviceNode node = DeviceEntry.node(processed.id(), processed.watched(), dev, problems);
    if (node != null) {
      problems.attempt(node.path(), "watch", () -> watch(node, processed.watched()));
    }
    problems.attempt(dev, "message to listeners about " + properties.get("DEVPATH"),
        () -> listeners.send(UdevMessage.of(properties, processed.tags())));
    return problems.all().stream().findFirst();
  }

  /** Where the rules say nothing, the driver's wish holds. */
  private static NodeRights.Wanted wanted(Ruling ruling) {
    Map<String, String> kernel = ruling.kernel();
    return new NodeRights.Wanted(
        ruling.owner().isPresent() ? ruling.owner() : number(kernel.get("DEVUID"), 10),
        ruling.group().isPresent() ? ruling.group() : number(kernel.get("DEVGID"), 10),
        ruling.mode().isPresent() ? ruling.mode() : number(kernel.get("DEVMODE"), 8),
        ruling.labels(),
        "add".equals(kernel.get("ACTION")));
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
        attempt(link, problems, () -> links.release(link, node));
      }
    }
    for (String link : ruling.links()) {
      attempt(link, problems, () -> links.claim(link, node, ruling.linkPriority()));
    }
    attempt(node.numberLink(), problems, () -> links.make(node.numberLink(), node));
  }

  private void attempt(String link, Problems problems, Problems.Attempt attempt) {
    problems.attempt(dev, "link " + link, attempt);
  }
}
