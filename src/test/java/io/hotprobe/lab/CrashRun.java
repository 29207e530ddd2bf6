package io.hotprobe.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Twenty devices are plugged, some of them twice, and the daemon is killed while it loads the first ones; another one is started while
 * others come.
 *
 * @param plugs how many devices were plugged
 * @param liveAtKill modules that had become live between the first plug and the kill
 * @param liveAtEnd modules that are live in the end and were not before the first plug
 * @param devices by model, whether a driver is bound in the end
 * @param parameters by {@code module/parameters/name}, what sysfs says
 * @param history what {@code hotprobe history --json} prints in the end, line by line
 * @param log what the second daemon said
 */
record CrashRun(
    int plugs,
    List<String> liveAtKill,
    List<String> liveAtEnd,
    Map<String, Boolean> devices,
    Map<String, String> parameters,
    List<String> history,
    String log) {

  /** Options that are in force before the first plug. */
  static final Map<String, String> OPTIONS =
      Map.of("e1000e/parameters/copybreak", "300", "usb_storage/parameters/delay_use", "2", "usbhid/parameters/mousepoll", "3");

  private static final int BEFORE_THE_KILL = 8;
  private static final int WHILE_NOBODY_LISTENS = 4;
  private static final List<HotDevice> REPLUGGED =
      Stream.of("e1000e", "nvme", "usb-storage", "usb-kbd").map(HotDevice::of).toList();
  private static final Duration LIMIT = Duration.ofSeconds(180);
  private static final String LOG = "/run/lab/second.log";

  static CrashRun of(Path lab) throws IOException, InterruptedException {
    try (Guest guest = Guest.boot(lab, "hotprobe")) {
      try {
        return new Steps(guest, lab.resolve("recordings")).run();
      } catch (IOException | RuntimeException e) {
        e.addSuppressed(new IOException(guest.lastWords()));
        throw e;
      }
    }
  }

  private record Steps(Guest guest, Path recordings) {

    CrashRun run() throws IOException, InterruptedException {
      guest.awaitQuiet();
      writeOptions();
      List<String> before = live();
      int position = guest.events().position();
      plug(HotDevice.ALL.subList(0, BEFORE_THE_KILL));
      shell("until grep -q ^e1000e /proc/modules; do sleep 0.05; done; kill -9 $(pidof java)");
      List<String> liveAtKill = without(before, live());
      plug(HotDevice.ALL.subList(BEFORE_THE_KILL, BEFORE_THE_KILL + WHILE_NOBODY_LISTENS));
      shell("/opt/hotprobe/bin/hotprobe daemon >" + LOG + " 2>&1 &");
      plug(HotDevice.ALL.subList(BEFORE_THE_KILL + WHILE_NOBODY_LISTENS, HotDevice.ALL.size()));
      guest.unplugAtOnce(REPLUGGED);
      plug(REPLUGGED);
      shell("until grep -q 'coldplug done' " + LOG + "; do kill -0 $(pidof java) || { cat " + LOG + "; exit 1; }; sleep 0.2; done");
      guest.events().await(position, since -> HotDevice.ALL.stream().allMatch(device -> PlugResult.isBound(device, since)), LIMIT);
      guest.awaitQuiet();
      shell("/opt/hotprobe/bin/hotprobe settle --timeout=120s");
      CrashRun run =
          new CrashRun(
              HotDevice.ALL.size() + REPLUGGED.size(), liveAtKill, without(before, live()), devices(position), parameters(),
              shell("/opt/hotprobe/bin/hotprobe history --json"), String.join("\n", shell("cat " + LOG)));
      Files.createDirectories(recordings);
      Files.writeString(recordings.resolve("crash.log"), run.log, StandardCharsets.ISO_8859_1);
      Files.write(recordings.resolve("crash.history"), run.history, StandardCharsets.ISO_8859_1);
      return run;
    }

    private void writeOptions() throws IOException, InterruptedException {
      List<String> lines = new ArrayList<>();
      OPTIONS.forEach((parameter, value) -> lines.add("options " + parameter.replace("/parameters/", " ") + "=" + value));
      shell("mkdir -p /etc/modprobe.d; echo '" + String.join("\n", lines) + "' >/etc/modprobe.d/lab.conf; /opt/hotprobe/bin/hotprobe reload");
    }

    private void plug(List<HotDevice> devices) throws IOException, InterruptedException {
      for (HotDevice device : devices) {
        guest.qmp().execute("device_add", device.arguments());
      }
    }

    private Map<String, Boolean> devices(int position) throws IOException, InterruptedException {
      Map<String, Boolean> bound = new LinkedHashMap<>();
      for (HotDevice device : HotDevice.ALL) {
        boolean any = false;
        for (String function : PlugResult.of(device, guest.events().since(position), new TreeSet<>()).functions().keySet()) {
          any |= shell("[ -e /sys" + function + "/driver ] && echo bound || echo unbound").contains("bound");
        }
        bound.put(device.model(), any);
      }
      return bound;
    }

    private Map<String, String> parameters() throws IOException, InterruptedException {
      Map<String, String> values = new TreeMap<>();
      for (String parameter : OPTIONS.keySet()) {
        values.put(parameter, String.join(" ", shell("cat /sys/module/" + parameter)));
      }
      return values;
    }

    private List<String> live() throws IOException, InterruptedException {
      return shell("cut -d ' ' -f 1 /proc/modules | sort");
    }

    private static List<String> without(List<String> before, List<String> now) {
      return now.stream().filter(module -> !before.contains(module)).toList();
    }

    private List<String> shell(String script) throws IOException, InterruptedException {
      return guest.shell().run(script, LIMIT);
    }
  }
}
