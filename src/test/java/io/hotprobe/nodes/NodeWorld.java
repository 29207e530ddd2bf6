package io.hotprobe.nodes;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.rules.Ruling;
import io.hotprobe.sysfs.Sysfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A machine in a directory: its nodes, its interfaces, what was sent to listeners. */
final class NodeWorld {

  final Path run;
  final Path dev;
  final Path sys;
  final NodeWork work;
  final FakeInodes inodes = new FakeInodes();
  final Map<Integer, String> interfaces = new HashMap<>();
  final List<byte[]> sent = new ArrayList<>();
  final List<Diagnostic> damage = new ArrayList<>();
  final Map<Integer, Path> watched = new HashMap<>();
  boolean rereads;
  private int handles;
  IOException sendFailure;
  long micros = 1_000_000;

  NodeWorld(Path root) throws IOException {
    Path real = root.toRealPath();
    run = real.resolve("run/udev");
    dev = Files.createDirectories(real.resolve("dev"));
    sys = Files.createDirectories(real.resolve("sys"));
    work = new NodeWork(
        new NodeWork.Places(run, dev, new Sysfs(sys)),
        new NodeWork.Ports(inodes, this::rename, this::send, notices(), node -> rereads, () -> micros++),
        damage::add);
  }

  private CloseNotices notices() {
    return new CloseNotices() {
      @Override
      public int watch(Path node) {
        watched.put(++handles, node);
        return handles;
      }

      @Override
      public void forget(int handle) {
        watched.remove(handle);
      }
    };
  }

  private void rename(int index, String name) throws IOException {
    if (interfaces.containsValue(name)) {
      throw new IOException("EEXIST");
    }
    if (interfaces.replace(index, name) == null) {
      throw new IOException("ENODEV");
    }
  }

  private void send(byte[] message) throws IOException {
    if (sendFailure != null) {
      throw sendFailure;
    }
    sent.add(message);
  }

  /** Where a link below the directory of nodes leads, null when there is none. */
  String link(String name) throws IOException {
    Path link = dev.resolve(name);
    return Files.isSymbolicLink(link) ? Files.readSymbolicLink(link).toString() : null;
  }

  /** The text of a device's entry in the database, null when there is none. */
  String entry(String id) throws IOException {
    Path file = run.resolve("data").resolve(id);
    return Files.exists(file) ? Files.readString(file) : null;
  }

  static Draft event(String action, String devpath, String subsystem) {
    return new Draft(action, devpath, subsystem);
  }

  /** The event of a block device whose node is made as well. */
  Draft disk(String action, String name, int minor) throws IOException {
    Path node = dev.resolve(name);
    if (inodes.status(node) == null && !action.equals("remove")) {
      inodes.node(node, "b8:" + minor);
    }
    return event(action, "/devices/" + name, "block").property("DEVNAME", name).property("MAJOR", "8")
        .property("MINOR", Integer.toString(minor));
  }

  /** A ruling under construction. */
  static final class Draft {

    private final Map<String, String> properties = new LinkedHashMap<>();
    private final Set<String> assigned = new LinkedHashSet<>();
    private Set<String> tags = new LinkedHashSet<>();
    private Set<String> currentTags = new LinkedHashSet<>();
    private List<String> links = List.of();
    private int priority;
    private OptionalInt owner = OptionalInt.empty();
    private OptionalInt group = OptionalInt.empty();
    private OptionalInt mode = OptionalInt.empty();
    private Optional<String> name = Optional.empty();
    private Map<String, String> labels = Map.of();
    private boolean persistent;
    private Optional<Boolean> watch = Optional.empty();

    private Draft(String action, String devpath, String subsystem) {
      property("ACTION", action).property("DEVPATH", devpath).property("SUBSYSTEM", subsystem).property("SEQNUM", "7");
    }

    Draft property(String key, String value) {
      properties.put(key, value);
      return this;
    }

    Draft assigned(String key, String value) {
      assigned.add(key);
      return property(key, value);
    }

    Draft tags(String... names) {
      tags = new LinkedHashSet<>(List.of(names));
      currentTags = tags;
      return this;
    }

    Draft currentTags(String... names) {
      currentTags = new LinkedHashSet<>(List.of(names));
      return this;
    }

    Draft links(String... names) {
      links = List.of(names);
      return this;
    }

    Draft priority(int value) {
      priority = value;
      return this;
    }

    Draft owner(int user) {
      owner = OptionalInt.of(user);
      return this;
    }

    Draft group(int value) {
      group = OptionalInt.of(value);
      return this;
    }

    Draft mode(int value) {
      mode = OptionalInt.of(value);
      return this;
    }

    Draft name(String value) {
      name = Optional.of(value);
      return this;
    }

    Draft label(String module, String label) {
      labels = Map.of(module, label);
      return this;
    }

    Draft watch(boolean value) {
      watch = Optional.of(value);
      return this;
    }

    Draft persistent() {
      persistent = true;
      return this;
    }

    Ruling ruling() {
      return new Ruling(properties, properties, assigned, tags, currentTags, links, priority, owner, group, mode, name, labels, watch,
          persistent, List.of(), List.of());
    }
  }
}
