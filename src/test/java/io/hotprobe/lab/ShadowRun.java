package io.hotprobe.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What {@code hotprobe daemon --shadow} said beside udevd.
 *
 * @param reportedAtColdplug differences from the records that udevd had made before
 * @param reportedWhenPlugged differences when a device was plugged, with the rules as they are
 * @param reportedWhenMasked differences when a device was plugged whose module udevd did not load, because the rule was masked
 * @param liveWhenMasked whether that module was live then
 * @param log all it said
 */
record ShadowRun(
    List<String> reportedAtColdplug,
    List<String> reportedWhenPlugged,
    List<String> reportedWhenMasked,
    boolean liveWhenMasked,
    String log) {

  /** Of the device that is plugged where udevd loads nothing. */
  static final String MODULE = "i6300esb";

  /** A difference, and a right one, if it is the only one of its event: udev 252 does not set that property yet. */
  private static final Pattern NEWER = Pattern.compile(".*: hotprobe would set ID_PATH_WITH_USB_REVISION=[^ ;]*");

  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final String LOG = "/run/lab/shadow.log";
  private static final String MASK = "/etc/udev/rules.d/80-drivers.rules";

  static ShadowRun of(Guest guest) throws IOException, InterruptedException {
    run(guest, "/opt/hotprobe/bin/hotprobe daemon --shadow >" + LOG + " 2>&1 & echo $! >/run/lab/shadow.pid\n"
        + "until grep -q 'coldplug done' " + LOG + "; do kill -0 $(cat /run/lab/shadow.pid) || { cat " + LOG + "; exit 1; }; sleep 0.2; done");
    List<String> atColdplug = reported(guest);
    guest.plug(HotDevice.of("usb-tablet"));
    List<String> whenPlugged = reported(guest).stream().skip(atColdplug.size()).toList();
    run(guest, "ln -s /dev/null " + MASK + "; udevadm control --reload");
    guest.qmp().execute("device_add", HotDevice.of(MODULE).arguments());
    guest.awaitQuiet();
    SortedSet<String> live = new TreeSet<>(run(guest, "cut -d ' ' -f 1 /proc/modules"));
    List<String> whenMasked = reported(guest).stream().filter(line -> line.contains(MODULE)).toList();
    run(guest, "rm " + MASK + "; kill $(cat /run/lab/shadow.pid); udevadm control --reload");
    return new ShadowRun(atColdplug, whenPlugged, whenMasked, live.contains(MODULE), String.join("\n", run(guest, "cat " + LOG)));
  }

  private static List<String> reported(Guest guest) throws IOException, InterruptedException {
    return run(guest, "grep 'shadow: .*: hotprobe ' " + LOG + " || true").stream()
        .filter(line -> !NEWER.matcher(line).matches()).toList();
  }

  private static List<String> run(Guest guest, String script) throws IOException, InterruptedException {
    return guest.shell().run(script, LIMIT);
  }
}
