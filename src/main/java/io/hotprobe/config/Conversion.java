package io.hotprobe.config;

import io.hotprobe.config.ModulesConf.Entry;
import io.hotprobe.config.ModulesConf.Listing;
import io.hotprobe.config.ModulesConf.ModulePath;
import io.hotprobe.config.ModulesConf.Setting;
import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.SourceLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Writes what a modules.conf means as text of modprobe.d in the syntax of kmod, and says line by line what kmod has no words for.
 *
 * <p>Names become those that the kernel asks for today. One with commands of its own, and one that stands for a probe, becomes an
 * {@code install} line, which kmod finds by its name; so does {@code off}.
 */
public final class Conversion {

  /** Types of file systems by the end that most have, and the others by name. */
  private static final Pattern FILE_SYSTEM =
      Pattern.compile(
          "[a-z0-9]*fs[0-9]*|rpc_pipefs|hfsplus|ext[2-4]?|iso9660|udf|minix|xia|xenix|sysv|v7|coherent|qnx[46]|coda|intermezzo|supermount"
              + "|(u?ms)?dos|v?fat|exfat|ntfs3|smb3?|ncp|9p|ceph|fuse(blk|ctl)?|overlay|reiser4|lustre|devpts");

  /** What {@code ifconfig} knows by a word and a number. */
  private static final Pattern NETWORK_DEVICE = Pattern.compile("[A-Za-z]+[0-9]+");

  private final ModulesConf conf;
  private final ConfigLines lines = new ConfigLines();
  private final ConvertedCommands commands;
  private final Consumer<Diagnostic> lost;
  private final StringBuilder text = new StringBuilder();
  /** Every name that gets an alias line, folded, and what it leads to. */
  private final Map<String, String> aliases = new LinkedHashMap<>();
  /** Likewise names that are not in the file: what kernels of today ask for in place of one that is. */
  private final Map<String, String> todays = new LinkedHashMap<>();
  /** These by the name in the file. */
  private final Map<String, List<String>> forms = new LinkedHashMap<>();

  private Conversion(ModulesConf conf, Consumer<Diagnostic> lost) {
    this.conf = conf;
    this.lost = lost;
    new Lowering(conf, lines, lost).lower();
    this.commands = new ConvertedCommands(lines);
  }

  /**
   * The text for {@code file}.
   *
   * @param lost told of what could not be carried over, in no particular order, and what had to be read around
   * @throws InvalidConfigException if {@code file} cannot be read or a line of it makes no sense
   */
  public static String text(Path file, ConfigSources sources, Consumer<Diagnostic> lost) throws InvalidConfigException {
    ModulesConfParser parser = new ModulesConfParser(sources, lost);
    parser.tellChangeable(lost);
    return new Conversion(parser.parse(file), lost).write();
  }

  private String write() {
    text.append("# What ").append(FileDiagnostics.quoted(conf.file().toString())).append(" says, by hotprobe convert\n");
    text.append("# In names of modules - and _ are the same.\n");
    collectAliases();
    block("Aliases", () -> aliases.forEach((name, target) -> line("alias", name, target)));
    block(
        "The same for names as kernels ask today: fs- for file systems, netdev- for network devices, devices with minor numbers",
        () -> todays.forEach((name, target) -> line("alias", name, target)));
    block("What 'off' and 'null' in an alias stand for: nothing is loaded, which is no failure", this::emptyNames);
    block("Names that stand for several modules to be tried", this::probes);
    block("Options of modules", () -> lines.options.forEach(this::options));
    block("Options of modules when they are asked for by these names", this::mergedOptions);
    block("What is to be loaded before and after", () -> lines.softdeps.forEach(this::softdep));
    block("Commands around loading", this::installs);
    block("Commands around removing", this::removes);
    block("Modules that hotprobe does not remove for being unused; kmod never does", () -> lines.keeps.forEach(this::keep));
    conf.paths().forEach(this::path);
    conf.settings().forEach(this::setting);
    conf.entries(Listing.PRUNE).forEach(this::prune);
    return text.toString();
  }

  /** Under a heading, when there are any. */
  private void block(String heading, Runnable lines) {
    int start = text.length();
    lines.run();
    if (text.length() > start) {
      text.insert(start, "\n# " + heading + "\n");
    }
  }

  private void collectAliases() {
    for (AliasLine alias : lines.aliases) {
      boolean isCommand = commands.has(alias.pattern(), lines.chains.get(alias.pattern()));
      addForms(alias.pattern(), isCommand ? alias.pattern() : alias.module().value(), alias.at());
    }
    lines.emptyAliases.forEach((name, empty) -> addForms(name, empty.kind().word(), empty.at()));
    lines.probes.forEach((name, probe) -> addForms(name, probe.name(), probe.at()));
  }

  /** The name itself, unless it is to be found as a command, and the forms in which the kernel may ask for it. */
  private void addForms(String name, String target, SourceLine at) {
    if (!isWord(name) || !isWord(target) || name.startsWith("/")) {
      lose(at, "kmod cannot be asked for " + FileDiagnostics.quoted(name), "choose a name without blanks that does not start with /");
      return;
    }
    if (!name.equals(target)) {
      aliases.put(name, target);
    }
    for (String form : kernelForms(name, at)) {
      if (!lines.chains.containsKey(form) && !lines.probes.containsKey(form)) {
        todays.put(form, target);
        forms.computeIfAbsent(name, named -> new ArrayList<>(2)).add(form);
      }
    }
  }

