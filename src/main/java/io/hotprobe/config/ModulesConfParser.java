package io.hotprobe.config;

import io.hotprobe.config.ModulesConf.Entry;
import io.hotprobe.config.ModulesConf.Listing;
import io.hotprobe.config.ModulesConf.ModulePath;
import io.hotprobe.config.ModulesConf.Run;
import io.hotprobe.config.ModulesConf.Setting;
import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.Distrust;
import io.hotprobe.module.FileFailure;
import io.hotprobe.module.ModulePaths;
import io.hotprobe.module.SourceLine;
import io.hotprobe.module.Trust;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Parses a modules.conf. Any text gives a {@link ModulesConf} or an {@link InvalidConfigException} that names the line; one line that
 * makes no sense fails the whole, as with modutils.
 *
 * <pre>
 *   alias NAME MODULE                        [add] options [-k] MODULE OPTION...
 *   [add] above | below MODULE m...          [add] probe | probeall NAME m...
 *   pre-install | install | post-install | pre-remove | remove | post-remove MODULE command...
 *   path=DIR   path[TAG]=DIR   keep          depfile=FILE, likewise the other generated files, persistdir=, insmod_opt=
 *   [add] prune FILE   include FILE          define VARIABLE WORD
 *   if E / elseif E / else / endif
 * </pre>
 *
 * <p>Source: modules.conf(5) of modutils 2.4, and its behaviour where the page is silent.
 */
final class ModulesConfParser {

  /** How deep files may include each other. */
  static final int DEEPEST_INCLUDE = 20;

  /** Most files read for one configuration, included ones counted each time. */
  static final int MOST_FILES = 256;

  /** Most lines read for one configuration. */
  static final int MOST_LINES = 20_000;

  private static final Set<String> RUNS = Set.of("pre-install", "install", "post-install", "pre-remove", "remove", "post-remove");
  private static final Set<String> SETTINGS =
      Set.of(
          "depfile", "pcimapfile", "isapnpmapfile", "usbmapfile", "parportmapfile", "ieee1394mapfile", "pnpbiosmapfile",
          "generic_stringfile", "persistdir", "insmod_opt");
  private static final String DIRECTIVES = "see modules.conf(5) for the directives; until this line is corrected nothing of the configuration is used";

  private final Consumer<Diagnostic> diagnostics;
  private final Trust trust;
  private final ModulesConfDraft draft;
  private final ShellValues values;
  private Consumer<Diagnostic> changeable = unheard -> {};
  private int lineCount;
  private int charCount;

  ModulesConfParser(ConfigSources sources, Consumer<Diagnostic> diagnostics) {
    this.diagnostics = diagnostics;
    this.trust = sources.trust();
    this.draft = new ModulesConfDraft(sources);
    this.values = new ShellValues(sources);
  }

  /** Tells {@code listener} of each line that may mean something else another day. */
  void tellChangeable(Consumer<Diagnostic> listener) {
    changeable = listener;
  }

  /**
   * Reads a file and those it includes.
   *
   * @throws InvalidConfigException if a line makes no sense, or a file cannot be read
   */
  ModulesConf parse(Path file) throws InvalidConfigException {
    read(file, new SourceLine(file, 0), 0);
    return new ModulesConf(file, draft);
  }

  /** Where the modules of what was parsed are found. */
  ModulePaths paths() throws InvalidConfigException {
    List<Path> directories = new ArrayList<>();
    for (ModulePath path : draft.paths) {
      directories.add(values.file(path.directory(), path.at()));
    }
    Set<String> pruned = new TreeSet<>();
    for (Entry entry : draft.listings.get(Listing.PRUNE).values()) {
      pruned.add(entry.name());
      pruned.addAll(entry.words());
    }
    Setting depfile = draft.settings.get("depfile");
    boolean isNamed = depfile != null && !depfile.value().isEmpty();
    return new ModulePaths(isNamed ? Optional.of(values.file(depfile.value(), depfile.at())) : Optional.empty(), directories, pruned);
  }

