package io.hotprobe.builtins;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The udevadm of a system, asked about a sysfs that is a directory. Needs root, for a mount namespace of its own. */
final class RealUdev {

  private static final String SCRIPT =
      """
      mount --bind "$1" "$2/sys" || exit 99
      if test -n "$3"; then mount -t tmpfs none "$2/etc/udev" && cat "$3" > "$2/etc/udev/hwdb.bin" || exit 99; fi
      if test -d "$1/firmware/devicetree"; then
        mount -t tmpfs none "$2/proc" && ln -s /sys/firmware/devicetree/base "$2/proc/device-tree" || exit 99
      fi
      shift 3
      export SYSTEMD_LOG_LEVEL=emerg SYSTEMD_DEVICE_VERIFY_SYSFS=0
      """;

  private final Path root;
  private final String version;

  private RealUdev(Path root, String version) {
    this.root = root;
    this.version = version;
  }

  /** That of a system whose root is a directory; empty when there is none or it cannot be used here. */
  static Optional<RealUdev> in(Path root) {
    try {
      RealUdev udev = new RealUdev(root, run(List.of("chroot", root.toString(), "udevadm", "--version")).strip());
      boolean works = udev.version.matches("\\d+.*") && run(List.of("unshare", "-m", "echo", "works")).equals("works\n");
      return works ? Optional.of(udev) : Optional.empty();
    } catch (IOException absent) {
      return Optional.empty();
    }
  }

  String version() {
    return version.split("[ .]")[0];
  }

  /**
   * What it sets.
   *
   * @param hwdb its hwdb.bin; null for the system's own
   * @param scheme how it is to name interfaces; empty for its default
   */
  List<String> ask(Path sysfs, Path hwdb, SysfsTree.Question question, String scheme) throws IOException {
    String chosen = scheme.isEmpty() ? "" : "export NET_NAMING_SCHEME=" + scheme + "; ";
    String command = chosen + "chroot \"$0\" udevadm test-builtin \"$1\" \"$2\"; echo \"status $?\"";
    String output = jailed(sysfs, hwdb, command, question.command(), "/sys" + question.devpath());
    List<String> lines = new ArrayList<>(output.lines().toList());
    String status = lines.remove(lines.size() - 1);
    return status.equals("status 0") ? lines : List.of("failed");
  }

  /** The output of a shell command whose $0 is the root, run with a sysfs and an hwdb.bin in their places. */
  String jailed(Path sysfs, Path hwdb, String command, String... words) throws IOException {
    List<String> all = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", SCRIPT + command.replace("$0", "$ROOT")));
    String base = root.toString().equals("/") ? "" : root.toString();
    all.addAll(List.of("sh", sysfs.toString(), base, hwdb == null ? "" : hwdb.toString()));
    all.addAll(List.of(words));
    return run(all, base.isEmpty() ? "/" : base);
  }

  /** Makes an hwdb.bin of a source, with the system's own compiler. */
  static Path compiled(Path source, Path directory) throws IOException {
    Path sources = Files.createDirectories(directory.resolve("etc/udev/hwdb.d"));
    Files.copy(source, sources.resolve("10-test.hwdb"));
    run(List.of("systemd-hwdb", "update", "--root=" + directory));
    return directory.resolve("etc/udev/hwdb.bin");
  }

  private static String run(List<String> words) throws IOException {
    return run(words, "/");
  }

  private static String run(List<String> words, String root) throws IOException {
    Path output = Files.createTempFile("udev", ".out");
    try {
      ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(false);
      builder.environment().put("ROOT", root);
      builder.redirectOutput(output.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
      Process process = builder.start();
      if (!process.waitFor(600, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("no end after 600 s: " + words);
      }
      return Files.readString(output, StandardCharsets.ISO_8859_1);
    } catch (InterruptedException interrupted) {
      throw new IOException("interrupted", interrupted);
    } finally {
      Files.delete(output);
    }
  }
}
