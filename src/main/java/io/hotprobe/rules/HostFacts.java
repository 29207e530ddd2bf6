package io.hotprobe.rules;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Gathers what rules ask of a machine that lies below a root. Nothing that is not there is an error. */
public final class HostFacts {

  /** Most bytes of a file that are read; the kernel's longest command line is shorter. */
  private static final int LONGEST = 64 << 10;

  private HostFacts() {}

  /**
   * The machine's facts as they are now.
   *
   * @param sysfs where its sysfs is
   */
  public static Host of(Path root, Path sysfs, Host.Accounts accounts) {
    Map<String, String> constants = new LinkedHashMap<>();
    String machine = text(root.resolve("proc/sys/kernel/arch")).strip();
    constants.put("arch", Architecture.named(machine.isEmpty() ? System.getProperty("os.arch") : machine));
    constants.put("virt", new Virtualization(root, sysfs).name());
    return new Host(
        root.resolve("dev"), root.resolve("proc/sys"), text(root.resolve("proc/cmdline")).strip(), root.resolve("usr/lib/udev"), constants,
        accounts);
  }

  /** {@link #text(Path, int)}, 64 KiB at most. */
  static String text(Path file) {
    return text(file, LONGEST);
  }

  /** The beginning of a regular file, {@code most} bytes of it; empty when it cannot be read. */
  static String text(Path file, int most) {
    if (!Files.isRegularFile(file)) {
      return "";
    }
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(most), StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      return "";
    }
  }
}