  private void read(Path file, SourceLine wanted, int depth) throws InvalidConfigException {
    if (depth > DEEPEST_INCLUDE) {
      throw invalid(wanted, "include nests deeper than " + DEEPEST_INCLUDE, "see whether a file includes itself");
    }
    if (draft.files.size() == MOST_FILES) {
      throw invalid(wanted, "more than " + MOST_FILES + " files are included", "see whether a file includes itself");
    }
    draft.files.add(file);
    FileDiagnostics own = new FileDiagnostics(file, diagnostics);
    ModulesConfLines lines = new ModulesConfLines(text(file, wanted));
    Conditions conditions = new Conditions();
    SourceLine at = own.at(0);
    while (lines.next()) {
      at = own.at(lines.number());
      if (++lineCount > MOST_LINES) {
        throw invalid(at, "more than " + MOST_LINES + " lines", "leave out what nobody asks for");
      }
      check(lines.line(), at);
      values.tell(own);
      new Line(ConfigLine.strippedStart(lines.line()), at, depth).read(conditions);
    }
    if (conditions.isOpen()) {
      throw invalid(at, "the file ends inside an if", "write the endif");
    }
  }

  private void check(String line, SourceLine at) throws InvalidConfigException {
    if (line.indexOf('\0') >= 0) {
      throw invalid(at, "holds a NUL byte", "remove it");
    }
    if (line.length() > LogicalLines.LONGEST_LINE) {
      throw invalid(at, "longer than " + LogicalLines.LONGEST_LINE + " bytes", "split it, with add before what follows");
    }
    charCount += line.length();
    if (charCount > ConfigFile.LARGEST_FILE) {
      throw invalid(at, "more than " + ConfigFile.LARGEST_FILE + " bytes in all files", "see whether a file is included over and over");
    }
  }

  private String text(Path file, SourceLine wanted) throws InvalidConfigException {
    Optional<Distrust> distrust = trust.in(file.toAbsolutePath());
    if (distrust.isPresent()) {
      String subject = wanted.line() == 0 ? "" : file + " ";
      throw invalid(wanted, subject + distrust.get().of(file), distrust.get().remedy());
    }
    try {
      byte[] bytes = ConfigFile.head(file, ConfigFile.LARGEST_FILE + 1);
      if (bytes.length > ConfigFile.LARGEST_FILE) {
        String subject = wanted.line() == 0 ? "" : file + " is ";
        throw invalid(wanted, subject + "larger than " + ConfigFile.LARGEST_FILE + " bytes", "see whether it is the right file");
      }
      return ConfigFile.latin1(bytes, bytes.length);
    } catch (InvalidConfigException told) {
      throw told;
    } catch (IOException unreadable) {
      String subject = wanted.line() == 0 ? "" : file + " ";
      String remedy = unreadable instanceof NoSuchFileException ? "name one that exists" : "make it readable, or name another";
      throw invalid(wanted, subject + "cannot be read: " + FileFailure.reason(unreadable), remedy);
    }
  }

  private static InvalidConfigException invalid(SourceLine at, String problem, String remedy) {
    return new InvalidConfigException(at, problem, remedy);
  }

  /** One line: its keyword and what follows. */
  private final class Line {

    private final SourceLine at;
    private final int depth;
    private final boolean adding;
    private final boolean assigns;
    private final String keyword;
    private final String argument;

    Line(String text, SourceLine at, int depth) {
      this.at = at;
      this.depth = depth;
      this.adding = text.startsWith("add") && text.length() > 3 && ConfigLine.isSpace(text.charAt(3));
      String own = adding ? ConfigLine.strippedStart(text.substring(3)) : text;
      int end = 0;
      while (end < own.length() && own.charAt(end) > ' ' && own.charAt(end) != '=') {
        end++;
      }
      this.keyword = own.substring(0, end);
      this.assigns = end < own.length() && own.charAt(end) == '=';
      this.argument = end < own.length() ? ConfigLine.strippedStart(own.substring(end + 1)) : "";
    }

    void read(Conditions conditions) throws InvalidConfigException {
      if (keyword.isEmpty() && !assigns && !adding) {
        return;
      }
      switch (assigns ? "" : keyword) {
        case "if" -> {
          checkCondition();
          conditions.open(conditions.isActive() && isTrue(), at);
        }
        case "elseif" -> {
          checkCondition();
          conditions.next(conditions.isWaiting() && isTrue(), keyword, at);
        }
        case "else" -> conditions.next(true, keyword, at);
        case "endif" -> conditions.close(at);
        default -> {
          if (conditions.isActive()) {
            directive();
          }
        }
      }
    }

