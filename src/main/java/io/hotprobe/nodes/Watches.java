package io.hotprobe.nodes;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.sysfs.Device;
import io.hotprobe.sysfs.FileNames;
import io.hotprobe.sysfs.Sysfs;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Block devices that rules want watched ({@code OPTIONS="watch"}): when one that was open for writing is closed, its content may be
 * another, and the kernel is asked for a {@code change}. What is watched is kept as links {@code watch/ID} to the handle and
 * {@code watch/HANDLE} to the id. Source: {@code src/udev/udev-watch.c} of systemd 252 and 257.
 *
 * <p>Safe for any thread.
 */
final class Watches {

  /** Most watches that are taken over from a process before this one. */
  private static final int MOST_LEFTOVERS = 65536;

  private final Path directory;
  private final Path dev;
  private final Sysfs sysfs;
  private final NodeWork.Ports ports;
  private final Consumer<Diagnostic> notices;

  private final Map<Integer, Watched> watched = new HashMap<>();
  private final Map<String, Integer> handles = new HashMap<>();

  private record Watched(DeviceNode node, String devpath) {}

  Watches(NodeWork.Places places, NodeWork.Ports ports, Consumer<Diagnostic> notices) {
    this.directory = places.run().resolve("watch");
    this.dev = places.dev();
    this.sysfs = places.sysfs();
    this.ports = ports;
    this.notices = notices;
  }

  /** Watches a device's node; does nothing for what is no block device. */
  synchronized void begin(DeviceNode node, String devpath) throws IOException {
    if (!node.block()) {
      return;
    }
    end(node.id());
    int handle = ports.closeNotices().watch(node.path());
    watched.put(handle, new Watched(node, devpath));
    handles.put(node.id(), handle);
    Files.createDirectories(directory);
    link(node.id(), Integer.toString(handle));
    link(Integer.toString(handle), node.id());
  }

  private void link(String name, String target) throws IOException {
    Files.deleteIfExists(directory.resolve(name));
    Files.createSymbolicLink(directory.resolve(name), Path.of(target));
  }

  /** Watches a device no longer; one that is not watched is fine. */
  synchronized void end(String id) throws IOException {
    Integer handle = handles.remove(id);
    if (handle != null) {
      watched.remove(handle);
      ports.closeNotices().forget(handle);
      Files.deleteIfExists(directory.resolve(id));
      Files.deleteIfExists(directory.resolve(handle.toString()));
    }
  }

  /** Watches what a process before this one watched. */
  void restore(Problems problems) {
    problems.attempt(directory, "watches of an earlier process", () -> {
      for (String id : leftovers()) {
        problems.attempt(directory.resolve(id), "watch", () -> restore(id));
      }
    });
  }

  private void restore(String id) throws IOException {
    Device device = id.startsWith("b") ? sysfs.find(FileNames.below(sysfs.root(), "dev/block/" + id.substring(1))) : null;
    DeviceNode node = device == null ? null : DeviceNode.of(id, device.properties(), dev);
    if (node != null) {
      begin(node, device.devpath());
    }
  }

  /** The ids that the links name; they are all taken away. */
  private List<String> leftovers() throws IOException {
    List<String> ids = new ArrayList<>();
    try (DirectoryStream<Path> links = Files.newDirectoryStream(directory, Files::isSymbolicLink)) {
      for (Path link : links) {
        if (ids.size() < MOST_LEFTOVERS) {
          ids.add(link.getFileName().toString());
        }
        Files.deleteIfExists(link);
      }
    } catch (NoSuchFileException none) {
      return ids;
    } catch (DirectoryIteratorException unreadable) {
      throw unreadable.getCause();
    }
    return ids;
  }

  /** A node was closed. Blocks while the disk is read. */
  void closed(int handle) {
    for (Watched each : closedBy(handle)) {
      Device device = sysfs.device(each.devpath());
      if (device.name().startsWith("dm-") || Files.exists(device.directory().resolve("partition"))) {
        change(device);
      } else {
        changeDisk(device, each.node().path());
      }
    }
  }

  private synchronized List<Watched> closedBy(int handle) {
    if (handle == CloseNotices.LOST) {
      return List.copyOf(watched.values());
    }
    Watched one = watched.get(handle);
    return one == null ? List.of() : List.of(one);
  }

  /** When the partitions are read anew, the kernel tells of the disk and of all its partitions itself. */
  private void changeDisk(Device disk, Path node) {
    boolean read = ports.disks().rereadPartitions(node);
    List<Device> partitions = partitions(disk);
    if (read && !partitions.isEmpty()) {
      return;
    }
    change(disk);
    partitions.forEach(this::change);
  }

  private List<Device> partitions(Device disk) {
    List<Device> partitions = new ArrayList<>();
    try (DirectoryStream<Path> below =
        Files.newDirectoryStream(disk.directory(), each -> Files.exists(each.resolve("partition")))) {
      for (Path directory : below) {
        partitions.add(sysfs.device(disk.devpath() + "/" + FileNames.text(directory.getFileName())));
      }
    } catch (IOException | DirectoryIteratorException gone) {
      return List.of();
    }
    return partitions;
  }

  private void change(Device device) {
    Path file = device.directory().resolve("uevent");
    try {
      Files.writeString(file, "change", StandardOpenOption.WRITE);
    } catch (NoSuchFileException gone) {
      // Its removal is an event of its own.
      return;
    } catch (IOException failed) {
      Problems problems = new Problems();
      problems.attempt(file, "the kernel cannot be asked for a change", () -> {
        throw failed;
      });
      problems.all().forEach(notices);
    }
  }
}
