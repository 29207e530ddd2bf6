package io.hotprobe.daemon;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.journal.Handled;
import io.hotprobe.journal.Journal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Changes of module tree and configuration are told, whoever makes them. */
@Timeout(60)
class DirectoryWatchTest {

  @TempDir Path root;

  private final BlockingQueue<Long> looks = new LinkedBlockingQueue<>();
  private Path modules;
  private Path config;
  private DirectoryWatch watch;

  @BeforeEach
  void start() throws Exception {
    modules = Files.createDirectories(root.resolve("lib/modules/6.1"));
    config = root.resolve("etc/modprobe.d");
    Journal journal = new Journal() {
      @Override
      public void handled(Handled handled) {}

      @Override
      public void notice(System.Logger.Level level, String text) {}
    };
    DirectoryWatch.Subject subject = new DirectoryWatch.Subject("module", "tree", () -> looks.add(System.nanoTime()));
    watch = new DirectoryWatch(subject, List.of(modules, config), journal);
    watch.start();
    looks.clear();
  }

  @AfterEach
  void close() {
    watch.close();
  }

  private void awaitLook(String after) throws InterruptedException {
    long start = System.nanoTime();
    assertTrue(looks.poll(20, TimeUnit.SECONDS) != null, "no look after " + after);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertTrue(millis < DirectoryWatch.LOOK_MILLIS, after + ": " + millis + " ms");
    while (looks.poll(300, TimeUnit.MILLISECONDS) != null) {
      continue;
    }
  }

  @Test
  void change_ofAnyKind_isToldBeforeTheNextRegularLook() throws Exception {
    Files.writeString(modules.resolve("modules.dep"), "a.ko:\n");
    awaitLook("a new index");
    Files.move(modules.resolve("modules.dep"), modules.resolve("away"));
    awaitLook("a renamed index");
    Files.createDirectories(config);
    awaitLook("a new configuration directory");
    Files.writeString(config.resolve("a.conf"), "blacklist a\n");
    awaitLook("a new file in it");
    Files.move(modules, root.resolve("away"));
    awaitLook("a module directory that went");
    Files.createDirectories(modules);
    awaitLook("one that came back");
    Files.writeString(modules.resolve("modules.dep"), "b.ko:\n");
    awaitLook("a new index in it");
  }

  @Test
  void nothing_happens_itIsLookedAtAllTheSame() throws Exception {
    long start = System.nanoTime();
    assertTrue(looks.poll(2 * DirectoryWatch.LOOK_MILLIS, TimeUnit.MILLISECONDS) != null, "nothing was looked at, as after a mount");
    assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(DirectoryWatch.LOOK_MILLIS / 2));
  }
}
