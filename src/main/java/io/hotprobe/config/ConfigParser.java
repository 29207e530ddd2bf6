package io.hotprobe.config;

import io.hotprobe.module.ModuleName;
import io.hotprobe.module.SourceLine;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses one file of modprobe.d. Any text gives lines and diagnostics, never an exception.
 *
 * <pre>
 *   alias     PATTERN MODULE          further words are ignored
 *   blacklist MODULE                  likewise
 *   options   MODULE  text...         kept as written
 *   install   PATTERN command...      likewise
 *   remove    PATTERN command...      likewise
 *   softdep   PATTERN pre: m... post: m...
 *   weakdep   PATTERN m...
 *   pre-install, post-install, pre-remove, post-remove PATTERN command...
 *   keep      PATTERN...
 * </pre>
 *
 * <p>The last two lines are ours; kmod calls them bad lines and goes on.
 *
 * <p>A line that is empty or starts with {@code #} says nothing; a {@code #} further right is a character like any other. Source:
 * modprobe.d(5), and kmod's behaviour where the page is silent.
 */
final class ConfigParser {

  private static final String IGNORED = "; the line is ignored";

  private final ConfigLines lines;
  private final FileDiagnostics diagnostics;
  private ConfigLine line;
  private SourceLine at;

  ConfigParser(ConfigLines lines, FileDiagnostics diagnostics) {
    this.lines = lines;
    this.diagnostics = diagnostics;
  }

  void parse(String text) {
    LogicalLines logical = new LogicalLines(text, diagnostics);
    while (logical.next()) {
      String content = logical.line();
      if (content.isEmpty() || content.charAt(0) == '#') {
        continue;
      }
      line = new ConfigLine(content);
      at = diagnostics.at(logical.number());
      if (content.charAt(content.length() - 1) == '\r') {
        diagnostics.carriageReturn(at.line());
      }
      directive();
    }
  }

  private void directive() {
    String keyword = line.word();
    if (keyword == null || keyword.equals("\r")) {
      return;
    }
    switch (keyword) {
      case "alias" -> alias();
      case "blacklist" -> blacklist();
      case "options" -> options();
      case "install" -> command(keyword, lines.installs);
      case "remove" -> command(keyword, lines.removes);
      case "softdep" -> softdep();
      case "weakdep" -> weakdep();
      case "pre-install" -> command(keyword, lines.hooks.get(Hook.PRE_INSTALL));
      case "post-install" -> command(keyword, lines.hooks.get(Hook.POST_INSTALL));
      case "pre-remove" -> command(keyword, lines.hooks.get(Hook.PRE_REMOVE));
      case "post-remove" -> command(keyword, lines.hooks.get(Hook.POST_REMOVE));
      case "keep" -> keep();
      case "include", "config" -> bad(keyword + " is no longer supported", "put the lines into a file of their own in modprobe.d");
      default -> unknown(keyword);
    }
  }

  private void alias() {
    String pattern = line.word();
    String module = line.word();
    if (pattern == null || module == null) {
      bad("alias lacks a word", "write: alias PATTERN MODULE");
      return;
    }
    pattern = normalised(pattern);
    module = moduleName(module);
    if (pattern != null && module != null) {
      lines.aliases.add(new AliasLine(pattern, new ModuleName(module), at));
    }
  }

  private void blacklist() {
    String module = line.word();
    if (module == null) {
      bad("blacklist lacks a word", "write: blacklist MODULE");
      return;
    }
    module = moduleName(module);
    if (module != null) {
      lines.blacklists.add(new BlacklistLine(module, at));
    }
  }

  private void options() {
    String name = nameBefore("options", "KEY=VALUE...");
    if (name != null) {
      lines.addOptions(name, line.rest(), at);
    }
  }

  private void command(String keyword, List<Command> commands) {
    String pattern = nameBefore(keyword, "COMMAND");
    if (pattern != null) {
      commands.add(new Command(pattern, line.rest(), at));
    }
  }

  private void softdep() {
    String pattern = nameBefore("softdep", "pre: MODULE... post: MODULE...");
    if (pattern == null) {
      return;
    }
    List<String> words = softdepWords(line.rest());
    List<String> pre = new ArrayList<>();
    List<String> post = new ArrayList<>();
    List<String> members = null;
    for (String word : words) {
      if (word.equals("pre:")) {
        members = pre;
      } else if (word.equals("post:")) {
        members = post;
      } else if (members != null) {
        members.add(word);
      }
    }
    if (pre.isEmpty() && post.isEmpty()) {
      diagnostics.say(
          at.line(),
          "softdep names no module after pre: or post:",
          "write: softdep MODULE pre: MODULE...; as it is it only hides later lines");
    }
    lines.softdeps.add(new Softdep(pattern, pre, post, at));
  }

  /** kmod does not know the first word for a keyword when exactly one more blank comes before it; nor do we, but we say so. */
  private List<String> softdepWords(String rest) {
    List<String> words = ConfigLine.spaced(rest);
    if (rest.length() < 2 || !ConfigLine.isSpace(rest.charAt(0)) || ConfigLine.isSpace(rest.charAt(1))) {
      return words;
    }
    diagnostics.say(
        at.line(), "kmod skips the first word after two blanks, " + FileDiagnostics.quoted(words.get(0)), "write one blank before it");
    return words.subList(1, words.size());
  }

  private void weakdep() {
    String pattern = nameBefore("weakdep", "MODULE...");
    if (pattern != null) {
      lines.weakdeps.add(new Weakdep(pattern, ConfigLine.spaced(line.rest()), at));
    }
  }

  private void keep() {
    int before = lines.keeps.size();
    for (String word = line.word(); word != null; word = line.word()) {
      String pattern = normalised(word);
      if (pattern != null) {
        lines.keeps.add(new KeepLine(pattern, at));
      }
    }
    if (lines.keeps.size() == before) {
      bad("keep names no module", "write: keep MODULE...");
    }
  }

  /** The module or pattern of a directive that needs something after it; null, with a diagnostic, when either is missing. */
  private String nameBefore(String keyword, String wanted) {
    String name = line.word();
    if (name == null || line.atEnd()) {
      bad(keyword + " lacks a word", "write: " + keyword + " MODULE " + wanted);
      return null;
    }
    return normalised(name);
  }

  private String moduleName(String word) {
    if (ModuleName.isName(word)) {
      return normalised(word);
    }
    bad("not a module name: " + FileDiagnostics.quoted(word), "write the name without path and suffix");
    return null;
  }

  private String normalised(String word) {
    String name = ConfigLines.normalised(word);
    if (name == null) {
      bad("a bracket without its partner in " + FileDiagnostics.quoted(word), "write both [ and ]");
    }
    return name;
  }

  private void unknown(String keyword) {
    String problem = "unknown directive " + FileDiagnostics.quoted(keyword);
    if (keyword.charAt(0) == '#') {
      bad(problem, "a comment starts in the first column");
    } else {
      bad(problem, "use alias, blacklist, options, install, remove, softdep, weakdep, a hook or keep, in lower case");
    }
  }

  private void bad(String problem, String remedy) {
    diagnostics.say(at.line(), problem, remedy + IGNORED);
  }
}
