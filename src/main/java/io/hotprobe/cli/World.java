package io.hotprobe.cli;

import io.hotprobe.config.ConfigSources;
import io.hotprobe.config.ModprobeConfig;
import io.hotprobe.linux.ShellCommands;
import io.hotprobe.linux.SystemIdentity;
import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.MissingModuleTreeException;
import io.hotprobe.module.ModuleTree;
import io.hotprobe.module.SourceLine;
import io.hotprobe.module.Trust;
import io.hotprobe.resolve.Resolver;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Which machine a command looks at: this one, or one that lies in some directories. */
final class World {

  /** Where options that every command has stand in the help of one that orders its own by their sense: behind those. */
  static final int ORDER = 100;

  @Option(names = "--root", order = ORDER, paramLabel = "DIR", description = "Prefix of every default path (default: /).")
  private Path root = Path.of("/");

  @Option(names = "--sysfs", order = ORDER, paramLabel = "DIR", description = "Where sysfs is (default: ROOT/sys).")
  private Path sysfs;

  @Option(
      names = "--modules-dir",
      order = ORDER,
      paramLabel = "DIR",
      description = "The directory that holds the releases (default: ROOT/lib/modules).")
  private Path modulesDir;

  @Option(names = "--release", order = ORDER, paramLabel = "REL", description = "The kernel release (default: the running one).")
  private String release;

  @Option(
      names = "--config-dir",
      order = ORDER,
      paramLabel = "DIR",
      description =
          "Read module configuration from here instead of ROOT/etc/modprobe.d and its fellows. Can be repeated, the first is the"
              + " strongest; one that does not exist means no configuration.")
  private List<Path> configDirs = List.of();

  /** As kmod's tools spell it: the releases are in {@code DIR/lib/modules}, and nothing else moves with them. */
  void dirname(Path directory) {
    modulesDir = directory.resolve("lib/modules");
  }

  /** As kmod's tools spell {@code --release}. */
  void version(String version) {
    release = version;
  }

  /** As kmod's tools spell {@code --config-dir}. */
  void config(List<Path> places) {
    configDirs = places;
  }

  private boolean runsNothing;
  private Trust trust = Trust.ALL;

  Path root() {
    return absolute(root);
  }

  Path sysfs() {
    return absolute(sysfs == null ? root.resolve("sys") : sysfs);
  }

  /** Where hotprobe keeps what lasts until the next boot. */
  Path run() {
    return absolute(root.resolve("run/hotprobe"));
  }

  /** Whether the default paths are those of the running system. */
  boolean isRunningSystem() {
    return root().equals(Path.of("/"));
  }

  Path procModules() {
    return absolute(root.resolve("proc/modules"));
  }

  Path moduleDirectory() throws IOException {
    return releases().resolve(release());
  }

