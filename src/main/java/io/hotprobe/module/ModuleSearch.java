package io.hotprobe.module;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Looks for module files by their names below some directories. Links below them are not followed; the indexed directory is passed
 * over. Used once.
 */
final class ModuleSearch {

  /** Most files and directories looked at; what lies beyond is not found. */
  static final int MOST_ENTRIES = 200_000;

  /** How far below a directory is looked. */
  static final int DEEPEST = 16;

  /** How modules of kernels before 2.6 end; a modules.conf may name a directory of them. */
  private static final List<String> OLD_SUFFIXES = List.of(".o", ".o.gz");

  private final Path indexed;
  private final ModulePaths paths;
  private final Consumer<Diagnostic> diagnostics;
  private int entries;

  ModuleSearch(Path indexed, ModulePaths paths, Consumer<Diagnostic> diagnostics) {
    this.indexed = real(indexed);
    this.paths = paths;
    this.diagnostics = diagnostics;
  }

  /** The files by the names of their modules: of each the one in the earliest directory, there the first in the order of paths. */
  Map<ModuleName, Path> found() {
    Map<ModuleName, Path> found = new LinkedHashMap<>();
    for (Path directory : new LinkedHashSet<>(paths.directories())) {
      if (Files.isDirectory(directory)) {
        Map<ModuleName, Path> own = new LinkedHashMap<>();
        walk(directory, own);
        own.forEach(found::putIfAbsent);
      }
    }
    return found;
  }

  private static Path real(Path directory) {
    try {
      return directory.toRealPath();
    } catch (IOException unreadable) {
      return directory;
    }
  }

  private void walk(Path directory, Map<ModuleName, Path> own) {
    try {
      Files.walkFileTree(real(directory), Set.of(), DEEPEST, new Visitor(own));
    } catch (IOException unreadable) {
      say(directory, "cannot be read: " + FileFailure.reason(unreadable), "make it readable or take it out of the paths");
    }
  }

  private static boolean isModule(String name) {
    return !name.startsWith(".") && (ModuleFile.isModule(name) || OLD_SUFFIXES.stream().anyMatch(name::endsWith));
  }

  private void say(Path path, String problem, String remedy) {
    diagnostics.accept(new Diagnostic(new SourceLine(path, 0), problem, remedy));
  }

  private final class Visitor extends SimpleFileVisitor<Path> {

    private final Map<ModuleName, Path> own;

    Visitor(Map<ModuleName, Path> own) {
      this.own = own;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      boolean passed = directory.equals(indexed) || paths.pruned().contains(directory.getFileName().toString());
      return passed ? FileVisitResult.SKIP_SUBTREE : counted(directory);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String name = file.getFileName().toString();
      if (attributes.isRegularFile() && isModule(name) && !paths.pruned().contains(name)) {
        own.merge(ModuleName.ofPath(name), file, (a, b) -> a.compareTo(b) <= 0 ? a : b);
      }
      return counted(file);
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      say(file, "cannot be read: " + FileFailure.reason(failure), "make it readable or prune it; what lies there is not found");
      return FileVisitResult.CONTINUE;
    }

    private FileVisitResult counted(Path path) {
      if (++entries != MOST_ENTRIES) {
        return entries < MOST_ENTRIES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
      }
      say(path, "is one more than the " + MOST_ENTRIES + " files that are looked at", "name narrower paths; later modules are not found");
      return FileVisitResult.TERMINATE;
    }
  }
}
