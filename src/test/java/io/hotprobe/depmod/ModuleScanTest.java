package io.hotprobe.depmod;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleScanTest {

  @TempDir Path directory;
  private final Told told = new Told();

  /** Keeps what it is told. */
  static final class Told implements DepmodLog {
    final List<String> all = new ArrayList<>();

    @Override
    public void error(String text) {
      all.add(text);
    }

    @Override
    public void warning(String text) {
      all.add(text);
    }
  }

  private Path touch(String path) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.write(file, new byte[0]);
  }

  private Precedence precedence(String text) throws IOException {
    Path file = Files.writeString(Files.createTempFile(directory, "depmod", ".conf"), text);
    return Precedence.read(List.of(file), "1.0", diagnostic -> told.all.add(diagnostic.toString()));
  }

  private TreeMap<String, String> scan(Precedence precedence) throws IOException {
    TreeMap<String, String> found = new TreeMap<>();
    new ModuleScan(precedence, told).scan(directory).forEach((name, module) -> found.put(name, module.shown()));
    return found;
  }

  @Test
  void scan_allSuffixes_areModules() throws IOException {
    for (String name : List.of("a.ko", "b.ko.gz", "c-d.ko.xz", "e.ko.zst", "f.KO", "g.ko.bz2", "h.o", ".ko", "i.ko.d")) {
      touch("kernel/" + name);
    }
    assertEquals("{a=kernel/a.ko, b=kernel/b.ko.gz, c_d=kernel/c-d.ko.xz, e=kernel/e.ko.zst}", scan(precedence("")).toString());
    assertEquals(List.of(), told.all);
  }

  @Test
  void scan_filesThatRankAlike_theFirstInByteOrderCounts() throws IOException {
    for (String place : List.of("z", "a", "m", "updates/z", "updates/a")) {
      touch(place + "/x.ko");
    }
    assertEquals("{x=updates/a/x.ko}", scan(precedence("")).toString());
    assertEquals("{x=a/x.ko}", scan(precedence("search built-in\n")).toString());
    assertEquals("{x=z/x.ko}", scan(precedence("override x * z\n")).toString());
  }

  @Test
  void scan_linksInACircle_endsAndIsTold() throws IOException {
    touch("kernel/a/x.ko");
    Files.createSymbolicLink(directory.resolve("kernel/a/up"), directory.resolve("kernel"));
    Files.createSymbolicLink(directory.resolve("gone.ko"), directory.resolve("nowhere"));
    assertEquals("{x=kernel/a/x.ko}", scan(precedence("")).toString());
    assertEquals(2, told.all.size(), told.all.toString());
  }

  @Test
  void scan_besideAnotherDepmod_tellsNothingOfFilesThatComeAndGo() throws Exception {
    touch("kernel/x.ko");
    for (int i = 0; i < 200; i++) {
      touch("modules.other" + i);
    }
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> other =
        CompletableFuture.runAsync(
            () -> {
              while (!over.get()) {
                assertDoesNotThrow(() -> Files.move(touch("modules.dep.tmp"), directory.resolve("modules.dep"), REPLACE_EXISTING));
              }
            });
    for (int i = 0; i < 300; i++) {
      assertEquals("{x=kernel/x.ko}", scan(Precedence.none()).toString());
    }
    over.set(true);
    other.get(10, TimeUnit.SECONDS);
    assertEquals(List.of(), told.all);
  }

  @Test
  void scan_namesThatNoIndexHolds_areToldAndLeftOut() throws IOException {
    touch("kernel/.dot.ko");
    touch("kernel/new\nline.ko");
    touch("kernel/fine.ko");
    assertEquals("{fine=kernel/fine.ko}", scan(precedence("")).toString());
    assertEquals(2, told.all.size(), told.all.toString());
  }

  @Test
  void scan_missingDirectory_isAnIOException() {
    Path missing = directory.resolve("none");
    assertThrows(IOException.class, () -> new ModuleScan(Precedence.none(), told).scan(missing));
  }

  @Test
  void isUpToDate_newerModule_isNot() throws IOException {
    Path module = touch("kernel/a.ko");
    assertFalse(Depmod.isUpToDate(directory, told));
    Path dependencies = touch("modules.dep");
    Files.setLastModifiedTime(module, FileTime.fromMillis(5_000));
    Files.setLastModifiedTime(dependencies, FileTime.fromMillis(5_000));
    assertTrue(Depmod.isUpToDate(directory, told));
    Files.setLastModifiedTime(module, FileTime.fromMillis(5_001));
    assertFalse(Depmod.isUpToDate(directory, told));
    touch("kernel/not-a-module");
    Files.setLastModifiedTime(module, FileTime.fromMillis(4_000));
    assertTrue(Depmod.isUpToDate(directory, told));
  }

  @Test
  void read_badLines_areToldWithFileAndLine() throws IOException {
    precedence("search a\nbogus\noverride x 1\nexternal * relative\noverride x ( y\n\n# comment\ninclude z\n");
    assertEquals(5, told.all.size(), told.all.toString());
    assertTrue(told.all.get(0).contains(".conf:2: "), told.all.get(0));
    assertTrue(told.all.get(4).contains(".conf:8: "), told.all.get(4));
  }
}
