package io.hotprobe.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.module.MissingModuleTreeException;
import io.hotprobe.module.OwnTrust;
import io.hotprobe.resolve.Resolver.Freshness;
import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import io.hotprobe.config.ConfigSources;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One generation of tables and configuration at a time. The tests that wait do so for the real {@link Resolver#REST_MILLIS}. */
class ResolverTest {

  @TempDir Path root;

  private SmallWorld world;
  private final AliasHits hits = new AliasHits();

  @BeforeEach
  void setUp() throws IOException {
    world = new SmallWorld(root).module("one").module("two").alias("p:1*", "one").write();
  }

  private String answer(Resolver resolver, String modalias) {
    return resolver.resolve(Modalias.of(modalias), hits).matches().stream().map(match -> match.module().value()).toList().toString();
  }

  /** Looks every few milliseconds while the answer is KEPT; how long that was. */
  private static long millisUntilReplaced(Resolver resolver) {
    long start = System.nanoTime();
    Freshness last = resolver.refresh();
    while (last == Freshness.KEPT) {
      assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(20), "still KEPT after 20 s");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      last = resolver.refresh();
    }
    assertEquals(Freshness.REPLACED, last);
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  @Test
  void refresh_nothingChanged_isCurrent() throws IOException {
    Resolver resolver = world.resolver();
    assertEquals(Freshness.CURRENT, resolver.refresh());
    assertEquals(1, resolver.generation());
  }

  @Test
  void refresh_configurationChanged_isKeptUntilAtRestAndThenReplacesAnswers() throws IOException {
    Resolver resolver = world.resolver();
    Resolution before = resolver.resolve(Modalias.of("p:1"), hits);
    assertSame(before, resolver.resolve(Modalias.of("p:1"), hits), "cached");
    world.conf("new.conf", "alias p:1* two");
    assertEquals(Freshness.KEPT, resolver.refresh());
    assertEquals("[one]", answer(resolver, "p:1"));
    assertEquals(1, resolver.generation());
    long millis = millisUntilReplaced(resolver);
    assertTrue(millis >= Resolver.REST_MILLIS, "replaced after " + millis + " ms");
    assertEquals(2, resolver.generation());
    assertEquals("[two]", answer(resolver, "p:1"), "the cache went with the old generation");
    assertEquals(Freshness.CURRENT, resolver.refresh());
  }

  @Test
  void refresh_wayToTheConfigurationMadeSafe_isReadWithoutAnyFileChanged() throws IOException {
    Path above = Files.createDirectories(root.resolve("above"));
    Path directory = Files.createDirectories(above.resolve("modprobe.d"));
    Files.writeString(directory.resolve("a.conf"), "alias p:1* two\n");
    Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxrwxrwx"));
    ConfigSources sources =
        new ConfigSources(List.of(directory), Optional.empty(), Optional.empty()).withTrust(OwnTrust.asOwnerOf(directory));
    Resolver resolver = Resolver.open(world.moduleDirectory(), sources, told -> {});
    assertEquals("[one]", answer(resolver, "p:1"));
    Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxr-xr-x"));
    millisUntilReplaced(resolver);
    assertEquals("[two]", answer(resolver, "p:1"));
  }

  @Test
  void refresh_depmodStillWrites_oldGenerationStays() throws IOException {
    Resolver resolver = world.resolver();
    Path aliases = world.moduleDirectory().resolve("modules.alias");
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Resolver.REST_MILLIS * 3 / 2);
    for (int i = 0; System.nanoTime() < end; i++) {
      Files.writeString(aliases, "alias p:1* two\n#" + "x".repeat(i) + "\nalias p:1 tw");
      assertEquals(Freshness.KEPT, resolver.refresh());
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    assertEquals("[one]", answer(resolver, "p:1"));
    new SmallWorld(root).module("one").module("two").alias("p:1*", "two").write();
    millisUntilReplaced(resolver);
    assertEquals("[two]", answer(resolver, "p:1"));
    assertEquals(List.of(), world.diagnostics, "a half-written file was read");
  }

  @Test
  void refresh_changeTakenBack_isCurrentAndForgotten() throws IOException {
    Path file = world.moduleDirectory().resolve("modules.weakdep");
    Resolver resolver = world.resolver();
    Files.writeString(file, "weakdep one two\n");
    assertEquals(Freshness.KEPT, resolver.refresh());
    Files.delete(file);
    assertEquals(Freshness.CURRENT, resolver.refresh());
    assertEquals(1, resolver.generation());
  }

  @Test
  void refresh_treeGone_keepsAnsweringAndComesBackWithTheNewOne() throws IOException {
    Resolver resolver = world.resolver();
    Path dep = world.moduleDirectory().resolve("modules.dep");
    Files.move(dep, dep.resolveSibling("away"));
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Resolver.REST_MILLIS + 100);
    while (System.nanoTime() < end) {
      assertEquals(Freshness.KEPT, resolver.refresh());
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    assertEquals("[one]", answer(resolver, "p:1"));
    world.alias("p:1*", "two").write();
    millisUntilReplaced(resolver);
    assertEquals("[one, two]", answer(resolver, "p:1"));
  }

  @Test
  void resolve_noMatch_allocatesNothing() throws IOException {
    Resolver resolver = Resolver.open(DemoTree.DIRECTORY, world.config(), world.diagnostics::add);
    byte[][] misses = new byte[64][];
    for (int i = 0; i < misses.length; i++) {
      misses[i] = String.format("pci:v0000FFF%Xd00001234sv00000000sd00000000bcF0sc00i%02X", i % 16, i).getBytes(StandardCharsets.US_ASCII);
    }
    Modalias modalias = new Modalias();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = threads.getThreadAllocatedBytes(thread);
      for (int i = 0; i < 1000; i++) {
        byte[] miss = misses[i % misses.length];
        modalias.set(miss, 0, miss.length);
        if (resolver.resolve(modalias, hits) != Resolution.NO_MATCH) {
          throw new AssertionError("matched: " + modalias);
        }
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
    }
    assertTrue(least < 1000, least + " bytes for 1000 lookups");
  }

  @Test
  void resolve_modaliasFilledAgain_cacheKeepsItsOwnKey() throws IOException {
    Resolver resolver = world.resolver();
    Modalias reused = new Modalias();
    byte[] first = "p:1a".getBytes(StandardCharsets.US_ASCII);
    byte[] second = "p:1bc".getBytes(StandardCharsets.US_ASCII);
    reused.set(first, 0, first.length);
    Resolution a = resolver.resolve(reused, hits);
    reused.set(second, 0, second.length);
    Resolution b = resolver.resolve(reused, hits);
    assertNotSame(a, b);
    assertSame(a, resolver.resolve(Modalias.of("p:1a"), hits));
    assertSame(b, resolver.resolve(Modalias.of("p:1bc"), hits));
  }

  @Test
  void resolve_moreModaliasesThanAreCached_allAnswered() throws IOException {
    Resolver resolver = world.resolver();
    for (int i = 0; i < Resolver.CACHED_STEPS + 2000; i++) {
      assertInstanceOf(LoadPlan.class, resolver.resolve(Modalias.of("p:1" + i), hits));
    }
  }

  @Test
  void resolve_modaliasTooLong_matchesNothing() throws IOException {
    Modalias modalias = new Modalias();
    byte[] text = ("p:1" + "x".repeat(Modalias.LONGEST)).getBytes(StandardCharsets.US_ASCII);
    modalias.set(text, 0, text.length);
    assertSame(Resolution.NO_MATCH, world.resolver().resolve(modalias, hits));
  }

  @Test
  void open_noTree_saysSo() {
    Path nowhere = root.resolve("lib/modules/0.0");
    MissingModuleTreeException said =
        assertThrows(MissingModuleTreeException.class, () -> Resolver.open(nowhere, world.config(), world.diagnostics::add));
    assertTrue(said.getMessage().contains(nowhere.toString()), said.getMessage());
  }

  @Test
  void open_treeWithoutIndex_saysSo() throws IOException {
    Path bare = Files.createDirectories(root.resolve("lib/modules/0.0"));
    assertThrows(MissingModuleTreeException.class, () -> Resolver.open(bare, world.config(), world.diagnostics::add));
  }

  @Test
  void open_malformedLines_areToldAndTheOthersCount() throws IOException {
    world.conf("a.conf", "nonsense here", "alias p:2 two", "alias", "options two a=1");
    Resolver resolver = world.resolver();
    assertEquals("[two]", answer(resolver, "p:2"));
    assertEquals(List.of(1, 3), world.diagnostics.stream().map(told -> told.at().line()).toList());
    assertEquals("a=1", ((LoadPlan) resolver.resolve("p:2", "")).steps().get(0).options());
  }

  /** The last thing to be read is a pipe; while the reader waits for its end, the file read before it changes. */
  @Test
  void open_configurationChangesWhileItIsRead_isReadAgain() throws Exception {
    Path pipe = root.resolve("z-last");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    world.conf("a.conf", "alias q one");
    ConfigSources sources = new ConfigSources(List.of(world.configDirectory(), pipe), Optional.of(world.moduleDirectory()), Optional.empty());
    CompletableFuture<Resolver> opening = CompletableFuture.supplyAsync(() -> {
      try {
        return Resolver.open(world.moduleDirectory(), sources, world.diagnostics::add);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    });
    OutputStream reading = Files.newOutputStream(pipe);
    world.conf("a.conf", "alias q two # changed after it was read");
    reading.close();
    Thread feeder = new Thread(() -> endOfFileUntil(opening, pipe));
    feeder.setDaemon(true);
    feeder.start();
    assertEquals("[two]", answer(opening.get(10, TimeUnit.SECONDS), "q"));
  }

  private static void endOfFileUntil(CompletableFuture<Resolver> opening, Path pipe) {
    while (!opening.isDone()) {
      try {
        Files.newOutputStream(pipe).close();
      } catch (IOException gone) {
        return;
      }
    }
  }
}
