package io.hotprobe.resolve;

import io.hotprobe.config.AliasLine;
import io.hotprobe.config.ConfigSources;
import io.hotprobe.config.ModprobeConfig;
import io.hotprobe.modalias.AliasFile;
import io.hotprobe.modalias.AliasIndex;
import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.MissingModuleTreeException;
import io.hotprobe.module.ModulePaths;
import io.hotprobe.module.ModuleTree;
import io.hotprobe.module.Stamp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * All that resolving reads, of one moment: a release's tree and its alias tables, and the configuration. Immutable.
 *
 * @param configAliases the alias lines of the configuration
 */
record Tables(
    ModuleTree tree,
    ModprobeConfig config,
    AliasIndex configAliases,
    AliasIndex aliases,
    AliasIndex symbols,
    AliasIndex builtinAliases,
    Stamp stamp) {

  /** Reads of a tree that is being rewritten meanwhile are thrown away and done again, this often at most. */
  private static final int READS = 10;

  private static final long PAUSE_MILLIS = 100;

  /** What a module directory that is not there or was never indexed means. */
  enum NoTree {
    FAILURE,
    /** That the release has no modules: the configuration may still answer. */
    NO_MODULES
  }

  /** Where the tables are read from. */
  record Sources(Path moduleDirectory, ConfigSources config, NoTree noTree) {

    /** The same, but a tree that is not there is a failure. */
    Sources requiringTree() {
      return new Sources(moduleDirectory, config, NoTree.FAILURE);
    }
  }

  /**
   * Reads the tables, again and again until nothing changed while they were read.
   *
   * @throws IOException if there is no module tree, or it does not come to rest
   */
  static Tables read(Sources sources, Consumer<Diagnostic> diagnostics) throws IOException {
    List<Path> watched = ModprobeConfig.watched(sources.config());
    for (int i = 0; i < READS; i++) {
      List<Diagnostic> found = new ArrayList<>();
      Stamp before = stamp(sources, watched);
      Tables tables = readOnce(sources, found::add);
      if (before.equals(tables.stamp)) {
        found.forEach(diagnostics);
        return tables;
      }
      boolean known = before.files().equals(tables.stamp.files());
      watched = known ? ModprobeConfig.watched(sources.config()) : tables.config.watched();
      pause(known ? PAUSE_MILLIS : 0);
    }
    throw new IOException(
        sources.moduleDirectory() + ": module tree or configuration kept changing while they were read; wait for depmod to end");
  }

  private static Tables readOnce(Sources sources, Consumer<Diagnostic> diagnostics) throws IOException {
    Path directory = sources.moduleDirectory();
    ModprobeConfig config = ModprobeConfig.read(sources.config(), diagnostics);
    ModuleTree tree = tree(sources, config.modulePaths(), diagnostics);
    AliasIndex aliases = new AliasFile(directory, "modules.alias", diagnostics).read();
    return new Tables(
        tree,
        config,
        configAliases(config),
        aliases,
        new AliasFile(directory, "modules.symbols", diagnostics).read(),
        new AliasFile(directory, "modules.builtin.alias", diagnostics).read(),
        stamp(sources, config.watched()));
  }

  private static ModuleTree tree(Sources sources, Optional<ModulePaths> paths, Consumer<Diagnostic> diagnostics) throws IOException {
    Path directory = sources.moduleDirectory();
    try {
      return paths.isPresent() ? ModuleTree.open(directory, paths.get(), diagnostics) : ModuleTree.open(directory, diagnostics);
    } catch (MissingModuleTreeException missing) {
      if (sources.noTree() == NoTree.FAILURE) {
        throw missing;
      }
      return ModuleTree.unindexed(directory, diagnostics);
    }
  }

  private static AliasIndex configAliases(ModprobeConfig config) {
    AliasIndex.Builder builder = new AliasIndex.Builder(0);
    int place = 0;
    for (AliasLine alias : config.aliases()) {
      builder.addGlob(alias.pattern(), place++, alias.module());
    }
    return builder.build();
  }

  private static Stamp stamp(Sources sources, List<Path> configFiles) {
    List<Path> files = new ArrayList<>(ModuleTree.indexFiles(sources.moduleDirectory()));
    files.addAll(configFiles);
    sources.config().commandLine().ifPresent(files::remove);
    return Stamp.of(files, sources.config().trust());
  }

  /** Whether what the tables were read from is as it was. */
  boolean isCurrent() {
    return stamp.equals(stamp.again());
  }

  /** Whether the index files of the tree are as they were for others, which were read from the same places. */
  boolean hasTreeOf(Tables others) {
    int indexes = ModuleTree.indexFiles(tree.directory()).size();
    return stamp.states().subList(0, indexes).equals(others.stamp.states().subList(0, indexes));
  }

  private static void pause(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the module tree to come to rest", stop);
    }
  }
}
