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

/**
 * What became of the service under a live systemd: started at boot, reloaded, restarted while a device is plugged, stopped dead until the
 * watchdog bites, stopped and started.
 *
 * @param kernel its release
 * @param java its version
 * @param states by the name of a moment, what {@code systemctl show} says then
 * @param sysinit when sysinit.target was reached, in microseconds since the kernel's start
 * @param bound by the model of what was plugged, whether a driver was bound in time
 * @param hook what a program of a rule saw and could do
 * @param history what {@code hotprobe history --json} prints in the end, line by line
 * @param journal the unit's lines in systemd's journal
 * @param security what {@code systemd-analyze security} says of it at last
 * @param stopped {@code hotprobe stop}'s answer
 */
record ServiceRun(
    String kernel,
    String java,
    Map<String, Map<String, String>> states,
    long sysinit,
    Map<String, Boolean> bound,
    List<String> hook,
    List<String> history,
    List<String> journal,
    String security,
    String stopped) {

  private static final Duration LIMIT = Duration.ofSeconds(180);
  private static final String SHOWN = "ActiveState,SubState,Result,MainPID,NRestarts,NFileDescriptorStore,StatusText,ActiveEnterTimestampMonotonic";
  private static final String HOTPROBE = "/opt/hotprobe/bin/hotprobe";

  static ServiceRun of(Path lab) throws IOException, InterruptedException {
    try (Guest guest = Guest.bootSystemd(lab)) {
      try {
        return new Steps(guest, lab.resolve("recordings"), new LinkedHashMap<>(), new LinkedHashMap<>()).run();
      } catch (IOException | RuntimeException e) {
        e.addSuppressed(new IOException(guest.lastWords()));
        throw e;
      }
    }
  }

  private record Steps(Guest guest, Path recordings, Map<String, Map<String, String>> states, Map<String, Boolean> bound) {

    ServiceRun run() throws IOException, InterruptedException {
      long sysinit = Long.parseLong(shell("systemctl show --value -p ActiveEnterTimestampMonotonic sysinit.target").get(0));
      settle("boot");
      writeRule();
      shell("systemctl reload hotprobe");
      note("reload");
      plug("usb-kbd");
      settle("reload");
      List<String> hook = shell("cat /run/hotprobe/hook");
      shortenWatchdog();
      shell("systemctl restart --no-block hotprobe");
      plug("nvme");
      settle("restart");
      shell("kill -STOP $(systemctl show --value -p MainPID hotprobe)");
      plug("pvscsi");
      settle("watchdog");
      String stopped = String.join("\n", shell(HOTPROBE + " stop; sleep 3"));
      note("stop");
      guest.qmp().execute("device_add", HotDevice.of("vmxnet3").arguments());
      shell("systemctl start hotprobe");
      settle("start");
      bound.put("vmxnet3", shell("ls /sys/bus/pci/drivers/vmxnet3 2>/dev/null || true").stream().anyMatch(line -> line.startsWith("0000:")));
      List<String> journal = shell("journalctl -u hotprobe -o cat --no-pager");
      List<String> history = shell(HOTPROBE + " history --json");
      Files.createDirectories(recordings);
      Files.write(recordings.resolve("service.journal"), journal, StandardCharsets.ISO_8859_1);
      Files.write(recordings.resolve("service.history"), history, StandardCharsets.ISO_8859_1);
      String security = shell("systemd-analyze security --no-pager hotprobe | tail -1").get(0);
      String kernel = shell("uname -r").get(0);
      String java = shell("java -version 2>&1").get(1);
      return new ServiceRun(kernel, java, states, sysinit, bound, hook, history, journal, security, stopped);
    }

    private void writeRule() throws IOException, InterruptedException {
      shell("mkdir -p /etc/hotprobe/rules.d; cat >/etc/hotprobe/rules.d/90-lab.rules <<'E'\n"
          + "ACTION==\"add\", ENV{DEVTYPE}==\"usb_device\", ATTR{product}==\"QEMU USB Keyboard\", RUN+=\"/usr/local/bin/lab-hook '$attr{product}'\"\n"
          + "E\n"
          + "cat >/usr/local/bin/lab-hook <<'E'\n"
          + "#!/bin/sh\n"
          + "{ echo product $1; id -u; grep -E '^(NoNewPrivs|CapEff|Seccomp):' /proc/self/status; (: >/usr/written) || echo kept out of /usr; } "
          + ">/run/hotprobe/hook 2>&1\n"
          + "E\n"
          + "chmod 755 /usr/local/bin/lab-hook");
    }

    /** From a minute, which would be long here. */
    private void shortenWatchdog() throws IOException, InterruptedException {
      shell("mkdir -p /etc/systemd/system/hotprobe.service.d; "
          + "printf '[Service]\\nWatchdogSec=20\\n' >/etc/systemd/system/hotprobe.service.d/lab.conf; systemctl daemon-reload");
    }

    private void plug(String model) throws IOException, InterruptedException {
      HotDevice device = HotDevice.of(model);
      int position = guest.events().position();
      guest.qmp().execute("device_add", device.arguments());
      bound.put(model, guest.events().await(position, since -> PlugResult.isBound(device, since), LIMIT));
    }

    private void settle(String moment) throws IOException, InterruptedException {
      shell("until systemctl -q is-active hotprobe && " + HOTPROBE + " settle --timeout=120s; do sleep 1; done; "
          + "until systemctl show --value -p StatusText hotprobe | grep -q ^listening; do sleep 1; done");
      note(moment);
    }

    private void note(String moment) throws IOException, InterruptedException {
      Map<String, String> state = new LinkedHashMap<>();
      for (String line : shell("systemctl show hotprobe -p Type," + SHOWN)) {
        int equals = line.indexOf('=');
        state.put(line.substring(0, equals), line.substring(equals + 1));
      }
      states.put(moment, state);
    }

    private List<String> shell(String script) throws IOException, InterruptedException {
      return new ArrayList<>(guest.shell().run(script, LIMIT));
    }
  }
}
