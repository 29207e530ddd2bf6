package io.hotprobe.depmod;

import io.hotprobe.module.ModuleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Makes the index files of one module directory. For one thread; modules are read by several. */
public final class Depmod {

  private final Path directory;
  private final Symbols symbols;
  private final DepmodLog log;
  private Collection<FoundModule> modules = List.of();
  private IndexFiles files;

  /**
   * @param directory that of the release, absolute
   * @param symbolPrefix a character that precedes all symbols and is left out; 0 for none
   */
  public Depmod(Path directory, char symbolPrefix, DepmodLog log) {
    this.directory = directory;
    this.symbols = new Symbols(symbolPrefix);
    this.log = log;
  }

  /** Whether no module file is newer than {@code modules.dep}; told when there is none. */
  public static boolean isUpToDate(Path directory, DepmodLog log) throws IOException {
    Path dependencies = directory.resolve("modules.dep");
    try {
      long time = Files.getLastModifiedTime(dependencies).to(TimeUnit.MICROSECONDS);
      return !new ModuleScan(Precedence.none(), log).hasNewer(directory, time);
    } catch (NoSuchFileException missing) {
      log.error(dependencies + ": no such file; all modules are indexed");
      return false;
    }
  }

  /** Takes the kernel's own symbols, with their checksums, from a {@code Module.symvers}. */
  public void kernelSymvers(Path file) throws IOException {
    KernelSymbols.readSymvers(file, symbols, log);
  }

  /** Takes the kernel's own symbols from a {@code System.map}. */
  public void kernelSystemMap(Path file) throws IOException {
    KernelSymbols.readSystemMap(file, symbols, log);
  }

  /** Takes all modules below the module directory, and those that {@code precedence} adds. */
  public void search(Precedence precedence) throws IOException {
    modules = new ModuleScan(precedence, log).scan(directory).values();
  }

  /**
   * Takes only these files.
   *
   * @throws IOException if one is no module file, or two have the same name
   */
  public void take(List<Path> paths) throws IOException {
    Map<String, FoundModule> byName = new LinkedHashMap<>();
    for (Path path : paths) {
      if (!Files.isRegularFile(path)) {
        throw new IOException(path + ": no such file");
      }
      Path below = path.startsWith(directory) ? directory.relativize(path) : path;
      if (!ModuleFile.isModule(path.getFileName().toString()) || path.getFileName().toString().startsWith(".")) {
        throw new IOException(path + ": not the name of a module file");
      }
      FoundModule module = FoundModule.of(path, below.toString());
      FoundModule present = byName.putIfAbsent(module.name(), module);
      if (present != null) {
        throw new IOException(path + ": module " + module.name() + " is already given as " + present.file().path());
      }
    }
    modules = byName.values();
  }

  /**
   * Reads the modules and works out what the text files hold.
   *
   * @throws CyclicDependenciesException if modules need each other in a circle; each circle was told
   */
  public void index() throws IOException {
    files = new IndexFiles(ModuleSet.read(modules, directory, symbols, log), log);
  }

  /** The text files one after the other, one char a byte; the weak dependencies only if there are some. */
  public List<byte[]> texts() throws IOException {
    List<byte[]> texts = new ArrayList<>();
    for (IndexFile file : files.text()) {
      if (!file.name().equals("modules.weakdep") || file.hasEntries()) {
        texts.add(file.content());
      }
    }
    return texts;
  }

  /** Writes all files into {@code target}, which is made if it does not exist. */
  public void write(Path target) throws IOException {
    Files.createDirectories(target);
    List<IndexFile> all = new ArrayList<>(files.all());
    all.addAll(new BuiltinFiles(directory, log).binary());
    new IndexDirectory(target).write(all);
  }
}