  private Path releases() {
    return absolute(modulesDir == null ? root.resolve("lib/modules") : modulesDir);
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private String release() throws IOException {
    if (release != null) {
      return release;
    }
    return SystemIdentity.release();
  }

  private ConfigSources config(Path moduleDirectory) {
    ConfigSources sources = ConfigSources.defaults(root()).withModuleDirectory(moduleDirectory).withTrust(trust);
    sources = runsNothing ? sources : sources.withCommands(new ShellCommands());
    return configDirs.isEmpty() ? sources : sources.withDirectories(configDirs);
  }

  /** From now on not even the commands in words of a modules.conf are run. */
  void runNothing() {
    runsNothing = true;
  }

  /** From now on only files are followed that nobody but root could have written, if it is root who looks at the running system. */
  void followRootOnly() {
    trust = policyTrust();
  }

  /**
   * Which files of policy are followed, by every command, and where a control socket may lie: module configuration is read as kmod reads it
   * unless {@link #followRootOnly}.
   */
  Trust policyTrust() {
    return isRunningSystem() ? trustOfRunningSystem() : Trust.ALL;
  }

  /** Which of the running system's files are followed, by whoever this is. */
  static Trust trustOfRunningSystem() {
    if (!SystemIdentity.isRoot()) {
      return Trust.ALL;
    }
    Optional<Path> home = Optional.ofNullable(System.getProperty("hotprobe.home")).map(Path::of);
    return Trust.ofRoot(home.map(each -> each.resolve("share/rules.d")).stream().toList());
  }

  /** Which files are followed. */
  Trust trust() {
    return trust;
  }

  /** Where configuration is read from. */
  ConfigSources configSources() throws IOException {
    return config(moduleDirectory());
  }

  /** The modules.conf that was named, or else the one at its usual place. */
  Path modulesConf(Path named) {
    return absolute(named == null ? root.resolve("etc/modules.conf") : named);
  }

  /** The module tree alone. */
  ModuleTree tree(Consumer<Diagnostic> diagnostics) throws IOException {
    return ModuleTree.open(moduleDirectory(), diagnostics);
  }

  /** As {@link #tree}, but a release that has no module tree counts as one without modules. */
  ModuleTree treeAnyway(Consumer<Diagnostic> diagnostics) throws IOException {
    try {
      return tree(diagnostics);
    } catch (MissingModuleTreeException nothingKnown) {
      return ModuleTree.unindexed(moduleDirectory(), diagnostics);
    }
  }

  /**
   * All that resolving needs.
   *
   * @throws IOException if there is no module tree; says which releases there are
   */
  Resolver resolver(Consumer<Diagnostic> diagnostics) throws IOException {
    Path directory = moduleDirectory();
    if (!Files.isDirectory(directory)) {
      throw new IOException(directory + ": no such module directory; " + others());
    }
    return Resolver.open(directory, config(directory), diagnostics);
  }

  /** As {@link #resolver}, but a release that has no module tree counts as one without modules. */
  Resolver resolverAnyway(Consumer<Diagnostic> diagnostics) throws IOException {
    Path directory = moduleDirectory();
    return Resolver.openAnyway(directory, config(directory), diagnostics);
  }

  /** Whether the command line says which modules are meant; else they are the running kernel's. */
  boolean namesModules() {
    return release != null || modulesDir != null || !isRunningSystem();
  }

  /** What to tell of a running kernel that has no module tree; empty when it has one. */
  Optional<Diagnostic> missingTree() throws IOException {
    Path directory = moduleDirectory();
    if (Files.exists(directory.resolve("modules.dep")) || Files.exists(directory.resolve("modules.dep.bin"))) {
      return Optional.empty();
    }
    String problem = Files.isDirectory(directory) ? "was never indexed, so no module can be loaded" : "no such module directory, so no module can be loaded";
    TreeSet<String> found = found();
    String remedy =
        found.isEmpty()
            ? "install this kernel's modules and run depmod"
            : "if the kernel was upgraded (" + String.join(", ", found) + " beside it), reboot, or install this release's modules again";
    return Optional.of(new Diagnostic(new SourceLine(directory, 0), problem, remedy + "; what comes there is read at once"));
  }

  /** The configuration alone. */
  ModprobeConfig configuration(Consumer<Diagnostic> diagnostics) throws IOException {
    return ModprobeConfig.read(config(moduleDirectory()), diagnostics);
  }

  private TreeSet<String> found() throws IOException {
    TreeSet<String> found = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(releases(), Files::isDirectory)) {
      entries.forEach(entry -> found.add(entry.getFileName().toString()));
    } catch (NotDirectoryException | NoSuchFileException | DirectoryIteratorException none) {
      return found;
    }
    found.remove(release());
    return found;
  }

  private String others() throws IOException {
    TreeSet<String> found = found();
    if (!Files.isDirectory(releases())) {
      return releases() + " does not exist either: install a kernel's modules, or name their place with --modules-dir";
    }
    return found.isEmpty()
        ? releases() + " is empty: install a kernel's modules, or name their place with --modules-dir"
        : "choose one of " + String.join(", ", found) + " with --release";
  }
}
