package io.hotprobe.config;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.SourceLine;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What modprobe.d, the module directory and the kernel command line say about modules, each line with the place it comes from.
 *
 * <p>An immutable snapshot, safe for any thread; a change of the files needs a new one. Strings hold one byte a char (Latin-1). The
 * lists are in parse order: files by the bytes of their base names, then the kernel command line.
 */
public final class ModprobeConfig {

  private static final ModprobeConfig EMPTY = new ModprobeConfig(new ConfigLines(), List.of(), List.of());

  private final ConfigLines lines;
  private final List<Path> files;
  private final List<Path> watched;
  private final Map<String, SourceLine> blacklist = new HashMap<>();
  private final OptionsIndex options;
  private final FirstMatch<Command> installs = new FirstMatch<>();
  private final FirstMatch<Command> removes = new FirstMatch<>();
  private final FirstMatch<Softdep> softdeps = new FirstMatch<>();
  private final FirstMatch<Weakdep> weakdeps = new FirstMatch<>();

  private ModprobeConfig(ConfigLines lines, List<Path> files, List<Path> watched) {
    this.lines = lines;
    this.files = Collections.unmodifiableList(files);
    this.watched = Collections.unmodifiableList(watched);
    this.options = new OptionsIndex(lines.options);
    for (BlacklistLine line : lines.blacklists) {
      blacklist.putIfAbsent(line.module(), line.at());
    }
    for (Command line : lines.installs) {
      installs.add(line.pattern(), line);
    }
    for (Command line : lines.removes) {
      removes.add(line.pattern(), line);
    }
    for (Softdep line : lines.softdeps) {
      softdeps.add(line.pattern(), line);
    }
    for (Weakdep line : lines.weakdeps) {
      weakdeps.add(line.pattern(), line);
    }
  }

  /** No configuration at all. */
  public static ModprobeConfig empty() {
    return EMPTY;
  }

  /**
   * Reads all {@code sources}. Never fails: what cannot be read or understood is left out and told to {@code diagnostics}, on the
   * calling thread.
   */
  public static ModprobeConfig read(ConfigSources sources, Consumer<Diagnostic> diagnostics) {
    ConfigFiles found = ConfigFiles.find(sources, diagnostics);
    ConfigLines lines = new ConfigLines();
    List<Path> files = found.inOrder();
    for (Path file : files) {
      FileDiagnostics own = new FileDiagnostics(file, isOfDepmod(file, sources) ? unheard -> {} : diagnostics);
      new ConfigParser(lines, own).parse(ConfigFile.text(file, own));
    }
    List<Path> watched = found.watched();
    if (sources.commandLine().isPresent()) {
      Path file = sources.commandLine().get();
      watched.add(file);
      if (new KernelCommandLine(lines, new FileDiagnostics(file, diagnostics)).read(file)) {
        files.add(file);
      }
    }
    return new ModprobeConfig(lines, files, watched);
  }

  /** What modules say of themselves is copied by depmod; nobody who reads a message could mend it. */
  private static boolean isOfDepmod(Path file, ConfigSources sources) {
    return sources.moduleDirectory().isPresent() && sources.moduleDirectory().get().equals(file.getParent());
  }

  /** What {@link #watched()} would say of a configuration read from {@code sources} now; nothing is parsed. */
  public static List<Path> watched(ConfigSources sources) {
    List<Path> watched = ConfigFiles.find(sources, unheard -> {}).watched();
    sources.commandLine().ifPresent(watched::add);
    return watched;
  }

  /** The files read, in parse order, the kernel command line last. */
  public List<Path> files() {
    return files;
  }

  /**
   * Every directory and file whose state this configuration depends on, whether it exists or not: while none of them changes (seen
   * through links), reading again gives the same lines.
   */
  public List<Path> watched() {
    return watched;
  }

  /** The {@code alias} lines. All that match a name count. */
  public List<AliasLine> aliases() {
    return Collections.unmodifiableList(lines.aliases);
  }

  /** The {@code blacklist} lines and items, also those that cannot block anything. */
  public List<BlacklistLine> blacklists() {
    return Collections.unmodifiableList(lines.blacklists);
  }

  /** The first line that blacklists {@code module} by its real name; its aliases are then to be ignored. */
  public Optional<SourceLine> blacklist(ModuleName module) {
    return Optional.ofNullable(blacklist.get(module.value()));
  }

  /** The {@code options} lines of all modules. */
  public List<OptionsLine> options() {
    return Collections.unmodifiableList(lines.options);
  }

  /**
   * The options of {@code module}, joined by one blank; the kernel takes the last of a repeated key. Empty when there are none.
   *
   * @param alias the text of the alias the module was reached by, the pattern for one of {@link #aliases}; null when by its own name
   */
  public String options(ModuleName module, String alias) {
    List<OptionsLine> found = optionsLines(module, alias);
    if (found.isEmpty()) {
      return "";
    }
    StringBuilder joined = new StringBuilder(found.get(0).text());
    for (int i = 1; i < found.size(); i++) {
      joined.append(' ').append(found.get(i).text());
    }
    return joined.toString();
  }

  /** The lines {@link #options(ModuleName, String)} joins. */
  public List<OptionsLine> optionsLines(ModuleName module, String alias) {
    return Collections.unmodifiableList(options.of(module.value(), alias));
  }

  /** The {@code install} lines. */
  public List<Command> installs() {
    return Collections.unmodifiableList(lines.installs);
  }

  /** The command that runs in place of inserting {@code module}: of the first line that matches. */
  public Optional<Command> install(ModuleName module) {
    return Optional.ofNullable(installs.matching(module.value()));
  }

  /** The first {@code install} line whose pattern reads {@code name}, globs taken literally: how a name without a file is found. */
  public Optional<Command> installNamed(String name) {
    return Optional.ofNullable(installs.reading(name));
  }

  /** The {@code remove} lines. */
  public List<Command> removes() {
    return Collections.unmodifiableList(lines.removes);
  }

  /** The command that runs in place of removing {@code module}: of the first line that matches. */
  public Optional<Command> remove(ModuleName module) {
    return Optional.ofNullable(removes.matching(module.value()));
  }

  /** The first {@code remove} line whose pattern reads {@code name}, globs taken literally. */
  public Optional<Command> removeNamed(String name) {
    return Optional.ofNullable(removes.reading(name));
  }

  /** The {@code softdep} lines. */
  public List<Softdep> softdeps() {
    return Collections.unmodifiableList(lines.softdeps);
  }

  /** The first {@code softdep} line that matches {@code module}; the others do not count. */
  public Optional<Softdep> softdep(ModuleName module) {
    return Optional.ofNullable(softdeps.matching(module.value()));
  }

  /** The {@code weakdep} lines. */
  public List<Weakdep> weakdeps() {
    return Collections.unmodifiableList(lines.weakdeps);
  }

  /** The first {@code weakdep} line that matches {@code module}; the others do not count. */
  public Optional<Weakdep> weakdep(ModuleName module) {
    return Optional.ofNullable(weakdeps.matching(module.value()));
  }
}
