package io.hotprobe.cli;

import io.hotprobe.linux.Terminal;
import java.nio.file.Path;

/**
 * What the Java machine is watched doing when the class-data archive is made: each command once, on the demo's files, so that the
 * classes of all of them are in it.
 */
final class ArchiveTraining {

  private ArchiveTraining() {}

  /** Runs the commands; their output does not matter. */
  public static void main(String[] arguments) {
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
    String base = Path.of(System.getProperty("hotprobe.home"), "share/demo").toString();
    Main.run("modinfo", "-b", base, "-k", DemoCommand.RELEASE, "-n", "e1000e", "pci:v00008086d000010D3sv00008086sd00000000bc02sc00i00");
    System.exit(Main.run("demo", "--speed", "0"));
  }

  private static void run(String[] world, String command, String... arguments) {
    String[] all = new String[1 + world.length + arguments.length];
    all[0] = command;
    System.arraycopy(world, 0, all, 1, world.length);
    System.arraycopy(arguments, 0, all, 1 + world.length, arguments.length);
    Main.run(all);
  }
}
