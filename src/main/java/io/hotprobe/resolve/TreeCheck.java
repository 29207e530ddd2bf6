package io.hotprobe.resolve;

import io.hotprobe.modalias.AliasIndex;
import io.hotprobe.module.BinaryIndex;
import io.hotprobe.module.DamagedIndexException;
import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.FileFailure;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.SourceLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;

/**
 * Whether the index files of a module directory belong together. While depmod runs, or after it was interrupted, they do not: some are
 * old and some new, or one is cut off.
 */
final class TreeCheck {

  /** Tables that have a text form and a binary one. */
  private static final List<String> TABLES = List.of("modules.dep", "modules.alias", "modules.symbols", "modules.builtin", "modules.builtin.alias");

  /** What is there as text only. */
  private static final List<String> TEXTS = List.of("modules.softdep", "modules.weakdep");

  /** What every depmod writes one after the other. */
  private static final List<List<String>> WRITTEN_IN_ORDER =
      List.of(
          List.of("modules.dep", "modules.alias", "modules.softdep", "modules.weakdep", "modules.symbols", "modules.symbols.bin"),
          List.of("modules.dep", "modules.dep.bin", "modules.alias.bin"),
          List.of("modules.dep.bin", "modules.symbols.bin"),
          List.of("modules.alias", "modules.alias.bin"));

  private static final String REMEDY = "the tables read before stay in use; if depmod is not running, run it";

  private final Path directory;
  private final Tables tables;

  /** @param tables read from the directory */
  TreeCheck(Path directory, Tables tables) {
    this.directory = directory;
    this.tables = tables;
  }

  /**
   * Something that does not fit.
   *
   * @param damage a file is cut off or damaged; else it may only look so
   */
  record Doubt(Diagnostic what, boolean damage) {}

  /** The first thing that does not fit, damage before all else; empty when all is well. */
  Optional<Doubt> doubt() {
    for (String name : TABLES) {
      Optional<Doubt> damage = damageOf(name);
      if (damage.isPresent()) {
        return damage;
      }
    }
    for (String name : TEXTS) {
      if (isCutOff(directory.resolve(name))) {
        return cutOff(name);
      }
    }
    Optional<Doubt> order = timeDoubt();
    return order.isPresent() ? order : missing();
  }

  /** The binary form counts; the text, which depmod always ends with a newline, where there is none. */
  private Optional<Doubt> damageOf(String name) {
    Path binary = directory.resolve(name + ".bin");
    Path text = directory.resolve(name);
    if (!Files.exists(binary)) {
      return isCutOff(text) ? cutOff(name) : Optional.empty();
    }
    try {
      if (Files.size(binary) > 0 || Files.exists(text) && !name.equals("modules.builtin")) {
        BinaryIndex.read(binary).walk((key, length, priority, data, from, to) -> {});
      }
      return Optional.empty();
    } catch (DamagedIndexException damaged) {
      return Optional.of(new Doubt(diagnostic(binary, damaged.leftOut(binary).problem()), true));
    } catch (IOException unreadable) {
      return Optional.of(new Doubt(diagnostic(binary, "cannot be read: " + FileFailure.reason(unreadable)), true));
    }
  }

  private Optional<Doubt> cutOff(String name) {
    return Optional.of(new Doubt(diagnostic(directory.resolve(name), "its last line is cut off"), true));
  }

  private static boolean isCutOff(Path text) {
    try (SeekableByteChannel file = Files.newByteChannel(text)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      return file.size() > 0 && file.position(file.size() - 1).read(last) == 1 && last.get(0) != '\n';
    } catch (IOException none) {
      return false;
    }
  }

  private Optional<Doubt> timeDoubt() {
    for (List<String> run : WRITTEN_IN_ORDER) {
      String before = null;
      for (String name : run) {
        if (before != null && isOlder(name, before)) {
          return suspect(name, "is older than " + before + ", which is written first");
        }
        before = timeOf(name).isPresent() ? name : before;
      }
    }
    return Optional.empty();
  }

  private boolean isOlder(String name, String before) {
    Optional<FileTime> time = timeOf(name);
    Optional<FileTime> earlier = timeOf(before);
    return time.isPresent() && earlier.isPresent() && time.get().compareTo(earlier.get()) < 0;
  }

  private Optional<FileTime> timeOf(String name) {
    try {
      return Optional.of(Files.getLastModifiedTime(directory.resolve(name)));
    } catch (IOException none) {
      return Optional.empty();
    }
  }

  /** Where a modules.conf says where modules are, not all of the tree need be among them. */
  private Optional<Doubt> missing() {
    if (tables.config().modulePaths().isPresent()) {
      return Optional.empty();
    }
    Optional<ModuleName> dependency = tables.tree().missingDependency();
    if (dependency.isPresent()) {
      return suspect("modules.dep", "has no line for " + dependency.get() + ", which another module needs");
    }
    for (ModuleName module : tables.aliases().modules()) {
      if (isUnknown(module)) {
        return suspect("modules.alias", "leads to " + module + ", which is not in modules.dep");
      }
    }
    return missing(tables.symbols());
  }

  private Optional<Doubt> missing(AliasIndex symbols) {
    for (ModuleName module : symbols.modules()) {
      if (isUnknown(module)) {
        return suspect("modules.symbols", "leads to " + module + ", which is not in modules.dep");
      }
    }
    return Optional.empty();
  }

  private boolean isUnknown(ModuleName module) {
    return tables.tree().find(module).isEmpty() && !tables.tree().isBuiltin(module);
  }

  private Optional<Doubt> suspect(String name, String problem) {
    return Optional.of(new Doubt(diagnostic(directory.resolve(name), problem), false));
  }

  private static Diagnostic diagnostic(Path file, String problem) {
    return new Diagnostic(new SourceLine(file, 0), problem, REMEDY);
  }
}
