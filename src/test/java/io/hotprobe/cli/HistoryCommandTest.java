package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryCommandTest {

  private static final String LOADED =
      "{\"time\":\"2026-01-02T03:04:05.678Z\",\"seqnum\":7,\"action\":\"add\",\"devpath\":\"/devices/a/b\",\"modalias\":\"usb:v1\","
          + "\"modules\":[{\"name\":\"snd_x\",\"why\":\"dependency of snd_y\",\"how\":\"insmod /x.ko a=1\",\"outcome\":\"loaded\","
          + "\"text\":\"loaded snd_x in 2.0 ms\"},{\"name\":\"snd_y\",\"why\":\"claims it by 'usb:*'\",\"outcome\":\"failed\",\"errno\":12,"
          + "\"text\":\"could not load snd_y\"}],\"waited_us\":1000,\"took_us\":2500}";
  private static final String DENIED =
      "{\"time\":\"2026-01-02T03:04:06Z\",\"seqnum\":0,\"action\":\"add\",\"devpath\":\"/devices/ab\","
          + "\"denied\":[{\"module\":\"bad\",\"by\":\"/etc/b.conf:3\"}],"
          + "\"future\":{\"x\":[1,2.5,null]},\"waited_us\":1,\"took_us\":2}";
  private static final String NOTICE = "{\"time\":\"2026-01-02T03:04:07Z\",\"level\":\"INFO\",\"notice\":\"ready \\u001b[31m\"}";

  @TempDir Path root;

  @BeforeEach
  void write() throws IOException {
    Path directory = Files.createDirectories(root.resolve("run/hotprobe"));
    Files.write(directory.resolve("history.1"), List.of(LOADED));
    Files.writeString(directory.resolve("history"), DENIED + "\n" + NOTICE + "\n{\"time\":\"2026-01");
  }

  private Program history(String... more) {
    String[] arguments = new String[more.length + 3];
    arguments[0] = "history";
    arguments[1] = "--root";
    arguments[2] = root.toString();
    System.arraycopy(more, 0, arguments, 3, more.length);
    return Program.run(arguments);
  }

  @Test
  void history_all_isInOrderEscapedAndTheTornLineIsTold() {
    Program program = history();
    assertEquals(0, program.status(), program.err());
    List<String> lines = program.out().lines().map(line -> line.replaceFirst("^....-..-.. ..:", "DAY HH:")).toList();
    assertEquals(
        List.of(
            "DAY HH:04:05.678 add /devices/a/b (seqnum 7; took 2.5 ms, waited 1.0 ms)",
            "    loaded snd_x in 2.0 ms",
            "    could not load snd_y",
            "DAY HH:04:06.000 add /devices/ab (replayed; took 2 us, waited 1 us)",
            "    bad was kept back by /etc/b.conf:3",
            "DAY HH:04:07.000 INFO ready \\x1b[31m"),
        lines);
    assertTrue(program.err().contains("1 line is no record"), program.err());
  }

  @Test
  void history_ofAModule_saysWhyAndHow() {
    String out = history("snd-x").out();
    assertTrue(out.contains("modalias usb:v1"), out);
    assertTrue(out.contains("why: snd_x dependency of snd_y\n") && out.contains("how: insmod /x.ko a=1\n"), out);
    assertTrue(!out.contains("/devices/ab") && !out.contains("ready"), out);
    assertEquals(1, history("bad").out().lines().filter(line -> line.contains("kept back")).count());
  }

  @Test
  void history_ofADevice_countsWhatIsBelowItButNotItsNamesakes() {
    for (String path : new String[] {"/devices/a", "/sys/devices/a/", "/devices/a/b"}) {
      Program program = history("--json", path);
      assertEquals(LOADED + "\n", program.out(), path);
    }
  }

  @Test
  void history_bareName_isTheDeviceOfThatName() {
    assertEquals(LOADED + "\n", history("--json", "a").out());
    assertEquals(LOADED + "\n", history("--json", "b").out());
  }

  @Test
  void history_nothingOfThat_saysSo() {
    assertTrue(history("nosuch").err().endsWith(
        "hotprobe history: nothing of 'nosuch' is in it; name a module, a device or its path in sysfs\n"), history("nosuch").err());
  }

  @Test
  void history_last_isTheNewest() {
    assertEquals(DENIED + "\n" + NOTICE + "\n", history("--json", "--last", "2").out());
    assertEquals(LOADED + "\n", history("--json", "--last", "1", "snd_y").out());
  }

  @Test
  void history_nothingFoundOrWrong_hasItsExitCode() throws Exception {
    assertEquals(1, history("nosuch").status());
    assertEquals(2, history("--last", "0").status());
    Files.delete(root.resolve("run/hotprobe/history"));
    Files.delete(root.resolve("run/hotprobe/history.1"));
    Program none = history();
    assertEquals(1, none.status());
    assertTrue(none.err().contains("no daemon has kept a history there"), none.err());
  }
}
