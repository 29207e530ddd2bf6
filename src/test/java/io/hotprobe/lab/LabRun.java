package io.hotprobe.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One boot with one daemon: every device is plugged, some again, and some modules are unloaded by hand.
 *
 * <p>What goes wrong with a device is kept as a result, so that one run shows all that is wrong.
 *
 * @param kernel the guest's release
 * @param java the guest's Java
 * @param readySeconds from the daemon's start until it listens
 * @param coldplugSeconds from the daemon's start until it has handled what was plugged in before
 * @param coldplugged modules that were live then
 * @param plugged by model, in the order of {@link HotDevice#ALL}
 * @param live modules that were live when all devices were plugged
 * @param replugged by model: unplugged, and plugged once more
 * @param unloaded by module: unloaded by hand while its device was there
 */
record LabRun(
    String kernel,
    String java,
    double readySeconds,
    double coldplugSeconds,
    SortedSet<String> coldplugged,
    Map<String, PlugResult> plugged,
    SortedSet<String> live,
    Map<String, PlugResult> replugged,
    Map<String, Unloaded> unloaded) {

  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(30);

  /**
   * What became of a module after it was unloaded by hand.
   *
   * @param cameBack it was live again after {@code change} and {@code bind} of its device
   * @param loadedByAdd it was live again after {@code add}, as the daemon listens on
   */
  record Unloaded(boolean cameBack, boolean loadedByAdd) {
  }

  static LabRun of(Path lab, String daemon) throws IOException, InterruptedException {
    try (Guest guest = Guest.boot(lab, daemon)) {
      try {
        return new Steps(guest, lab.resolve("recordings"), daemon).run();
      } catch (IOException | RuntimeException e) {
        e.addSuppressed(new IOException(guest.lastWords()));
        throw e;
      }
    }
  }

  /** Plugs devices where nothing listens: what is live then was loaded by the kernel itself. */
  static SortedSet<String> liveWithoutDaemon(Path lab) throws IOException, InterruptedException {
    try (Guest guest = Guest.boot(lab, "none")) {
      for (String model : List.of("e1000e", "virtio-rng-pci")) {
        guest.qmp().execute("device_add", HotDevice.of(model).arguments());
      }
      guest.awaitQuiet();
      return liveModules(guest);
    }
  }

  private static SortedSet<String> liveModules(Guest guest) throws IOException, InterruptedException {
    return new TreeSet<>(guest.shell().run("cut -d ' ' -f 1 /proc/modules", COMMAND_LIMIT));
  }

  /** The steps of a run, on a guest that has booted. */
  private record Steps(Guest guest, Path recordings, String daemon) {
    private static final List<String> REPLUGGED = List.of("e1000e", "nvme", "virtio-net-pci", "usb-storage", "usb-kbd");
    /** Models whose module has the model's name and is needed by no other. */
    private static final List<String> UNLOADED = List.of("i6300esb", "vmxnet3");

    LabRun run() throws IOException, InterruptedException {
      Files.createDirectories(recordings);
      try {
        return plugReplugUnload();
      } finally {
        guest.events().record(recordings.resolve(daemon + ".uevents"), 0);
        Files.write(recordings.resolve(daemon + ".log"), shell("cat /run/lab/daemon.log"));
      }
    }

    private LabRun plugReplugUnload() throws IOException, InterruptedException {
      guest.awaitQuiet();
      SortedSet<String> coldplugged = liveModules(guest);
      int hotplug = guest.events().position();
      Map<String, PlugResult> plugged = new LinkedHashMap<>();
      for (HotDevice device : HotDevice.ALL) {
        plugged.put(device.model(), plug(device));
      }
      guest.events().record(recordings.resolve(daemon + "-hotplug.uevents"), hotplug);
      SortedSet<String> live = liveModules(guest);
      Map<String, PlugResult> replugged = new LinkedHashMap<>();
      for (String model : REPLUGGED) {
        guest.unplug(HotDevice.of(model));
        replugged.put(model, plug(HotDevice.of(model)));
      }
      Map<String, Unloaded> unloaded = new LinkedHashMap<>();
      for (String model : UNLOADED) {
        PlugResult device = plugged.get(model);
        unloaded.put(model, device.isBound() ? unload(model, device) : new Unloaded(false, false));
      }
      return new LabRun(
          shell("uname -r").get(0),
          shell("java -version").get(1),
          uptime("ready") - uptime("started"),
          uptime("coldplugged") - uptime("started"),
          coldplugged, plugged, live, replugged, unloaded);
    }

    private PlugResult plug(HotDevice device) throws IOException, InterruptedException {
      SortedSet<String> before = liveModules(guest);
      int position = guest.events().position();
      guest.plug(device);
      SortedSet<String> appeared = liveModules(guest);
      appeared.removeAll(before);
      PlugResult result = PlugResult.of(device, guest.events().since(position), appeared);
      for (Map.Entry<String, Boolean> function : result.functions().entrySet()) {
        function.setValue(function.getValue() && hasDriver(function.getKey()));
      }
      return result;
    }

    private boolean hasDriver(String devpath) throws IOException, InterruptedException {
      return shell("[ -e /sys" + devpath + "/driver ] && echo bound || echo unbound").contains("bound");
    }

    private Unloaded unload(String module, PlugResult device) throws IOException, InterruptedException {
      String uevent = "/sys" + device.functions().keySet().iterator().next() + "/uevent";
      shell("rmmod " + module);
      shell("echo change > " + uevent + "; echo bind > " + uevent);
      guest.awaitQuiet();
      boolean cameBack = liveModules(guest).contains(module);
      shell("echo add > " + uevent);
      guest.awaitQuiet();
      return new Unloaded(cameBack, liveModules(guest).contains(module));
    }

    private double uptime(String moment) throws IOException, InterruptedException {
      return Double.parseDouble(shell("cat /run/lab/" + moment).get(0));
    }

    private List<String> shell(String script) throws IOException, InterruptedException {
      return guest.shell().run(script, COMMAND_LIMIT);
    }
  }
}
