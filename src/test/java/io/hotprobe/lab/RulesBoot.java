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
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One boot with the devices of {@code bench/lab/devices}, of which one daemon makes nodes, links and records; then some
 * are plugged, unplugged and plugged again.
 *
 * @param kernel the guest's release
 * @param java the guest's Java
 * @param coldplugSeconds from the daemon's start until it has handled what was there before
 * @param cold after that
 * @param plugged when {@link #PLUGGED} are plugged, one after the other
 * @param unplugged when {@link #AT_ONCE} have gone again
 * @param events the kernel's, from the first plug on
 * @param monitor what {@code udevadm monitor -u -p} said while {@link #STICK} was plugged: one text for each event
 * @param answers what clients of libudev answer when all is plugged, by command line: its paragraphs
 * @param scripts the runs of the script of {@code bench/lab/lab.rules}, until the end
 */
record RulesBoot(
    String kernel,
    String java,
    double coldplugSeconds,
    NodeState cold,
    NodeState plugged,
    NodeState unplugged,
    List<KernelEvent> events,
    SortedSet<String> monitor,
    Map<String, SortedSet<String>> answers,
    ScriptRuns scripts) {

  static final HotDevice STICK = HotDevice.of("usb-storage");
  static final HotDevice KEYBOARD = HotDevice.of("usb-kbd");
  /** Plugged and unplugged without a pause in between. */
  static final List<HotDevice> AT_ONCE = List.of(STICK, KEYBOARD);
  static final List<HotDevice> PLUGGED = List.of(HotDevice.of("e1000e"), HotDevice.of("nvme"), HotDevice.of("virtio-net-pci"),
      HotDevice.of("vmxnet3"), HotDevice.of("usb-audio"), HotDevice.of("usb-serial"), STICK, KEYBOARD);

  /**
   * What is not compared in {@link #monitor}: what numbers events or counts microseconds; private properties, which udev 252
   * sends and later ones do not; and a property that udev 252 does not know yet.
   */
  private static final Pattern VARYING = Pattern.compile("(SEQNUM=|USEC_INITIALIZED=|ID_PATH_WITH_USB_REVISION=|\\.).*");
  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(180);
  private static final List<String> CLIENTS = List.of(
      "udevadm settle --timeout=150; echo $?",
      "lsblk -P -o NAME,MAJ:MIN,FSTYPE,LABEL,UUID,PARTLABEL,PARTUUID,PTTYPE,SERIAL,WWN,MODEL,VENDOR,OWNER,GROUP,MODE",
      "udevadm info -q symlink -n /dev/sda | tr ' ' '\\n' | sort",
      "udevadm info -q property -p /sys/class/net/lo | grep -v USEC_INITIALIZED=",
      "udevadm info -e | grep -v -e '^R: ' -e USEC_INITIALIZED= -e ID_PATH_WITH_USB_REVISION=");

  /** Takes the steps in a guest that has booted, and leaves all plugged but {@link #AT_ONCE}. */
  static RulesBoot of(Guest guest, Path recordings, String daemon) throws IOException, InterruptedException {
    Files.createDirectories(recordings);
    return new Steps(guest, recordings.resolve("rules-" + daemon)).run();
  }

  /** The steps, in a guest that has booted; what they find is also left in files whose names begin with a path. */
  private record Steps(Guest guest, Path recording) {
    RulesBoot run() throws IOException, InterruptedException {
      guest.awaitQuiet();
      NodeState cold = state("cold");
      int hotplug = guest.events().position();
      for (HotDevice device : PLUGGED) {
        if (device == STICK) {
          shell("udevadm monitor -u -p >/run/lab/monitor 2>&1 & echo $! >/run/lab/monitor.pid");
        }
        guest.plug(device);
        if (device == STICK) {
          settle();
          shell("kill $(cat /run/lab/monitor.pid)");
        }
      }
      NodeState plugged = state("plugged");
      Map<String, SortedSet<String>> answers = new TreeMap<>();
      Map<String, String> disks = NodeState.disks(shell("nodes"));
      for (String client : CLIENTS) {
        answers.put(client, sorted(KernelNumbers.named(shell(client), disks)));
      }
      replugAtOnce();
      NodeState unplugged = state("unplugged");
      Files.write(Path.of(recording + ".log"), shell("cat /run/lab/daemon.log"), StandardCharsets.ISO_8859_1);
      return new RulesBoot(shell("uname -r").get(0), shell("java -version").get(1), coldplugSeconds(),
          cold, plugged, unplugged, guest.events().since(hotplug), monitored(disks), answers, scriptRuns());
    }

    /** Paragraphs, and the lines in each, sorted: udevadm prints a device's links in the order of a hash table. */
    private static SortedSet<String> sorted(List<String> lines) {
      return Stream.of(String.join("\n", KernelNumbers.ranked(lines)).split("\n\n"))
          .map(paragraph -> paragraph.lines().map(ListProperty::sorted).sorted().collect(Collectors.joining("\n")))
          .collect(Collectors.toCollection(TreeSet::new));
    }

    private void replugAtOnce() throws IOException, InterruptedException {
      guest.unplugAtOnce(AT_ONCE);
      guest.plugAtOnce(AT_ONCE);
      settle();
      guest.unplugAtOnce(AT_ONCE);
      settle();
    }

    /** Waits until the kernel has no more to say and the daemon has handled it. */
    private void settle() throws IOException, InterruptedException {
      guest.awaitQuiet();
      shell("udevadm settle --timeout=150");
    }

    private NodeState state(String moment) throws IOException, InterruptedException {
      List<String> listing = shell("nodes");
      Files.write(Path.of(recording + "-" + moment + ".txt"), listing, StandardCharsets.ISO_8859_1);
      return NodeState.parse(listing);
    }

    private SortedSet<String> monitored(Map<String, String> disks) throws IOException, InterruptedException {
      String text = String.join("\n", KernelNumbers.named(shell("cat /run/lab/monitor"), disks));
      SortedSet<String> events = new TreeSet<>();
      for (String event : text.split("\n\n")) {
        if (event.startsWith("UDEV  [")) {
          events.add(event.lines().filter(line -> !VARYING.matcher(line).matches()).map(ListProperty::sorted)
              .map(line -> line.replaceFirst("^UDEV  \\[[0-9.]+\\] ", "")).collect(Collectors.joining("\n")));
        }
      }
      return events;
    }

    private ScriptRuns scriptRuns() throws IOException, InterruptedException {
      List<String> log = shell("cat /run/lab/ran/log");
      Map<String, List<String>> runs = new LinkedHashMap<>();
      for (String line : log) {
        String event = line.substring(line.indexOf(' ') + 1);
        if (!runs.containsKey(event)) {
          runs.put(event, shell("cat '/run/lab/ran/" + event + "'"));
        }
      }
      List<String> text = new ArrayList<>(log);
      runs.forEach((event, run) -> {
        text.add("- " + event);
        text.addAll(run);
      });
      Files.write(Path.of(recording + "-scripts.txt"), text, StandardCharsets.ISO_8859_1);
      return ScriptRuns.of(log, runs);
    }

    private double coldplugSeconds() throws IOException, InterruptedException {
      return Double.parseDouble(shell("cat /run/lab/coldplugged").get(0)) - Double.parseDouble(shell("cat /run/lab/started").get(0));
    }

    private List<String> shell(String script) throws IOException, InterruptedException {
      return guest.shell().run(script, COMMAND_LIMIT);
    }
  }
}
