package io.hotprobe.module;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * One release's modules: files, dependencies and builtin names, as depmod wrote them. An immutable snapshot, safe for any thread.
 */
public final class ModuleTree {

  /** An element {@code ..} of one of a line's paths. */
  private static final Pattern LEADS_UP = Pattern.compile("(?:^|[ /])\\.\\.(?=[/: ]|$)");

  private static final String DEPENDENCIES = "modules.dep";
  private static final String BUILTIN = "modules.builtin";

  /** The files whose change makes a snapshot old. */
  private static final List<String> INDEXES =
      List.of(
          "modules.dep", "modules.dep.bin",
          "modules.alias", "modules.alias.bin",
          "modules.symbols", "modules.symbols.bin",
          "modules.builtin", "modules.builtin.bin", "modules.builtin.alias.bin",
          "modules.softdep", "modules.weakdep", "modules.devname", "modules.order");

  private final Path directory;
  private final Map<String, String> dependencyLines;
  private final Set<String> builtin;
  private final boolean indexed;

  /**
   * A module with a file.
   *
   * @param dependencies all it needs, direct or not, nearest first; they are loaded from the last to the first
   */
  public record Entry(ModuleFile file, List<ModuleFile> dependencies) {}

  private ModuleTree(Path directory, Map<String, String> dependencyLines, Set<String> builtin, boolean indexed) {
    this.directory = directory;
    this.indexed = indexed;
    this.dependencyLines = dependencyLines;
    this.builtin = builtin;
  }

