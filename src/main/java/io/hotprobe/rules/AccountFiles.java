package io.hotprobe.rules;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Users and groups as {@code passwd} and {@code group} list them; of equal names the first counts. A line that makes no sense is passed
 * over, a file that is not there lists nobody. Read once; immutable, safe for any thread.
 *
 * <p>Source: {@code man 5 passwd}, {@code man 5 group}: {@code NAME:PASSWORD:NUMBER:...}.
 */
public final class AccountFiles implements Host.Accounts {

  /** Most bytes of a file that are read: some ten thousand accounts. */
  static final int LARGEST_FILE = 1 << 20;

  private static final int NAME = 0;
  private static final int NUMBER = 2;
  private static final int FIELDS = 4;

  /** The number that stands for none. */
  private static final long NOBODY = 0xffffffffL;

  private final List<Path> files;
  private final Map<String, Integer> users;
  private final Map<String, Integer> groups;

  private AccountFiles(List<Path> files, Map<String, Integer> users, Map<String, Integer> groups) {
    this.files = files;
    this.users = users;
    this.groups = groups;
  }

  /** Reads {@code passwd} and {@code group} of a directory, {@code /etc}. */
  public static AccountFiles read(Path directory) {
    List<Path> files = files(directory);
    return new AccountFiles(files, accounts(files.get(0)), accounts(files.get(1)));
  }

  /** The files of a directory that are read: of the users, of the groups. */
  static List<Path> files(Path directory) {
    return List.of(directory.resolve("passwd"), directory.resolve("group"));
  }

  @Override
  public List<Path> files() {
    return files;
  }

  @Override
  public OptionalInt user(String name) {
    return number(users, name);
  }

  @Override
  public OptionalInt group(String name) {
    return number(groups, name);
  }

  /** The name of a user, the first where there are several; empty when nobody has that number. */
  public Optional<String> userName(int number) {
    return name(users, number);
  }

  /** The name of a group, the first where there are several; empty when none has that number. */
  public Optional<String> groupName(int number) {
    return name(groups, number);
  }

  private static OptionalInt number(Map<String, Integer> accounts, String name) {
    Integer number = accounts.get(name);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  private static Optional<String> name(Map<String, Integer> accounts, int number) {
    return accounts.entrySet().stream().filter(each -> each.getValue() == number).map(Map.Entry::getKey).findFirst();
  }

  private static Map<String, Integer> accounts(Path file) {
    Map<String, Integer> accounts = new LinkedHashMap<>();
    for (String line : text(file).split("\n")) {
      String[] fields = line.split(":", FIELDS);
      if (fields.length == FIELDS && !fields[NAME].isEmpty() && fields[NUMBER].matches("[0-9]{1,10}")) {
        long number = Long.parseLong(fields[NUMBER]);
        if (number < NOBODY) {
          accounts.putIfAbsent(fields[NAME], (int) number);
        }
      }
    }
    return accounts;
  }

  private static String text(Path file) {
    String text = HostFacts.text(file, LARGEST_FILE);
    // The line that the bound falls into is none.
    return text.length() < LARGEST_FILE ? text : text.substring(0, text.lastIndexOf('\n') + 1);
  }
}
