package io.hotprobe.config;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.ModulePaths;
import io.hotprobe.module.SourceLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
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
  private final FirstMatch<KeepLine> keeps = new FirstMatch<>();
  private final Map<Hook, FirstMatch<Command>> hooks = new EnumMap<>(Hook.class);
  private final FirstMatch<EmptyAlias> emptyAliases = new FirstMatch<>();
  private final FirstMatch<Probe> probes = new FirstMatch<>();

  private ModprobeConfig(ConfigLines lines, List<Path> files, List<Path> watched) {
    this.lines = lines;
    this.files = Collections.unmodifiableList(files);
    this.watched = Collections.unmodifiableList(watched);
    this.options = new OptionsIndex(lines.options);
    for (BlacklistLine line : lines.blacklists) {
      blacklist.putIfAbsent(line.module(), line.at());
    }
    addCommands(lines.installs, installs);
    addCommands(lines.removes, removes);
    for (Hook hook : Hook.values()) {
      hooks.put(hook, new FirstMatch<>());
      addCommands(lines.hooks.get(hook), hooks.get(hook));
    }
    for (KeepLine line : lines.keeps) {
      keeps.add(line.pattern(), line);
    }
    lines.emptyAliases.forEach(emptyAliases::add);
    lines.probes.forEach(probes::add);
    for (Softdep line : lines.softdeps) {
      softdeps.add(line.pattern(), line);
    }
    for (Weakdep line : lines.weakdeps) {
      weakdeps.add(line.pattern(), line);
    }
  }

  private static void addCommands(List<Command> commands, FirstMatch<Command> index) {
    for (Command line : commands) {
      index.add(line.pattern(), line);
    }
  }

  /** No configuration at all. */
  public static ModprobeConfig empty() {
    return EMPTY;
  }

  /**
   * Reads all {@code sources}. What cannot be read or understood is left out and told to {@code diagnostics}, on the calling thread.
   *
   * @throws InvalidConfigException if the configuration is a modules.conf and a line of it makes no sense
   */
  public static ModprobeConfig read(ConfigSources sources, Consumer<Diagnostic> diagnostics) throws InvalidConfigException {
    ConfigFiles found = ConfigFiles.find(sources, diagnostics);
    ConfigLines lines = new ConfigLines();
    List<Path> watched = found.watched();
    List<Path> files = found.inOrder();
    Optional<Path> old = new OldConfig(sources, diagnostics).instead(files);
    if (old.isPresent()) {
      files.remove(old.get());
      ModulesConfParser parser = new ModulesConfParser(sources, diagnostics);
      lines.old = parser.parse(old.get());
      lines.paths = parser.paths();
      new Lowering(lines.old, lines, diagnostics).lower();
    }
    for (Path file : files) {
      FileDiagnostics own = new FileDiagnostics(file, isOfDepmod(file, sources) ? unheard -> {} : diagnostics);
      new ConfigParser(lines, own).parse(ConfigFile.text(file, sources.trust(), new FileDiagnostics(file, diagnostics)));
    }
    if (lines.old != null) {
      files.addAll(0, lines.old.files());
      watched.addAll(lines.old.files());
      watched.addAll(lines.paths.directories());
      lines.paths.dependencies().ifPresent(watched::add);
    }
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

  /**
   * What {@link #watched()} would say of a configuration read from {@code sources} now; nothing is parsed, so that what a modules.conf names
   * is left out.
   */
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
    if (lines.chains.containsKey(alias)) {
      return joinedByKey(module, alias);
    }
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

  /** Names nearer to the one asked for override those nearer to the module. */
  private String joinedByKey(ModuleName module, String alias) {
    OptionWords words = new OptionWords();
    for (OptionsLine line : optionsLines(module, alias)) {
      words.addLine(line.text());
    }
    return words.toString();
  }

  /** The lines {@link #options(ModuleName, String)} joins. */
  public List<OptionsLine> optionsLines(ModuleName module, String alias) {
    List<String> chain = lines.chains.get(alias);
    if (chain == null) {
      return Collections.unmodifiableList(options.of(module.value(), alias));
    }
    List<OptionsLine> found = new ArrayList<>(options.of(module.value(), null));
    for (int i = chain.size() - 1; i >= 0; i--) {
      found.addAll(options.of(chain.get(i), null));
    }
    return Collections.unmodifiableList(found);
  }

  /** The {@code install} lines. */
  public List<Command> installs() {
    return Collections.unmodifiableList(lines.installs);
  }

  /** The command that runs in place of inserting {@code module}: of the first line that matches. */
  public Optional<Command> install(ModuleName module) {
    return Optional.ofNullable(installs.matching(module.value()));
  }

  /**
   * As {@link #install(ModuleName)}; with a modules.conf the names that lead to the module may have a command too. Where there are
   * several they run one after the other, that of the name asked for first.
   *
   * @param alias as for {@link #options(ModuleName, String)}
   */
  public Optional<Command> install(ModuleName module, String alias) {
    return inPlace(installs, module, alias);
  }

  /** As {@link #install(ModuleName, String)}, of removing. */
  public Optional<Command> remove(ModuleName module, String alias) {
    return inPlace(removes, module, alias);
  }

  private Optional<Command> inPlace(FirstMatch<Command> commands, ModuleName module, String alias) {
    List<Command> found = new ArrayList<>(1);
    for (String name : lines.chains.getOrDefault(alias, List.of())) {
      addUnlessThere(found, commands.reading(name));
    }
    addUnlessThere(found, commands.matching(module.value()));
    return found.isEmpty() ? Optional.empty() : Optional.of(inSequence(found));
  }

  /** One command that runs all until one fails. */
  private static Command inSequence(List<Command> commands) {
    Command first = commands.get(0);
    if (commands.size() == 1) {
      return first;
    }
    List<String> texts = commands.stream().map(command -> "{ " + command.command() + "\n}").toList();
    return new Command(first.pattern(), String.join(" && ", texts), first.at());
  }

  /** The lines of one hook, in parse order. */
  public List<Command> hooks(Hook hook) {
    return Collections.unmodifiableList(lines.hooks.get(hook));
  }

  /**
   * The commands that run at {@code hook} when {@code module} has its turn, in running order: the first line of the module, and the
   * first of each name that led to it, the name asked for first. Empty when there are none.
   *
   * @param alias as for {@link #options(ModuleName, String)}
   */
  public List<Command> hooks(Hook hook, ModuleName module, String alias) {
    FirstMatch<Command> index = hooks.get(hook);
    List<Command> found = new ArrayList<>(1);
    if (alias != null) {
      for (String name : lines.chains.getOrDefault(alias, List.of(alias))) {
        addUnlessThere(found, index.reading(name));
      }
    }
    addUnlessThere(found, index.matching(module.value()));
    return found;
  }

  private static void addUnlessThere(List<Command> found, Command command) {
    if (command != null && !found.contains(command)) {
      found.add(command);
    }
  }

  /** The {@code keep} lines, one for each name. */
  public List<KeepLine> keeps() {
    return Collections.unmodifiableList(lines.keeps);
  }

  /** The first line that says that {@code module} is never to be removed for being unused. */
  public Optional<SourceLine> keep(ModuleName module) {
    return Optional.ofNullable(keeps.matching(module.value())).map(KeepLine::at);
  }

  /** The alias to no module that {@code name} (dashes folded) is or leads to; only a modules.conf has such. */
  public Optional<EmptyAlias> emptyAlias(String name) {
    return Optional.ofNullable(emptyAliases.matching(name));
  }

  /** The probe that {@code name} (dashes folded) is or leads to; only a modules.conf has such. */
  public Optional<Probe> probe(String name) {
    return Optional.ofNullable(probes.matching(name));
  }

  /** The {@code remove} lines. */
  public List<Command> removes() {
    return Collections.unmodifiableList(lines.removes);
  }

  /** The command that runs in place of removing {@code module}: of the first line that matches. */
  public Optional<Command> remove(ModuleName module) {
    return Optional.ofNullable(removes.matching(module.value()));
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

  /** The modules.conf that this configuration was read from; empty when it was modprobe.d. */
  public Optional<ModulesConf> modulesConf() {
    return Optional.ofNullable(lines.old);
  }

  /** Where a modules.conf wants modules to be found; empty without one. */
  public Optional<ModulePaths> modulePaths() {
    return Optional.ofNullable(lines.paths);
  }
}
