package io.hotprobe.pipeline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A sysfs of test devices on the bus {@code test}. */
final class FakeSysfs {

  final Path root;

  FakeSysfs(Path root) {
    this.root = root;
  }

  /** A device with the lines of its uevent file. */
  FakeSysfs device(String devpath, String... uevent) throws IOException {
    Path directory = Files.createDirectories(root.resolve(devpath.substring(1)));
    Files.writeString(directory.resolve("uevent"), String.join("\n", uevent) + "\n", StandardCharsets.ISO_8859_1);
    Path links = Files.createDirectories(root.resolve("bus/test/devices"));
    Path link = links.resolve(devpath.substring(1).replace('/', '!'));
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, links.relativize(directory));
    return this;
  }

  void remove(String devpath) throws IOException {
    Files.delete(root.resolve("bus/test/devices").resolve(devpath.substring(1).replace('/', '!')));
    Files.delete(root.resolve(devpath.substring(1)).resolve("uevent"));
  }
}
