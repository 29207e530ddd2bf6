package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.nodes.DeviceWork;
import io.hotprobe.nodes.NodeWork;
import io.hotprobe.nodes.Processed;
import io.hotprobe.sysfs.Sysfs;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What libudev's own monitor hears of our messages. */
@Timeout(60)
class UdevGroupTest {

  private static final List<Path> UDEVADM = List.of(Path.of("/usr/bin/udevadm"), Path.of("/bin/udevadm"));

  @TempDir Path root;

  @BeforeEach
  void require() {
    assumeTrue("root".equals(System.getProperty("user.name")), "sending to udev's group needs root");
  }

  private static Process monitor(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(UDEVADM.stream().filter(Files::isExecutable).findFirst().map(Path::toString).orElse(""));
    assumeTrue(!command.get(0).isEmpty(), "udevadm is not installed");
    command.addAll(List.of("monitor", "-u", "-p"));
    command.addAll(List.of(options));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static Map<String, String> event(String name, String... more) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("ACTION", "add");
    properties.put("DEVPATH", "/devices/virtual/mem/" + name);
    properties.put("SUBSYSTEM", "mem");
    properties.put("SEQNUM", "424242");
    properties.put("DEVNAME", "/dev/" + name);
    properties.put("MAJOR", "1");
    properties.put("MINOR", "3");
    for (String pair : more) {
      properties.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    return properties;
  }

  private DeviceWork work(UdevGroup group) {
    return new NodeWork(
        new NodeWork.Places(root.resolve("run"), root.resolve("dev"), new Sysfs(root.resolve("sys"))),
        new NodeWork.Ports(path -> null, (index, name) -> {}, group, () -> 1),
        damage -> {});
  }

  /** The monitor says when it has started, then prints an event and an empty line. Gives all up to our own. */
  private static String heard(Process monitor, Runnable send) throws IOException {
    try (BufferedReader lines = monitor.inputReader()) {
      while (!lines.readLine().isEmpty()) {
        continue;
      }
      send.run();
      StringBuilder event = new StringBuilder();
      boolean ours = false;
      for (String line = lines.readLine(); line != null && !(ours && line.isEmpty()); line = lines.readLine()) {
        event.append(line).append('\n');
        ours |= line.equals("HOTPROBE_TEST=yes");
      }
      return event.toString();
    } finally {
      monitor.destroy();
    }
  }

  private void announce(UdevGroup group, Map<String, String> properties, String... tags) {
    Map<String, String> all = new LinkedHashMap<>(properties);
    if (tags.length > 0) {
      all.put("TAGS", ":" + String.join(":", tags) + ":");
      all.put("CURRENT_TAGS", all.get("TAGS"));
    }
    assertTrue(work(group).announce(new Processed("c1:3", all, Set.of(tags), List.of())).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-s mem", "-t hotprobe-test", "-s mem -t hotprobe-test"})
  void send_event_isHeardThroughFilters(String filter) throws IOException {
    try (UdevGroup group = UdevGroup.open()) {
      String[] options = filter.isEmpty() ? new String[0] : filter.split(" ");
      String heard = heard(monitor(options), () -> {
        announce(group, event("zero", "SUBSYSTEM=block", "HOTPROBE_OTHER=1"), "other-tag");
        announce(group, event("null", "HOTPROBE_TEST=yes"), "hotprobe-test", "second");
      });
      assertTrue(heard.contains("add      /devices/virtual/mem/null (mem)"), heard);
      assertTrue(heard.matches("(?s).*\nTAGS=:(hotprobe-test:second|second:hotprobe-test):\n.*"), heard);
      assertEquals(filter.isEmpty(), heard.contains("HOTPROBE_OTHER=1"), heard);
    }
  }

  @Test
  void send_nobodyListens_isFine() throws IOException {
    try (UdevGroup group = UdevGroup.open()) {
      announce(group, event("null"));
    }
  }

  @Test
  void send_tooLongAMessage_isRefusedWithTheErrno() throws IOException, InterruptedException {
    Process listener = monitor();
    try (UdevGroup group = UdevGroup.open()) {
      ErrnoException failed = assertThrows(ErrnoException.class, () -> group.send(new byte[8 << 20]));
      assertTrue(failed.getMessage().startsWith("sendto"), failed.getMessage());
    } finally {
      listener.destroy();
      listener.waitFor(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void send_afterClose_isRefused() throws IOException {
    UdevGroup group = UdevGroup.open();
    group.close();
    group.close();
    assertThrows(IOException.class, () -> group.send(new byte[40]));
  }
}