  private Set<String> kernelForms(String name, SourceLine at) {
    Set<String> forms = new LinkedHashSet<>();
    if (name.matches("(char|block)_major_[0-9]+")) {
      if (hasMinors(name)) {
        lose(at, "kmod would load this beside what is named for single minor numbers", "name each minor number in an alias line");
      } else {
        forms.add(name + "_*");
      }
    } else if (FILE_SYSTEM.matcher(name).matches()) {
      forms.add("fs_" + name);
    } else if (NETWORK_DEVICE.matcher(name).matches()) {
      forms.add("netdev_" + name);
    }
    return forms;
  }

  private boolean hasMinors(String name) {
    return lines.chains.keySet().stream().anyMatch(other -> other.startsWith(name + "_"));
  }

  private void options(OptionsLine line) {
    boolean isAlias = lines.chains.containsKey(line.name());
    if (!isAlias) {
      line("options", line.name(), line.text());
    }
  }

  /** Of a name that leads to a module: what all names on the way say, behind the module's own options, so that the kernel takes them. */
  private void mergedOptions() {
    Map<String, OptionsLine> byName = new LinkedHashMap<>();
    lines.options.forEach(line -> byName.put(line.name(), line));
    for (AliasLine alias : lines.aliases) {
      List<String> chain = lines.chains.get(alias.pattern());
      OptionWords words = new OptionWords();
      for (int i = chain.size() - 1; i >= 0; i--) {
        if (byName.containsKey(chain.get(i))) {
          words.addLine(byName.get(chain.get(i)).text());
        }
      }
      if (!words.toString().isEmpty()) {
        line("options", alias.pattern(), words.toString());
        forms.getOrDefault(alias.pattern(), List.of()).forEach(form -> line("options", form, words.toString()));
      }
    }
  }

  /** A module with a command keeps it only when its neighbours are loaded by the command. */
  private void softdep(Softdep line) {
    if (commands.hasInstall(line.pattern(), List.of())) {
      commands.put(line);
      return;
    }
    String pre = members("pre: ", line.pre());
    String post = members("post: ", line.post());
    if (!pre.isEmpty() || !post.isEmpty()) {
      line("softdep", line.pattern(), (pre + " " + post).strip());
    }
  }

  private static String members(String keyword, List<String> names) {
    List<String> words = names.stream().filter(Conversion::isWord).toList();
    return words.isEmpty() ? "" : keyword + String.join(" ", words);
  }

  private void emptyNames() {
    for (EmptyAlias.Kind kind : EmptyAlias.Kind.values()) {
      if (aliases.containsValue(kind.word()) || todays.containsValue(kind.word())) {
        line("install", kind.word(), "/bin/true");
      }
    }
  }

  private void probes() {
    for (Probe probe : new LinkedHashSet<>(lines.probes.values())) {
      if (isWord(probe.name())) {
        line("install", probe.name(), ConvertedCommands.probe(probe));
      }
    }
  }

  private void installs() {
    commands.modules(lines).forEach(module -> line("install", module, commands.install(module, module, List.of())));
    for (AliasLine alias : lines.aliases) {
      List<String> chain = lines.chains.get(alias.pattern());
      if (commands.has(alias.pattern(), chain)) {
        line("install", alias.pattern(), commands.install(alias.pattern(), alias.module().value(), chain));
      }
    }
  }

  private void removes() {
    commands.removed(lines).forEach(module -> line("remove", module, commands.remove(module, List.of())));
    for (AliasLine alias : lines.aliases) {
      List<String> chain = lines.chains.get(alias.pattern());
      if (commands.has(alias.pattern(), chain)) {
        line("remove", alias.pattern(), commands.remove(alias.module().value(), chain));
      }
    }
  }

  private void keep(KeepLine line) {
    text.append("# keep ").append(line.pattern()).append('\n');
    lose(line.at(), "kmod removes no module for being unused", "for hotprobe take the # away before 'keep " + line.pattern() + "'");
  }

  private void path(ModulePath path) {
    if (path.at().line() > 0) {
      String directory = FileDiagnostics.quoted(path.directory());
      lose(path.at(), "kmod looks for no modules in " + directory, "move them below the release's directory and run depmod");
    }
  }

  private void setting(Setting setting) {
    if (!setting.name().equals("insmod_opt")) {
      lose(setting.at(), "kmod has no " + setting.name(), "leave it out");
    }
  }

  private void prune(Entry entry) {
    lose(entry.at(), "kmod's depmod passes over nothing by its name", "keep such files out of the release's directory");
  }

  private void line(String keyword, String name, String rest) {
    if (isWord(name) && !name.startsWith("/")) {
      text.append(keyword).append(' ').append(protect(name)).append(' ').append(protect(rest)).append('\n');
    }
  }

  /** In modprobe.d a backslash stands for the character behind it. */
  private static String protect(String rest) {
    return rest.replace("\\", "\\\\");
  }

  private static boolean isWord(String name) {
    return !name.isEmpty() && name.chars().allMatch(c -> c > ' ') && name.indexOf('#') != 0;
  }

  private void lose(SourceLine at, String problem, String remedy) {
    lost.accept(new Diagnostic(at, problem, remedy));
  }
}
