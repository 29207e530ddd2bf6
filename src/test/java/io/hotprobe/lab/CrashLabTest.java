package io.hotprobe.lab;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The daemon is killed with SIGKILL in the middle of twenty hot-plugs, and started again. */
@Tag("lab")
class CrashLabTest {

  /** A module of an event, as the history writes it. */
  private static final Pattern MODULE = Pattern.compile("\\{\"name\":\"([^\"]+)\"(?:[^{}\"]|\"(?:[^\"\\\\]|\\\\.)*\")*?\"outcome\":\"([^\"]+)\"");
  private static final Pattern HOW = Pattern.compile("\"how\":\"((?:[^\"\\\\]|\\\\.)*)\"");

  private static CrashRun run;

  @BeforeAll
  static void crash() throws Exception {
    String directory = System.getProperty("lab.dir");
    assertNotNull(directory, "lab.dir is not set; run bench/lab/run, which builds the guest and sets it");
    run = CrashRun.of(Path.of(directory));
  }

  @Test
  void kill_cameInTheMiddle() {
    assertEquals(20, run.plugs());
    assertTrue(run.liveAtKill().contains("e1000e"), run.liveAtKill().toString());
    assertTrue(run.liveAtKill().size() < run.liveAtEnd().size(), run.liveAtKill() + " " + run.liveAtEnd());
  }

  @Test
  void everyDevice_isBoundInTheEnd() {
    assertAll(run.devices().entrySet().stream().map(device -> () -> assertTrue(device.getValue(), device.getKey() + ": no driver is bound")));
  }

  @Test
  void options_areInForce() {
    assertEquals(new TreeMap<>(CrashRun.OPTIONS), run.parameters());
  }

  /** A load that several devices share stands at each of them; the kernel does not take a live module again. */
  @Test
  void noModule_isLoadedWithOtherOptions() {
    Map<String, Set<String>> hows = new TreeMap<>();
    for (String line : run.history()) {
      Matcher module = MODULE.matcher(line);
      while (module.find()) {
        Matcher how = HOW.matcher(module.group());
        if (module.group(2).equals("loaded") && how.find()) {
          hows.computeIfAbsent(module.group(1), unseen -> new TreeSet<>()).add(how.group(1));
        }
      }
    }
    assertTrue(hows.size() > 10, hows.toString());
    assertAll(hows.entrySet().stream().map(how -> () -> assertEquals(1, how.getValue().size(), how.toString())));
  }

  @Test
  void history_isWholeAndOfBothDaemons() {
    List<String> ready = run.history().stream().filter(line -> line.contains("\"notice\":\"ready")).toList();
    assertEquals(2, ready.size(), ready.toString());
    assertTrue(run.history().stream().allMatch(line -> line.startsWith("{")), () -> "not every line is a record: "
        + run.history().stream().filter(line -> !line.startsWith("{")).toList());
    long told = run.devices().keySet().stream().map(HotDevice::of)
        .filter(device -> run.history().stream().anyMatch(line -> line.contains("\"action\":\"add\"") && mentions(line, device))).count();
    assertEquals(HotDevice.ALL.size(), told, "devices of whose add the history tells");
  }

  private static boolean mentions(String line, HotDevice device) {
    Matcher devpath = Pattern.compile("\"devpath\":\"([^\"]+)\"").matcher(line);
    return devpath.find() && device.functions().matcher(devpath.group(1)).matches();
  }
}
