package io.hotprobe.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.journal.Handled;
import io.hotprobe.journal.Journal;
import io.hotprobe.rules.AccountFiles;
import io.hotprobe.rules.Finding;
import io.hotprobe.rules.HostFacts;
import io.hotprobe.rules.RuleBook;
import io.hotprobe.rules.RuleFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules that change while the service runs. */
class RuleWatchTest {

  private static final String RULE = "ACTION==\"add\", RUN+=\"/bin/true\"\n";

  @TempDir Path root;

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private Path directory;
  private String from;
  private RuleBook book;
  private RuleWatch watch;

  private final Journal journal =
      new Journal() {
        @Override
        public void handled(Handled handled) {}

        @Override
        public void notice(System.Logger.Level level, String text) {
          told.add(level + " " + text);
        }
      };

  @BeforeEach
  void start() throws IOException {
    directory = root.resolve("etc/hotprobe/rules.d");
    from = " from " + directory;
    book = RuleBook.open(new RuleFiles(List.of(directory)), HostFacts.of(root, root, AccountFiles.read(root)), this::tell);
    watch = new RuleWatch(book, List.of(directory), journal);
    watch.start();
  }

  private void tell(Finding finding) {
    told.add(finding.severity() + " " + finding.at().line());
  }

  @AfterEach
  void close() {
    watch.close();
  }

  private String next() throws InterruptedException {
    String next = told.poll(20, TimeUnit.SECONDS);
    assertTrue(next != null, "nothing was told within 20 s");
    return next;
  }

  @Test
  void directory_madeLater_isReadWithWhatComesIntoIt() throws Exception {
    assertEquals(0, book.program().lines());
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("50-a.rules"), RULE);
    assertEquals("INFO rules changed: 1 line of rules in force" + from, next());
    Files.writeString(directory.resolve("60-b.rules"), RULE + RULE);
    assertEquals("INFO rules changed: 3 lines of rules in force" + from, next());
    Files.delete(directory.resolve("50-a.rules"));
    assertEquals("INFO rules changed: 2 lines of rules in force" + from, next());
  }

  @Test
  void rules_thatChangedBetweenReadingAndWatching_areReadAgain() throws Exception {
    watch.close();
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("50-a.rules"), RULE);
    watch = new RuleWatch(book, List.of(directory), journal);
    watch.start();
    assertEquals("INFO rules changed: 1 line of rules in force" + from, next());
  }

  @Test
  void directory_replacedByAnother_isReadWithWhatComesIntoIt() throws Exception {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("50-a.rules"), RULE);
    assertEquals("INFO rules changed: 1 line of rules in force" + from, next());
    Files.move(directory, root.resolve("elsewhere"));
    assertEquals("WARNING rules changed: 0 lines of rules in force", next());
    Files.createDirectory(directory);
    Files.writeString(directory.resolve("50-b.rules"), RULE + RULE);
    assertEquals("INFO rules changed: 2 lines of rules in force" + from, next());
    Files.writeString(directory.resolve("60-c.rules"), RULE);
    assertEquals("INFO rules changed: 3 lines of rules in force" + from, next());
  }

  @Test
  void directory_replacedAtOnce_isReadWithWhatComesIntoIt() throws Exception {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("50-a.rules"), RULE);
    assertEquals("INFO rules changed: 1 line of rules in force" + from, next());
    Path other = Files.createDirectory(root.resolve("other"));
    Files.writeString(other.resolve("50-b.rules"), RULE + RULE);
    Files.move(directory, root.resolve("elsewhere"));
    Files.move(other, directory);
    String told = next();
    while (!told.equals("INFO rules changed: 2 lines of rules in force" + from)) {
      told = next();
    }
    Files.writeString(directory.resolve("60-c.rules"), RULE);
    assertEquals("INFO rules changed: 3 lines of rules in force" + from, next());
  }

  @Test
  void line_thatIsWrong_isToldAndLeftOut() throws Exception {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("50-a.rules"), "ACTION=\"add\", RUN+=\"/bin/true\"\n" + RULE);
    assertEquals("ERROR 1", next());
    assertEquals("INFO rules changed: 1 line of rules in force" + from, next());
  }

  @Test
  void rules_thatCannotBeRead_leaveThoseInForce() throws Exception {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("50-a.rules"), RULE);
    assertEquals("INFO rules changed: 1 line of rules in force" + from, next());
    Files.move(directory, root.resolve("elsewhere"));
    Files.writeString(directory, "no directory");
    assertTrue(next().startsWith("ERROR the rules in force stay: "));
    assertEquals(1, book.program().lines());
  }
}
