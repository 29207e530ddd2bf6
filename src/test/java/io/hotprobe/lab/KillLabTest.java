package io.hotprobe.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.journal.HistoryReader;
import io.hotprobe.journal.HistoryRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon is killed twice in the middle of twenty hot-plugs, and started again. */
@Tag("lab")
class KillLabTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final List<String> REPLUGGED = List.of("e1000e", "nvme", "usb-storage", "usb-kbd");

  @TempDir Path scratch;

  private Guest guest;
  private int daemons;

  @Test
  void kill_amidHotPlugs_everyDeviceIsBoundAndNoModuleIsLoadedInTwoWays() throws Exception {
    String directory = System.getProperty("lab.dir");
    assertNotNull(directory, "lab.dir is not set; run bench/lab/run image");
    try (Guest booted = Guest.boot(Path.of(directory), "hotprobe")) {
      guest = booted;
      Map<String, Boolean> bound = new HashMap<>();
      plugAndKill();
      replugAndKill();
      for (HotDevice device : HotDevice.ALL) {
        bound.put(device.model(), isBound(device));
      }
      assertTrue(bound.values().stream().allMatch(each -> each), () -> "not bound: " + bound + "\n" + log());
      examine();
    }
  }

  private void plugAndKill() throws Exception {
    for (int i = 0; i < HotDevice.ALL.size(); i++) {
      guest.qmp().execute("device_add", HotDevice.ALL.get(i).arguments());
      if (i == HotDevice.ALL.size() / 2) {
        kill();
      }
    }
    start();
    guest.awaitQuiet();
  }

  private void replugAndKill() throws Exception {
    List<HotDevice> again = REPLUGGED.stream().map(HotDevice::of).toList();
    guest.unplugAtOnce(again);
    guest.awaitQuiet();
    for (HotDevice device : again) {
      guest.qmp().execute("device_add", device.arguments());
    }
    kill();
    start();
    guest.awaitQuiet();
  }

  private List<String> shell(String script, Duration limit) throws IOException, InterruptedException {
    return guest.shell().run(script, limit);
  }

  private void kill() throws Exception {
    shell("kill -9 $(pidof java); while pidof java; do sleep 0.1; done", LIMIT);
  }

  private void start() throws Exception {
    daemons++;
    String log = "/run/lab/again" + daemons + ".log";
    shell("/opt/hotprobe/bin/hotprobe daemon < /dev/null > " + log + " 2>&1 &", LIMIT);
    shell("until grep -q 'coldplug done' " + log + "; do sleep 0.2; done", START_LIMIT);
  }

  private String log() {
    try {
      return String.join("\n", shell("cat /run/lab/again*.log; lsmod; dmesg | tail -40", LIMIT));
    } catch (IOException | InterruptedException gone) {
      return gone.toString();
    }
  }

  private boolean isBound(HotDevice device) throws Exception {
    for (String devpath : shell("find /sys/devices -name uevent | sed 's,^/sys,,; s,/uevent$,,'", LIMIT)) {
      if (device.functions().matcher(devpath).matches()
          && shell("[ -e /sys" + devpath + "/driver ] && echo bound || echo unbound", LIMIT).contains("bound")) {
        return true;
      }
    }
    return false;
  }

  /** The history of all three daemons is whole, and tells of each module one way of loading it. */
  private void examine() throws Exception {
    for (String name : List.of("history", "history.1")) {
      if (shell("[ -e /run/hotprobe/" + name + " ] && echo there || echo none", LIMIT).contains("there")) {
        Files.write(scratch.resolve(name), guest.read("/run/hotprobe/" + name, LIMIT));
      }
    }
    Map<String, Set<String>> ways = new HashMap<>();
    List<String> notices = new ArrayList<>();
    long damaged = new HistoryReader(scratch).read((record, line) -> {
      if (record instanceof HistoryRecord.Event event) {
        event.modules().stream().filter(module -> module.outcome().equals("loaded"))
            .forEach(module -> ways.computeIfAbsent(module.name(), unseen -> new HashSet<>()).add(module.how()));
      } else if (record instanceof HistoryRecord.Notice notice) {
        notices.add(notice.text());
      }
    });
    assertTrue(damaged <= daemons, "damaged lines: " + damaged);
    assertEquals(daemons + 1, notices.stream().filter(text -> text.startsWith("ready:")).count(), notices.toString());
    assertTrue(ways.containsKey("e1000e"), ways.keySet().toString());
    ways.forEach((module, how) -> assertEquals(1, how.size(), module + " was loaded in different ways: " + how));
  }
}