    private boolean isTrue() throws InvalidConfigException {
      boolean isTrue = new Expression(at, values).isTrue(argument);
      String problem = "the condition is decided as it is now: " + isTrue;
      changeable.accept(new Diagnostic(at, problem, "convert again when that changes"));
      return isTrue;
    }

    /** Also where it decides nothing: whether a condition makes sense must not depend on what others come to here and now. */
    private void checkCondition() throws InvalidConfigException {
      new Expression(at, Values.NONE).isTrue(argument);
    }

    private void directive() throws InvalidConfigException {
      boolean isExpanded = !RUNS.contains(keyword) && !keyword.equals("define");
      if (isExpanded && (argument.indexOf('$') >= 0 || argument.indexOf('`') >= 0)) {
        changeable.accept(new Diagnostic(at, "variables and commands count as they are now", "convert again when they change"));
      }
      if (assigns) {
        assignment();
        return;
      }
      for (Listing listing : Listing.values()) {
        if (keyword.equals(listing.keyword())) {
          list(listing);
          return;
        }
      }
      if (RUNS.contains(keyword)) {
        RawWords words = new RawWords(argument);
        String name = name(words);
        draft.runs.add(new Run(keyword, new Command(name, words.rest(), at)));
        return;
      }
      switch (keyword) {
        case "keep" -> draft.keepDefaultPaths();
        case "define" -> define();
        case "include" -> include();
        default -> throw invalid(at, "invalid line: " + FileDiagnostics.quoted((keyword + " " + argument).strip()), DIRECTIVES);
      }
    }

    private void list(Listing listing) throws InvalidConfigException {
      RawWords words = new RawWords(argument);
      String name = name(words);
      if (listing == Listing.OPTIONS && name.equals("-k")) {
        name = name(words);
        draft.kept.put(ConfigLines.folded(name), at);
      }
      List<String> expanded = WordExpansion.words(words.rest(), at, values);
      draft.put(listing, new Entry(name, expanded, at), adding && listing != Listing.ALIAS);
    }

    private String name(RawWords words) throws InvalidConfigException {
      String name = words.next();
      if (name.isEmpty()) {
        throw invalid(at, keyword + " lacks a name", "write: " + keyword + " NAME ...");
      }
      return name;
    }

    private void define() throws InvalidConfigException {
      RawWords words = new RawWords(argument);
      String name = name(words);
      if (name.indexOf('=') >= 0) {
        throw invalid(at, "not a variable name: " + FileDiagnostics.quoted(name), "write: define NAME WORD, with a blank between them");
      }
      if (words.atEnd()) {
        throw invalid(at, "define lacks a word", "write: define NAME WORD, or '' as the word for an empty one");
      }
      values.define(name, first(words.rest()));
    }

    private void include() throws InvalidConfigException {
      String name = first(argument);
      if (name.isEmpty()) {
        throw invalid(at, "include lacks a file", "write: include FILE");
      }
      Path file = values.file(name, at);
      ModulesConfParser.this.read(name.startsWith("/") ? file : at.file().resolveSibling(name), at, depth + 1);
    }

    private void assignment() throws InvalidConfigException {
      if (keyword.equals("path")) {
        path("misc");
      } else if (keyword.startsWith("path[") && keyword.endsWith("]")) {
        path(keyword.substring(5, keyword.length() - 1));
      } else if (SETTINGS.contains(keyword)) {
        String value = keyword.equals("insmod_opt") ? argument : first(argument);
        draft.settings.putIfAbsent(keyword, new Setting(keyword, value, at));
      } else {
        throw invalid(at, "invalid line: " + FileDiagnostics.quoted(keyword + "=" + argument), DIRECTIVES);
      }
    }

    private void path(String tag) throws InvalidConfigException {
      List<String> words = WordExpansion.words(argument, at, values);
      if (words.isEmpty()) {
        throw invalid(at, "path names no directory", "write: path[TAG]=DIRECTORY");
      }
      for (String word : words) {
        if (!word.startsWith("/")) {
          throw invalid(at, "not an absolute directory: " + FileDiagnostics.quoted(word), "write one that starts with /");
        }
        draft.add(new ModulePath(tag, values.file(word, at).toString(), at));
      }
    }

    private String first(String text) throws InvalidConfigException {
      List<String> words = WordExpansion.words(text, at, values);
      return words.isEmpty() ? "" : words.get(0);
    }
  }
}
