package io.hotprobe.cli;

import io.hotprobe.config.ConfigSources;
import io.hotprobe.depmod.CyclicDependenciesException;
import io.hotprobe.depmod.Depmod;
import io.hotprobe.depmod.DepmodLog;
import io.hotprobe.depmod.Precedence;
import io.hotprobe.linux.SystemIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hotprobe depmod [options] [RELEASE] [FILE...]}: makes the index files of a module directory. */
@Command(
    name = "depmod",
    description = "Makes modules.dep, modules.alias and the other index files of a kernel's modules.",
    versionProvider = Version.class,
    footer = {"", "Without options and files all modules of the running kernel are indexed. Exit codes: 0 done, 1 anything else."})
final class DepmodCommand extends KmodTool {

  private static final Pattern RELEASE = Pattern.compile("[ \t]*[+-]?[0-9]+\\.[ \t]*[+-]?[0-9]+.*", Pattern.DOTALL);

  @Option(names = {"-a", "--all"}, description = "Index all modules, also when files are given.")
  private boolean all;

  @Option(names = {"-A", "--quick"}, description = "Do nothing when no module is newer than modules.dep.")
  private boolean quick;

  @Option(names = {"-b", "--basedir"}, paramLabel = "DIR", description = "The module directory is below DIR.")
  private Path base = Path.of("/");

  @Option(names = {"-m", "--moduledir"}, paramLabel = "DIR", description = "The releases are in DIR (default: lib/modules).")
  private String releases = "lib/modules";

  @Option(names = {"-o", "--outdir"}, paramLabel = "DIR", description = "Write below DIR instead of the base directory.")
  private Path outputBase;

  @Option(names = {"-C", "--config"}, paramLabel = "PATH", description = "Read this file or directory instead of depmod.d. Repeatable.")
  private List<Path> config = List.of();

  @Option(names = {"-n", "--show", "--dry-run"}, description = "Show the text files; write nothing.")
  private boolean show;

  @Option(names = {"-e", "--errsyms"}, description = "Tell of symbols that nobody provides; with -E or -F.")
  private boolean tellSymbols;

  @Option(names = {"-E", "--symvers"}, paramLabel = "FILE", description = "The kernel's own symbols: its Module.symvers.")
  private Path symvers;

  @Option(names = {"-F", "--filesyms"}, paramLabel = "FILE", description = "The kernel's own symbols: its System.map.")
  private Path systemMap;

  @Option(names = {"-P", "--symbol-prefix"}, paramLabel = "CHAR", description = "What precedes every symbol on this architecture.")
  private String prefix;

  @Option(names = {"-w", "--warn"}, description = "Tell of entries that are there twice.")
  private boolean tellDuplicates;

  @Option(names = {"-v", "--verbose"}, description = "Show which module needs which, and why.")
  private boolean verbose;

  @Option(names = {"-q", "--quiet", "-r", "--root", "-u", "--unresolved-error", "--map"}, hidden = true)
  private boolean[] retired = {};

  @Parameters(paramLabel = "RELEASE|FILE", description = "A kernel release; then files to index instead of all, absolute paths.")
  private List<String> arguments = new ArrayList<>();

  DepmodCommand() {
    super("depmod");
  }

  @Override
  public Integer call() throws IOException {
    if (retired.length > 0) {
      log.warning("-q, -r, -u and --map have no meaning any more; they are ignored");
    }
    if (prefix != null && prefix.length() != 1) {
      log.fatal("-P takes one character, not '" + prefix + "'");
      return FAILED;
    }
    String release = release();
    if (!RELEASE.matcher(release).matches()) {
      log.error("'" + release + "' is no kernel release, which begins like 6.1, and no absolute path");
      return FAILED;
    }
    Path directory = base.toAbsolutePath().resolve(below()).resolve(release).normalize();
    if (quick && (show || Depmod.isUpToDate(directory, new Told()))) {
      return DONE;
    }
    return index(directory, release);
  }

  /** The release given, which is taken off the arguments, or the running one. */
  private String release() throws IOException {
    boolean given = !arguments.isEmpty() && !arguments.get(0).startsWith("/");
    return given ? arguments.remove(0) : SystemIdentity.release();
  }

  private Path below() {
    return Path.of("/").relativize(Path.of("/").resolve(releases));
  }

  private int index(Path directory, String release) throws IOException {
    Depmod depmod = new Depmod(directory, prefix == null ? 0 : prefix.charAt(0), new Told());
    readKernelSymbols(depmod);
    if (all || quick || arguments.isEmpty()) {
      if (!Files.isDirectory(directory)) {
        log.fatal(directory + ": no such directory: install the modules of this release, or name their place with -b");
        return FAILED;
      }
      depmod.search(Precedence.read(config.isEmpty() ? ConfigSources.places(Path.of("/"), "depmod.d") : config, release, log::tell));
    } else {
      depmod.take(files());
    }
    try {
      depmod.index();
    } catch (CyclicDependenciesException cyclic) {
      log.error(cyclic.getMessage());
      return FAILED;
    }
    if (show) {
      depmod.texts().forEach(text -> out.write(text, 0, text.length));
    } else {
      depmod.write(outputBase == null ? directory : outputBase.toAbsolutePath().resolve(below()).resolve(release).normalize());
    }
    return DONE;
  }

  private void readKernelSymbols(Depmod depmod) throws IOException {
    if (symvers != null) {
      depmod.kernelSymvers(symvers);
    } else if (systemMap != null) {
      depmod.kernelSystemMap(systemMap);
    } else if (tellSymbols) {
      log.warning("-e needs -E or -F: without them the kernel's own symbols are not known");
    }
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String argument : arguments) {
      if (!argument.startsWith("/")) {
        throw new IOException(argument + ": not an absolute path");
      }
      files.add(Path.of(argument).normalize());
    }
    return files;
  }

  /** What indexing tells, as far as the options ask for it. */
  private final class Told implements DepmodLog {

    @Override
    public void error(String text) {
      log.error(text);
    }

    @Override
    public void warning(String text) {
      log.warning(text);
    }

    @Override
    public void needs(String module, String symbol, String provider) {
      if (verbose) {
        out.print(module + " needs \"" + symbol + "\": " + provider + "\n");
      }
    }

    @Override
    public void unknownSymbol(String module, String symbol) {
      if (tellSymbols && (symvers != null || systemMap != null)) {
        log.warning(module + ": needs symbol " + symbol + ", which neither the kernel nor a module provides");
      }
    }

    @Override
    public void otherVersion(String module, String symbol) {
      if (tellSymbols && symvers != null) {
        log.warning(module + ": was built against another version of symbol " + symbol + " than there is");
      }
    }

    @Override
    public void duplicates(String index, Supplier<List<String>> entries) {
      if (tellDuplicates) {
        entries.get().forEach(entry -> log.warning(index + ": twice the same entry: " + entry));
      }
    }
  }
}
