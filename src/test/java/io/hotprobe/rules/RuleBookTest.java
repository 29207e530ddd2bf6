package io.hotprobe.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleBookTest {

  private static final String RULE = "ENV{A}=\"1\"\n";

  /** A file that can be opened, and read never: the loopback interface has no speed. */
  private static final Path UNREADABLE = Path.of("/sys/class/net/lo/speed");

  @TempDir Path root;
  private Path directory;
  private Path etc;
  private final List<String> told = new ArrayList<>();

  @BeforeEach
  void makeDirectories() throws IOException {
    directory = Files.createDirectory(root.resolve("rules.d"));
    etc = Files.createDirectory(root.resolve("etc"));
  }

  private RuleBook open() throws IOException {
    Host host = HostFacts.of(root, root, new CurrentAccounts(etc));
    return RuleBook.open(new RuleFiles(List.of(directory)), host, finding -> told.add(finding.text()));
  }

  private static boolean isUnreadable() {
    if (!Files.isRegularFile(UNREADABLE)) {
      return false;
    }
    try {
      Files.readAllBytes(UNREADABLE);
      return false;
    } catch (IOException asWanted) {
      return true;
    }
  }

  @Test
  void refresh_groupMadeAfterTheRules_isFound() throws IOException {
    Files.writeString(directory.resolve("50-a.rules"), "GROUP=\"plugdev\"\n");
    RuleBook book = open();
    assertEquals(1, told.size(), told.toString());
    Files.writeString(etc.resolve("group"), "plugdev:x:46:\n");
    assertTrue(book.refresh());
    assertEquals(1, told.size(), told.toString());
    assertFalse(book.refresh());
  }

  @Test
  void refresh_userMadeBeforeAnotherRule_isFound() throws IOException {
    RuleBook book = open();
    Files.writeString(etc.resolve("passwd"), "tss:x:103:104::/:/bin/false\n");
    Files.writeString(directory.resolve("50-a.rules"), "OWNER=\"tss\"\n");
    assertTrue(book.refresh());
    assertEquals(List.of(), told);
  }

  @Test
  void accounts_changed_countFromTheNextRefreshOn() throws IOException {
    CurrentAccounts accounts = new CurrentAccounts(etc);
    Files.writeString(etc.resolve("group"), "plugdev:x:46:\n");
    assertEquals(OptionalInt.empty(), accounts.group("plugdev"));
    accounts.refresh();
    assertEquals(OptionalInt.of(46), accounts.group("plugdev"));
  }

  @Test
  void refresh_fileCannotBeReadForNow_rulesBeforeStayAndItIsTriedAgain() throws IOException {
    assumeTrue(isUnreadable(), UNREADABLE + " is not there");
    Files.writeString(directory.resolve("50-a.rules"), RULE);
    RuleBook book = open();
    Files.delete(directory.resolve("50-a.rules"));
    Files.createSymbolicLink(directory.resolve("50-a.rules"), UNREADABLE);
    Files.writeString(directory.resolve("60-b.rules"), "broken\n");
    for (int look = 0; look < 2; look++) {
      String why = assertThrows(IOException.class, book::refresh).getMessage();
      assertTrue(why.startsWith(directory.resolve("50-a.rules") + ": cannot be read: Invalid argument"), why);
    }
    assertEquals(1, book.program().lines());
    assertEquals(List.of(), told);
    Files.delete(directory.resolve("50-a.rules"));
    assertTrue(book.refresh());
    assertEquals(1, told.size(), told.toString());
  }

  @Test
  void open_fileCannotBeReadForNow_goesWithoutItAndTriesAgain() throws IOException {
    assumeTrue(isUnreadable(), UNREADABLE + " is not there");
    Files.createSymbolicLink(directory.resolve("50-a.rules"), UNREADABLE);
    Files.writeString(directory.resolve("60-b.rules"), RULE);
    RuleBook book = open();
    assertEquals(1, book.program().lines());
    assertEquals(List.of("cannot be read: Invalid argument; it is ignored"), told);
    assertThrows(IOException.class, book::refresh);
  }
}
