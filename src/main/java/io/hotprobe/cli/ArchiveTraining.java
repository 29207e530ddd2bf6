package io.hotprobe.cli;

import io.hotprobe.linux.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * What the Java machine is watched doing when the class-data archive is made: each command once, on the demo's files, so that the
 * classes of all of them are in it.
 */
final class ArchiveTraining {

  private ArchiveTraining() {}

  /** Runs the commands; their output does not matter. */
  public static void main(String[] arguments) throws IOException {
    Path releases = Path.of(System.getProperty("hotprobe.home"), "share/demo/lib/modules");
    String[] world = {"--modules-dir", releases.toString(), "--release", DemoCommand.RELEASE, "--config-dir", "/nonexistent"};
    Terminal.isTerminal(1);
    run(world, "resolve", "--json", "usb:v46F4p0001d0000dc00dsc00dp00ic08isc06ip50in00");
    run(world, "load", "--simulate", "e1000e");
    run(world, "load", "--dry-run", "e1000e");
    run(world, "load", "--show-plan", "e1000e");
    run(world, "modprobe", "--simulate", "-v", "usbhid");
    run(world, "modprobe", "--simulate", "-r", "-n", "usbhid");
    run(world, "modprobe", "--simulate", "-D", "usbhid", "a=b");
    run(world, "lsmod", "--simulate");
    run(world, "rmmod", "--simulate", "e1000e");
    run(world, "insmod", "--simulate", "-n", releases.resolve("none.ko").toString());
    Main.run("kmod", "static-nodes", "--modules-dir", releases.toString(), "--release", DemoCommand.RELEASE);
    depmod();
    rules();
    String base = Path.of(System.getProperty("hotprobe.home"), "share/demo").toString();
    Main.run("modinfo", "-b", base, "-k", DemoCommand.RELEASE, "-n", "e1000e", "pci:v00008086d000010D3sv00008086sd00000000bc02sc00i00");
    System.exit(Main.run("demo", "--speed", "0"));
  }

  /** On a tree of one module, which is none: that it cannot be read is said. */
  private static void depmod() throws IOException {
    Path base = Files.createTempDirectory("hotprobe-archive");
    Path release = Files.createDirectories(base.resolve("lib/modules").resolve(DemoCommand.RELEASE));
    Files.write(release.resolve("none.ko"), new byte[0]);
    Main.run("depmod", "-b", base.toString(), "-C", "/nonexistent", DemoCommand.RELEASE);
    Main.run("depmod", "-n", "-b", base.toString(), "-C", "/nonexistent", DemoCommand.RELEASE);
    delete(base);
  }

  /** On one device and one file of rules. */
  private static void rules() throws IOException {
    Path base = Files.createTempDirectory("hotprobe-archive");
    Path device = Files.createDirectories(base.resolve("sys/devices/a"));
    Files.writeString(device.resolve("uevent"), "DEVNAME=a\nMAJOR=1\n");
    Path file = Files.createDirectories(base.resolve("rules.d")).resolve("10-a.rules");
    Files.writeString(file, "SUBSYSTEM==\"a*\", ATTR{b}!=\"1\"\nENV{A}=\"%k\", SYMLINK+=\"b\", TAG+=\"c\", MODE=\"0600\", RUN+=\"d\"\n");
    String rules = file.getParent().toString();
    String[] test = {"rules", "test", "--sysfs", base.resolve("sys").toString(), "--rules-dir", rules, "-p", "SUBSYSTEM=a", "/devices/a"};
    Main.run(test);
    Main.run(with(test, "--explain"));
    Main.run(with(test, "--explain", "--json"));
    Main.run("rules", "verify", rules);
    Main.run("rules", "cat", "--rules-dir", rules);
    delete(base);
  }

  private static String[] with(String[] arguments, String... more) {
    return Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray(String[]::new);
  }

  private static void delete(Path base) throws IOException {
    try (Stream<Path> files = Files.walk(base)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private static void run(String[] world, String command, String... arguments) {
    String[] all = new String[1 + world.length + arguments.length];
    all[0] = command;
    System.arraycopy(world, 0, all, 1, world.length);
    System.arraycopy(arguments, 0, all, 1 + world.length, arguments.length);
    Main.run(all);
  }
}
