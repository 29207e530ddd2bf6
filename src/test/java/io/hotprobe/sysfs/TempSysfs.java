package io.hotprobe.sysfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small sysfs under construction. */
public final class TempSysfs {

  public final Path root;

  public TempSysfs(Path root) {
    this.root = root;
  }

  /** Makes the directory of a device with its uevent file. */
  public TempSysfs device(String devpath, String uevent) throws IOException {
    return file(devpath + "/uevent", uevent);
  }

  /** Writes a file, one char a byte. */
  public TempSysfs file(String path, String text) throws IOException {
    Path file = root.resolve(path.substring(1));
    Files.createDirectories(file.getParent());
    Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /** Links a device below {@code bus/BUS/devices}, as the kernel does: relative. */
  public TempSysfs onBus(String bus, String devpath) throws IOException {
    return link("/bus/" + bus + "/devices/" + name(devpath), "../../.." + devpath);
  }

  public TempSysfs inClass(String name, String devpath) throws IOException {
    return link("/class/" + name + "/" + name(devpath), "../.." + devpath);
  }

  public TempSysfs link(String path, String target) throws IOException {
    Path link = root.resolve(path.substring(1));
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, Path.of(target));
    return this;
  }

  private static String name(String devpath) {
    return devpath.substring(devpath.lastIndexOf('/') + 1);
  }
}
