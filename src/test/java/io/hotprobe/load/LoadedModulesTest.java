package io.hotprobe.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleName;
import io.hotprobe.sysfs.ModuleDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LoadedModulesTest {

  @TempDir Path root;

  private LoadedModules record;

  @BeforeEach
  void setUp() {
    record = record();
  }

  private LoadedModules record() {
    return new LoadedModules(root.resolve("run/hotprobe"), root.resolve("sys"));
  }

  private static LoadOutcome loaded(String module) {
    return new LoadOutcome.Loaded(new ModuleName(module), 1);
  }

  private List<String> modules() throws IOException {
    return record.read().stream().map(note -> note.module().value()).toList();
  }

  @Test
  void add_onlyWhatTheKernelTook_isRecorded() throws IOException {
    ModuleName other = new ModuleName("other");
    Files.createDirectories(root.resolve("sys/module/one"));
    record.add(
        List.of(
            loaded("one"), new LoadOutcome.AlreadyLive(other), new LoadOutcome.Commanded(other, "x", 1), new LoadOutcome.Planned(other, "x"),
            new LoadOutcome.Builtin(other), new LoadOutcome.Failed(other, "finit_module", 1, "x")),
        "/devices/d");
    assertEquals(List.of("one"), modules());
    Note note = record.read().get(0);
    assertEquals("/devices/d", note.cause());
    assertEquals(new ModuleDirectories(root.resolve("sys")).instance(note.module()), note.instance());
    assertTrue(record.isCurrent(note));
  }

  @Test
  void add_nothingLoaded_touchesNothing() throws IOException {
    record.add(List.of(new LoadOutcome.AlreadyLive(new ModuleName("one"))), "/devices/d");
    assertFalse(Files.exists(root.resolve("run")));
  }

  @Test
  void add_nameThatNoLineCanHold_isLeftOut() throws IOException {
    record.add(List.of(loaded("a b"), loaded("one")), "/devices/d");
    assertEquals(List.of("one"), modules());
  }

  @Test
  void add_manyLines_sweepsTheVoidOnes() throws IOException {
    List<LoadOutcome> gone = new ArrayList<>();
    for (int i = 0; i < LoadedModules.SWEPT_LINES; i++) {
      Files.createDirectories(root.resolve("sys/module/m" + i));
      gone.add(loaded("m" + i));
    }
    record.add(gone, "/devices/d");
    for (int i = 1; i < LoadedModules.SWEPT_LINES; i++) {
      Files.delete(root.resolve("sys/module/m" + i));
    }
    record.add(List.of(loaded("last")), "/devices/d");
    assertEquals(List.of("m0", "last"), modules());
  }

  @Test
  void drop_noteReplacedByALaterOne_leavesThatOne() throws IOException {
    Files.createDirectories(root.resolve("sys/module/one"));
    record.add(List.of(loaded("one"), loaded("two")), "/devices/d");
    List<Note> before = record.read();
    record.add(List.of(loaded("one")), "/devices/other");
    record.drop(before);
    assertEquals(List.of("one"), modules());
    assertEquals("/devices/other", record.read().get(0).cause());
  }

  @Test
  void add_fromSeveralThreadsAndRecords_losesNothing() throws Exception {
    int writers = 4;
    int each = 40;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    List<Future<?>> ends = new ArrayList<>();
    TreeSet<String> expected = new TreeSet<>();
    for (int writer = 0; writer < writers; writer++) {
      LoadedModules own = record();
      int number = writer;
      Callable<Void> writing = () -> {
        for (int i = 0; i < each; i++) {
          own.add(List.of(loaded("m" + number + "_" + i), loaded("gone" + number)), "/devices/d");
          own.drop(own.read().stream().filter(note -> note.module().value().equals("gone" + number)).toList());
        }
        return null;
      };
      ends.add(threads.submit(writing));
      for (int i = 0; i < each; i++) {
        expected.add("m" + number + "_" + i);
      }
    }
    for (Future<?> end : ends) {
      end.get();
    }
    threads.shutdown();
    assertEquals(expected, new TreeSet<>(modules()));
  }
}
