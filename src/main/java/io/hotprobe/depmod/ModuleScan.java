package io.hotprobe.depmod;

import io.hotprobe.module.FileFailure;
import io.hotprobe.module.ModuleName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Finds the module files of a release, of each name the one that counts. Symbolic links are followed. */
final class ModuleScan {

  /** Most modules of one release: their positions have 16 bits in kmod. Debian has 4,023. */
  static final int MOST_MODULES = 1 << 16;

  private final Precedence precedence;
  private final DepmodLog log;
  private final Map<String, FoundModule> byName = new HashMap<>(8192);

  ModuleScan(Precedence precedence, DepmodLog log) {
    this.precedence = precedence;
    this.log = log;
  }

  /**
   * Everything below the module directory and the external ones; external directories that do not exist are passed over.
   *
   * @throws IOException if the module directory cannot be listed, or holds more than {@link #MOST_MODULES}
   */
  Map<String, FoundModule> scan(Path directory) throws IOException {
    walk(directory, "", this::offer);
    for (Path external : precedence.externals()) {
      if (Files.isDirectory(external)) {
        walk(external, external + "/", this::offer);
      }
    }
    if (byName.size() > MOST_MODULES) {
      throw new IOException(directory + ": " + byName.size() + " modules, more than the " + MOST_MODULES + " that can be indexed");
    }
    return byName;
  }

  /** Whether a module below {@code directory} is newer than {@code time}, in microseconds since the epoch. */
  boolean hasNewer(Path directory, long time) throws IOException {
    boolean[] newer = new boolean[1];
    walk(directory, "", (path, shown) -> newer[0] |= isNewer(path, time));
    return newer[0];
  }

  private boolean isNewer(Path path, long time) {
    try {
      return Files.getLastModifiedTime(path).to(TimeUnit.MICROSECONDS) > time;
    } catch (IOException unreadable) {
      log.error(unreadable(path, unreadable));
      return true;
    }
  }

  private void offer(Path path, String shown) {
    if (!isAscii(shown)) {
      log.error(path + ": the path is not ASCII, which modules.dep.bin cannot hold: the module is left out; rename it");
      return;
    }
    if (!ModuleName.isNameOf(shown)) {
      log.error(path + ": the name starts with a dot: the module is left out; rename it");
      return;
    }
    FoundModule found = FoundModule.of(path, shown);
    byName.merge(found.name(), found, (present, candidate) -> precedence.isStronger(candidate, present) ? candidate : present);
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x7f || text.charAt(i) < ' ') {
        return false;
      }
    }
    return true;
  }

  /** Visits all modules below {@code top}, a directory as deep as the next at once. */
  private void walk(Path top, String shown, BiConsumer<Path, String> module) throws IOException {
    Directory start = new Directory(top, shown, Files.readAttributes(top, BasicFileAttributes.class).fileKey(), null);
    start.list(precedence);
    start.throwIfUnread();
    List<Directory> level = List.of(start);
    while (!level.isEmpty()) {
      List<Directory> below = new ArrayList<>();
      for (Directory each : level) {
        each.tell(module, log);
        below.addAll(each.directories());
      }
      Workers.run(below.size(), i -> below.get(i).list(precedence));
      level = below;
    }
  }

  static String unreadable(Path path, IOException failure) {
    return path + ": cannot be read: " + FileFailure.reason(failure) + "; it is left out";
  }
}
