package io.hotprobe.cli;

import io.hotprobe.config.ConfigSources;
import io.hotprobe.modalias.AliasFile;
import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.module.BuiltinInfo;
import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.MissingModuleTreeException;
import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.ModuleInfo;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.ModuleTree;
import io.hotprobe.resolve.Match;
import io.hotprobe.resolve.Resolver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds the modules of one release by name or alias, as modinfo does: without any configuration. For one thread. */
final class ModinfoLookup {

  /**
   * A module that was found.
   *
   * @param filename as modinfo shows it, one char a byte
   * @param file empty for a module inside the kernel image
   */
  record Found(ModuleName name, String filename, Optional<ModuleFile> file) {}

  private final Path directory;
  private final String shown;
  private final Consumer<Diagnostic> diagnostics;
  private ModuleTree tree;
  /** Why {@link #tree} has no files; null when it was read. */
  private MissingModuleTreeException unindexed;
  private Resolver resolver;

  /**
   * @param directory the module directory
   * @param shown its name as file names in it are to begin; one char a byte
   */
  ModinfoLookup(Path directory, String shown, Consumer<Diagnostic> diagnostics) {
    this.directory = directory;
    this.shown = shown;
    this.diagnostics = diagnostics;
  }

  /**
   * The modules that answer to a name or alias; empty when none does.
   *
   * @throws IOException if there is no module tree
   */
  List<Found> find(String name) throws IOException {
    Optional<Found> file = ModuleName.isName(name) ? file(new ModuleName(name)) : Optional.empty();
    if (file.isPresent()) {
      return List.of(file.get());
    }
    if (resolver == null) {
      resolver = Resolver.openAnyway(directory, new ConfigSources(List.of(), Optional.empty(), Optional.empty()), diagnostics);
    }
    List<Found> found = new ArrayList<>();
    for (Match match : resolver.matches(Modalias.of(name), new AliasHits())) {
      found.add(file(match.module()).orElseGet(() -> builtin(match.module())));
    }
    return orMissing(found);
  }

  private List<Found> orMissing(List<Found> found) throws IOException {
    if (found.isEmpty() && unindexed != null) {
      throw new IOException(unindexed.naming("-k or -b"), unindexed);
    }
    return found;
  }

  /** The module of that name, which may carry a file's suffix; of aliases only those of builtin modules are asked. */
  List<Found> findByName(String name) throws IOException {
    if (name.indexOf('/') >= 0 || !ModuleName.isNameOf(name)) {
      return List.of();
    }
    ModuleName module = ModuleName.ofPath(name);
    Optional<Found> file = file(module);
    if (file.isPresent()) {
      return List.of(file.get());
    }
    return orMissing(tree().isBuiltin(module) ? List.of(builtin(module)) : builtinByAlias(Modalias.of(name)));
  }

  private List<Found> builtinByAlias(Modalias alias) {
    List<Found> found = new ArrayList<>();
    AliasHits hits = new AliasHits();
    if (alias.valid() && new AliasFile(directory, "modules.builtin.alias", diagnostics).read().match(alias, hits) > 0) {
      for (int i = 0; i < hits.count(); i++) {
        found.add(builtin(hits.module(i)));
      }
    }
    return found;
  }

  /** What a module tells of itself. */
  ModuleInfo info(Found module) throws IOException {
    return module.file().isPresent()
        ? ModuleInfo.read(module.file().get())
        : new BuiltinInfo(directory).of(module.name(), diagnostics);
  }

  private Optional<Found> file(ModuleName module) throws IOException {
    return tree().find(module).map(entry -> new Found(module, shown(entry.file().path()), Optional.of(entry.file())));
  }

  /** Where the modules are looked for. */
  Path directory() {
    return directory;
  }

  private static Found builtin(ModuleName module) {
    return new Found(module, "(builtin)", Optional.empty());
  }

  private String shown(Path file) {
    return file.startsWith(directory) ? shown + "/" + directory.relativize(file) : file.toString();
  }

  private ModuleTree tree() throws IOException {
    if (tree == null) {
      try {
        tree = ModuleTree.open(directory, diagnostics);
      } catch (MissingModuleTreeException missing) {
        unindexed = missing;
        tree = ModuleTree.unindexed(directory, diagnostics);
      }
    }
    return tree;
  }
}
