package io.hotprobe.cli;

import io.hotprobe.journal.Printable;
import io.hotprobe.sysfs.Device;
import io.hotprobe.sysfs.Sysfs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hotprobe rules attributes}: what a rule can match a device by. */
@Command(
    name = "attributes",
    description = {
      "Shows by what a rule can tell a device from others, as matches that hold for it: its own, then those of each device above it.",
      "A rule may use any of the first block, and of the others those of one."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Exit codes: 0 shown, 1 there is no such device, 2 the command line is wrong."})
final class RulesAttributesCommand implements Callable<Integer> {

  @Option(names = "--root", order = World.ORDER, paramLabel = "DIR", description = "Prefix of every default path (default: /).")
  private Path root = Path.of("/");

  @Option(names = "--sysfs", order = World.ORDER, paramLabel = "DIR", description = "Where sysfs is, live or recorded (default: ROOT/sys).")
  private Path sysfsDir;

  @Parameters(paramLabel = "DEVICE", description = "As for hotprobe rules test.")
  private String name;

  @Override
  public Integer call() throws IOException {
    Path place = sysfsDir == null ? RulePlaces.absolute(root).resolve("sys") : sysfsDir;
    Device device = new NamedDevice(new Sysfs(place), place.equals(Path.of("/sys"))).find(ByteText.of(name));
    if (!device.exists()) {
      throw new IOException("there is no device at " + device.directory());
    }
    if (device.subsystem() == null) {
      throw new IOException(device.directory() + " has no subsystem, so it is no device");
    }
    DeviceMatches matches = new DeviceMatches(line -> System.out.println(Printable.text(line)));
    matches.ofDevice(device);
    for (Device above = device.parent(); above != null; above = above.parent()) {
      matches.ofParent(above);
    }
    return 0;
  }
}
