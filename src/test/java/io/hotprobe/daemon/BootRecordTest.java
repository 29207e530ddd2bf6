package io.hotprobe.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.scenario.SysfsText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootRecordTest {

  @TempDir Path root;

  private final List<String> problems = new ArrayList<>();
  private Path file;

  @BeforeEach
  void setUp() throws IOException {
    file = root.resolve("run/boot");
    Path text = Files.writeString(root.resolve("sysfs.txt"), "/devices/a bus/test\n  MODALIAS=p:1\n/devices/b bus/test\n");
    SysfsText.unpack(text, Files.createDirectories(root.resolve("sys")));
  }

  private BootRecord record(String boot) {
    return new BootRecord(root.resolve("run"), boot, root.resolve("sys"), problems::add);
  }

  @Test
  void read_nothingWritten_isTheFirstRun() {
    assertTrue(record("one").read().isEmpty());
    assertEquals(List.of(), problems);
  }

  @Test
  void read_writtenInThisBoot_hasTheDevices() throws IOException {
    record("one").write();
    assertEquals(3, Files.readAllLines(file).size());
    assertTrue(record("one").read().isPresent());
    assertTrue(record("two").read().isEmpty(), "another boot");
    assertEquals(List.of(), problems);
  }

  @Test
  void read_anyDamage_isNoFirstRunAndTold() throws IOException {
    Files.createDirectories(file.getParent());
    for (String damage : new String[] {"", "x", "boot one\n12", "boot one\nx y\n", "boot one\n 1\n", "boot one\n1 2 3\n", "\0\0"}) {
      problems.clear();
      Files.writeString(file, damage);
      assertTrue(record("one").read().isPresent(), damage);
      assertEquals(1, problems.size(), damage);
    }
  }

  @Test
  void write_whereNothingCanBeWritten_isTold() throws IOException {
    Files.writeString(root.resolve("run"), "in the way");
    record("one").write();
    assertEquals(1, problems.size());
  }
}
