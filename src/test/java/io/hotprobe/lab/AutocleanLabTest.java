package io.hotprobe.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What hotprobe loaded for a device goes when the device has gone, and nothing else does. */
@Tag("lab")
class AutocleanLabTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final HotDevice DISK = HotDevice.of("nvme");
  private static final HotDevice NETWORK = HotDevice.of("e1000e");
  private static final HotDevice KEPT = HotDevice.of("vmxnet3");

  private static Guest guest;

  @BeforeAll
  static void bootGuest() throws Exception {
    String directory = System.getProperty("lab.dir");
    assertNotNull(directory, "lab.dir is not set; run bench/lab/run, which builds the guest and sets it");
    guest = Guest.boot(Path.of(directory), "none");
  }

  @AfterAll
  static void endGuest() throws IOException {
    if (guest != null) {
      guest.close();
    }
  }

  @AfterEach
  void stopDaemon() throws Exception {
    shell("kill $daemon; wait $daemon; rm -rf /etc/modprobe.d");
  }

  @Test
  void autoclean_devicesGone_removesOnlyWhatHotprobeLoadedAndNobodyKeeps() throws Exception {
    shell("mkdir -p /etc/modprobe.d; echo 'keep vmxnet3' > /etc/modprobe.d/lab.conf");
    startDaemon("");
    shell("/usr/sbin/modprobe minix");
    guest.plug(NETWORK);
    guest.plug(KEPT);
    assertTrue(live().containsAll(List.of("e1000e", "vmxnet3", "minix")), "live: " + live());

    String bound = autoclean();
    guest.unplug(NETWORK);
    guest.unplug(KEPT);
    String idle = autoclean();
    boolean liveAfterOnePass = live().contains("e1000e");
    String idleAgain = autoclean();

    assertTrue(bound.contains("kept e1000e: bound"), bound);
    assertTrue(idle.contains("kept e1000e: seen idle for the first time"), idle);
    assertTrue(liveAfterOnePass, idle);
    assertTrue(idleAgain.contains("removed e1000e"), idleAgain);
    assertTrue(idleAgain.contains("kept vmxnet3: keep by /etc/modprobe.d/lab.conf:1"), idleAgain);
    SortedSet<String> left = live();
    left.retainAll(List.of("e1000e", "vmxnet3", "minix"));
    assertEquals(List.of("minix", "vmxnet3"), List.copyOf(left));
  }

  @Test
  void daemon_withAutoclean_removesTheWholeStackOfADeviceThatIsGone() throws Exception {
    startDaemon("--autoclean 2s");
    guest.plug(DISK);
    assertTrue(live().containsAll(List.of("nvme", "nvme_core")), "live: " + live());
    int position = guest.events().position();
    guest.unplug(DISK);
    boolean removed = guest.events().await(position,
        events -> events.stream().anyMatch(event -> event.is("remove", "/module/nvme_core")), LIMIT);

    assertTrue(removed, log());
    SortedSet<String> left = live();
    left.retainAll(List.of("nvme", "nvme_core"));
    assertEquals(new TreeSet<>(), left);
  }

  /** Starts the daemon and waits until it has handled what was there before. */
  private static void startDaemon(String options) throws IOException, InterruptedException {
    shell("rm -f /run/lab/daemon.log; /opt/hotprobe/bin/hotprobe daemon " + options + " >/dev/null 2>/run/lab/daemon.log & daemon=$!\n"
        + "until grep -q 'coldplug done' /run/lab/daemon.log 2>/dev/null; do kill -0 $daemon || break; sleep 0.1; done");
    assertTrue(log().contains("coldplug done"), log());
  }

  private static String log() throws IOException, InterruptedException {
    return String.join("\n", shell("cat /run/lab/daemon.log"));
  }

  private static String autoclean() throws IOException, InterruptedException {
    return String.join("\n", shell("/opt/hotprobe/bin/hotprobe autoclean"));
  }

  private static SortedSet<String> live() throws IOException, InterruptedException {
    return new TreeSet<>(shell("cut -d ' ' -f 1 /proc/modules"));
  }

  private static List<String> shell(String script) throws IOException, InterruptedException {
    return guest.shell().run(script, LIMIT);
  }
}
