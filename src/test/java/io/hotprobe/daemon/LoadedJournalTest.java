package io.hotprobe.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.journal.Handled;
import io.hotprobe.journal.Journal;
import io.hotprobe.journal.Subject;
import io.hotprobe.journal.Times;
import io.hotprobe.load.LoadedModules;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LoadedJournalTest {

  private static final ModuleName ONE = new ModuleName("one");

  @TempDir Path root;

  private final List<String> told = Collections.synchronizedList(new ArrayList<>());

  private final Journal next = new Journal() {
    @Override
    public void handled(Handled handled) {
      told.add("handled " + handled.subject().devpath());
    }

    @Override
    public void notice(System.Logger.Level level, String text) {
      told.add(level + " " + text);
    }
  };

  private LoadedJournal journal() {
    return new LoadedJournal(next, new LoadedModules(root.resolve("run/hotprobe"), root.resolve("sys")));
  }

  private static Handled handled(String devpath, LoadOutcome... outcomes) {
    return new Handled(new Subject(1, "add", devpath, "", "test", "p:1"), Handled.Deeds.loads(List.of(), List.of(outcomes)), new Times(0, 0, 0));
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(root.resolve("run/hotprobe/loaded"));
  }

  @Test
  void handled_loadedModules_areRecordedWithTheirDeviceAndPassedOn() throws IOException {
    try (LoadedJournal journal = journal()) {
      journal.handled(handled("/d/1", new LoadOutcome.AlreadyLive(new ModuleName("base")), new LoadOutcome.Loaded(ONE, 1)));
      journal.handled(handled("/d/2", new LoadOutcome.AlreadyLive(ONE)));
      journal.handled(handled("/d/3", new LoadOutcome.Loaded(new ModuleName("two"), 1)));
    }
    assertEquals(List.of("handled /d/1", "handled /d/2", "handled /d/3"), told);
    assertEquals(List.of("one 0 /d/1", "two 0 /d/3"), lines().stream().map(line -> line.substring(line.indexOf(' ') + 1)).toList());
  }

  @Test
  void handled_placeThatCannotBeWritten_isToldOnceAndTheServiceGoesOn() throws IOException {
    Files.writeString(root.resolve("run"), "no directory");
    LoadedJournal journal = journal();
    for (int i = 0; i < 3; i++) {
      journal.handled(handled("/d/" + i, new LoadOutcome.Loaded(ONE, 1)));
    }
    journal.close();
    List<String> warnings = told.stream().filter(line -> line.startsWith("WARNING")).toList();
    assertEquals(1, warnings.size(), told.toString());
    assertTrue(warnings.get(0).startsWith("WARNING what is loaded cannot be recorded, autoclean will leave it alone: "), warnings.get(0));
    assertTrue(warnings.get(0).contains(root.resolve("run").toString()), warnings.get(0));
    assertEquals(4, told.size());
  }

  @Test
  void close_twice_returns() {
    LoadedJournal journal = journal();
    journal.close();
    journal.close();
    assertEquals(List.of(), told);
  }

  /** A file system of 16 KiB that is full, and then has room again. */
  @Test
  void handled_noRoomLeft_isToldWithThePathAndGoesOnWhenThereIsRoom() throws Exception {
    Path run = Files.createDirectories(root.resolve("run"));
    Process mount = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", run.toString()).redirectErrorStream(true).start();
    assumeTrue(mount.waitFor() == 0, "mounting a small file system needs root");
    try {
      Path filler = run.resolve("filler");
      LoadedJournal journal = journal();
      journal.handled(handled("/d/before", new LoadOutcome.Loaded(ONE, 1)));
      await(() -> Files.exists(run.resolve("hotprobe/loaded")));
      assertThrows(IOException.class, () -> Files.write(filler, new byte[64 << 10]));
      for (int i = 0; i < 40; i++) {
        journal.handled(handled("/d/" + "x".repeat(200) + i, new LoadOutcome.Loaded(new ModuleName("m" + i), 1)));
      }
      await(() -> warnings().size() == 1);
      assertTrue(warnings().get(0).contains(run.resolve("hotprobe/loaded").toString()), warnings().toString());
      assertTrue(warnings().get(0).contains("No space left on device") && warnings().get(0).contains("once there is room"), warnings().toString());
      Files.delete(filler);
      journal.handled(handled("/d/after", new LoadOutcome.Loaded(new ModuleName("after"), 1)));
      await(() -> {
        try {
          return lines().stream().anyMatch(line -> line.endsWith("/d/after"));
        } catch (IOException gone) {
          throw new UncheckedIOException(gone);
        }
      });
      journal.close();
      assertTrue(lines().stream().anyMatch(line -> line.endsWith("/d/before")), lines().toString());
      assertEquals(1, warnings().size(), "said once: " + warnings());
    } finally {
      new ProcessBuilder("umount", "-l", run.toString()).start().waitFor();
    }
  }

  private List<String> warnings() {
    return List.copyOf(told).stream().filter(line -> line.startsWith("WARNING")).toList();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + 15_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "never");
      Thread.sleep(5);
    }
  }
}
