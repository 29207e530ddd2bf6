package io.hotprobe.rules;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** Users and groups as {@link AccountFiles} had them when they were last asked for anew. Safe for any thread. */
public final class CurrentAccounts implements Host.Accounts {

  private final Path directory;
  private volatile AccountFiles accounts;

  /** @param directory of {@code passwd} and {@code group}, {@code /etc} */
  public CurrentAccounts(Path directory) {
    this.directory = directory;
    refresh();
  }

  @Override
  public OptionalInt user(String name) {
    return accounts.user(name);
  }

  @Override
  public OptionalInt group(String name) {
    return accounts.group(name);
  }

  @Override
  public List<Path> files() {
    return AccountFiles.files(directory);
  }

  @Override
  public void refresh() {
    accounts = AccountFiles.read(directory);
  }
}
