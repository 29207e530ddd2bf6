package io.hotprobe.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * What became of a rule's script that never ends, of its children, and of the events behind it.
 *
 * @param began whether it ran
 * @param processesLeft what of it was still alive when the events behind it were handled
 * @param laterEventHandled whether the devices below its own got their links
 * @param limitSeconds what the event had
 * @param seconds from the plug until those links were there
 * @param log what the daemon said
 */
record HangRun(boolean began, List<String> processesLeft, boolean laterEventHandled, int limitSeconds, double seconds, String log) {
  private static final int EVENT_SECONDS = 8;
  private static final Duration LIMIT = Duration.ofSeconds(180);
  private static final HotDevice TABLET = HotDevice.of("usb-tablet");
  private static final String LINK = "/dev/input/by-id/usb-QEMU_QEMU_USB_Tablet_*-event-mouse";
  private static final String LOG = "/run/lab/hang.log";
  private static final String RULE = "ACTION==\"add\", SUBSYSTEM==\"usb\", ENV{DEVTYPE}==\"usb_device\", KERNEL==\"[12]-"
      + TABLET.slot() + "\", RUN+=\"lab-hang\"";

  /** Starts the daemon again with a limit that one can wait for, and plugs the device for which the script runs. */
  static HangRun of(Guest guest) throws IOException, InterruptedException {
    run(guest, "echo '" + RULE + "' >/etc/udev/rules.d/98-hang.rules; kill $(pidof java); while pidof java; do sleep 0.2; done\n"
        + "/opt/hotprobe/bin/hotprobe daemon --manage-nodes --event-timeout " + EVENT_SECONDS + "s >" + LOG + " 2>&1 &\n"
        + "until grep -q 'coldplug done' " + LOG + "; do kill -0 $! || { cat " + LOG + "; exit 1; }; sleep 0.2; done");
    long plugged = System.nanoTime();
    guest.qmp().execute("device_add", TABLET.arguments());
    boolean handled = run(guest, "for turn in $(seq 450); do [ ! -e " + LINK + " ] || break; sleep 0.2; done; ls " + LINK + " || true")
        .stream().anyMatch(line -> line.startsWith("/dev/input/by-id/"));
    double seconds = (System.nanoTime() - plugged) / 1e9;
    return new HangRun(
        run(guest, "[ -s /run/lab/hanging ] && echo began || true").contains("began"),
        run(guest, "ps -o pid,args | grep -E '[s]leep 7777|lab-[h]ang' || true"),
        handled, EVENT_SECONDS, seconds, String.join("\n", run(guest, "cat " + LOG)));
  }

  /** Whether the log says which program was killed. */
  boolean isReported() {
    return log.lines().anyMatch(line -> line.contains("lab-hang") && line.contains("killed"));
  }

  private static List<String> run(Guest guest, String script) throws IOException, InterruptedException {
    return guest.shell().run(script, LIMIT);
  }
}