  /**
   * Opens the module directory of a release.
   *
   * @param diagnostics told of damaged or missing files that were read around
   * @throws MissingModuleTreeException if there is no such directory or it was never indexed
   */
  public static ModuleTree open(Path directory, Consumer<Diagnostic> diagnostics) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new MissingModuleTreeException(directory, "no such module directory");
    }
    Map<String, String> lines = dependencyLines(directory, diagnostics);
    if (lines.isEmpty() && !Files.exists(directory.resolve(DEPENDENCIES))) {
      throw new MissingModuleTreeException(directory, "the module directory has no " + DEPENDENCIES);
    }
    return new ModuleTree(directory, lines, builtinNames(directory, diagnostics), true);
  }

  /**
   * Opens the module directory of a release with the modules found where {@code paths} says. A module that is not indexed has no
   * dependencies.
   *
   * @throws MissingModuleTreeException as {@link #open(Path, Consumer)}
   */
  public static ModuleTree open(Path directory, ModulePaths paths, Consumer<Diagnostic> diagnostics) throws IOException {
    ModuleTree tree = open(directory, diagnostics);
    Map<String, String> lines = new HashMap<>(tree.dependencyLines);
    if (paths.dependencies().isPresent() && !paths.dependencies().get().equals(directory.resolve(DEPENDENCIES))) {
      lines.clear();
      addLines(paths.dependencies().get(), lines, diagnostics);
      withoutLeadingUp(paths.dependencies().get(), lines, diagnostics);
    }
    if (!paths.directories().contains(directory)) {
      lines.values().removeIf(line -> !isBelow(directory, line, paths.directories()));
    }
    ModuleSearch search = new ModuleSearch(directory, paths, diagnostics);
    search.found().forEach((name, file) -> lines.putIfAbsent(name.value(), file + ":"));
    return new ModuleTree(directory, lines, tree.builtin, true);
  }

  /** The tree of a directory that is not there or was never indexed: it has no files, and builtin names at most. */
  public static ModuleTree unindexed(Path directory, Consumer<Diagnostic> diagnostics) {
    return new ModuleTree(directory, Map.of(), builtinNames(directory, diagnostics), false);
  }

  private static boolean isBelow(Path directory, String line, List<Path> wanted) {
    try {
      Path file = directory.resolve(line.substring(0, Math.max(0, line.indexOf(':'))));
      return wanted.stream().anyMatch(file::startsWith);
    } catch (InvalidPathException odd) {
      return false;
    }
  }

  /**
   * As {@link #indexedLines}, without the modules one of whose paths has an element {@code ..}: depmod writes none. One that begins with a
   * slash is where depmod was told to look for modules outside of the directory, and is followed, as by kmod.
   */
  private static Map<String, String> dependencyLines(Path directory, Consumer<Diagnostic> diagnostics) {
    Map<String, String> lines = indexedLines(directory, diagnostics);
    withoutLeadingUp(directory.resolve(DEPENDENCIES), lines, diagnostics);
    return lines;
  }

  private static void withoutLeadingUp(Path file, Map<String, String> lines, Consumer<Diagnostic> diagnostics) {
    lines.entrySet().removeIf(
        line -> {
          boolean leadsUp = line.getValue().contains("..") && LEADS_UP.matcher(line.getValue()).find();
          if (leadsUp) {
            String problem = "the line of module " + line.getKey() + " has a path that leads up by '..', so there is no such module";
            diagnostics.accept(new Diagnostic(new SourceLine(file, 0), problem, "run depmod"));
          }
          return leadsUp;
        });
  }

  /** {@code PATH: DEP DEP...} by module name, from {@code modules.dep.bin} or, where that is missing or damaged, from its text. */
  private static Map<String, String> indexedLines(Path directory, Consumer<Diagnostic> diagnostics) {
    Path binary = directory.resolve(DEPENDENCIES + ".bin");
    Map<String, String> lines = new HashMap<>(8192);
    try {
      if (Files.exists(binary)) {
        BinaryIndex.read(binary)
            .walk(
                (key, length, priority, data, from, to) ->
                    lines.put(
                        new String(key, 0, length, StandardCharsets.ISO_8859_1),
                        new String(data, from, to - from, StandardCharsets.ISO_8859_1)));
        return lines;
      }
    } catch (IOException damaged) {
      diagnostics.accept(DamagedIndexException.textInstead(binary, damaged));
    }
    lines.clear();
    addLines(directory.resolve(DEPENDENCIES), lines, diagnostics);
    return lines;
  }

  private static void addLines(Path text, Map<String, String> lines, Consumer<Diagnostic> diagnostics) {
    for (String line : linesOf(text, diagnostics)) {
      int colon = line.indexOf(':');
      if (colon > 0 && ModuleName.isNameOf(line.substring(0, colon))) {
        lines.put(ModuleName.ofPath(line.substring(0, colon)).value(), line);
      }
    }
  }

  private static Set<String> builtinNames(Path directory, Consumer<Diagnostic> diagnostics) {
    Set<String> names = new HashSet<>(1024);
    Path binary = directory.resolve(BUILTIN + ".bin");
    try {
      if (Files.exists(binary) && Files.size(binary) > 0) {
        BinaryIndex.read(binary)
            .walk(
                (key, length, priority, data, from, to) ->
                    names.add(new String(key, 0, length, StandardCharsets.ISO_8859_1)));
        return names;
      }
    } catch (IOException damaged) {
      diagnostics.accept(DamagedIndexException.textInstead(binary, damaged));
    }
    for (String line : linesOf(directory.resolve(BUILTIN), diagnostics)) {
      if (ModuleName.isNameOf(line.trim())) {
        names.add(ModuleName.ofPath(line.trim()).value());
      }
    }
    return names;
  }

  private static List<String> linesOf(Path file, Consumer<Diagnostic> diagnostics) {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      diagnostics.accept(
          new Diagnostic(new SourceLine(file, 0), "cannot be read: " + FileFailure.reason(unreadable), "run depmod"));
      return List.of();
    }
  }

  /** The directory that holds the index files. */
  public Path directory() {
    return directory;
  }

  /** Whether depmod had been there; false of {@link #unindexed}. */
  public boolean isIndexed() {
    return indexed;
  }

  /** A dependency that has no line of its own, as in an index that was cut off; empty when there is none. */
  public Optional<ModuleName> missingDependency() {
    for (String line : dependencyLines.values()) {
      for (String path : line.substring(line.indexOf(':') + 1).split(" ")) {
        if (ModuleName.isNameOf(path) && !dependencyLines.containsKey(ModuleName.ofPath(path).value())) {
          return Optional.of(ModuleName.ofPath(path));
        }
      }
    }
    return Optional.empty();
  }

  /** The file and dependencies of a module; empty when the release has no such file. */
  public Optional<Entry> find(ModuleName module) {
    String line = dependencyLines.get(module.value());
    int colon = line == null ? -1 : line.indexOf(':');
    if (colon < 0 || !ModuleName.isNameOf(line.substring(0, colon))) {
      return Optional.empty();
    }
    try {
      List<ModuleFile> needed = new ArrayList<>();
      for (String path : line.substring(colon + 1).split(" ")) {
        if (ModuleName.isNameOf(path)) {
          needed.add(file(path));
        }
      }
      return Optional.of(new Entry(file(line.substring(0, colon)), List.copyOf(needed)));
    } catch (InvalidPathException notOfThisLocale) {
      return Optional.empty();
    }
  }

  /** The names of the modules that have a file, in order. */
  public List<ModuleName> modules() {
    return dependencyLines.keySet().stream().filter(ModuleName::isName).map(ModuleName::new).sorted().toList();
  }

  private ModuleFile file(String path) {
    return new ModuleFile(ModuleName.ofPath(path), directory.resolve(path));
  }

  /** Whether a module is part of the kernel image. */
  public boolean isBuiltin(ModuleName module) {
    return builtin.contains(module.value());
  }

  /** The files whose change makes this snapshot old, present or not. */
  public static List<Path> indexFiles(Path directory) {
    List<Path> files = new ArrayList<>();
    for (String name : INDEXES) {
      files.add(directory.resolve(name));
    }
    return files;
  }
}
