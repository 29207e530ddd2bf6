package io.hotprobe.config;

import io.hotprobe.modalias.AliasPattern;
import io.hotprobe.module.SourceLine;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the text of an argument into words as a shell does: quotes, backslashes, variables, commands and file name patterns.
 *
 * <p>What a variable or command outside double quotes gives is divided at blanks. A file name pattern is looked up when it starts
 * with a slash, since nobody knows from where else to look; one that matches nothing stays as it is. Used for one text.
 */
final class WordExpansion {

  /** Most characters that one argument may expand to. */
  static final int LONGEST = 256 << 10;

  private final String text;
  private final SourceLine at;
  private final Values values;
  private final List<String> words = new ArrayList<>();
  /** The word so far; {@code pattern} the same with a backslash before what was quoted. */
  private StringBuilder word = new StringBuilder();
  private StringBuilder pattern = new StringBuilder();
  private boolean inWord;
  private boolean isGlob;
  private int position;
  private int length;

  private WordExpansion(String text, SourceLine at, Values values) {
    this.text = text;
    this.at = at;
    this.values = values;
  }

  /** The words of {@code text}; empty when there are none. */
  static List<String> words(String text, SourceLine at, Values values) throws InvalidConfigException {
    WordExpansion expansion = new WordExpansion(text, at, values);
    expansion.run();
    return expansion.words;
  }

  private void run() throws InvalidConfigException {
    while (position < text.length()) {
      char c = text.charAt(position++);
      switch (c) {
        case '\'' -> literal();
        case '"' -> doubleQuoted();
        case '\\' -> quote(position < text.length() ? text.charAt(position++) : '\\');
        case '$', '`' -> divided(value(c));
        default -> plain(c);
      }
    }
    endWord();
    values.count(length, at);
  }

  private void plain(char c) throws InvalidConfigException {
    if (ConfigLine.isSpace(c)) {
      endWord();
      return;
    }
    isGlob |= c == '*' || c == '?' || c == '[';
    add(c);
    pattern.append(c);
  }

  private void literal() throws InvalidConfigException {
    int end = text.indexOf('\'', position);
    if (end < 0) {
      throw unpaired('\'');
    }
    inWord = true;
    while (position < end) {
      quote(text.charAt(position++));
    }
    position++;
  }

  private void doubleQuoted() throws InvalidConfigException {
    inWord = true;
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c == '"') {
        return;
      }
      if (c == '$' || c == '`') {
        quoteAll(value(c));
      } else if (c == '\\' && position < text.length() && "$`\"\\#".indexOf(text.charAt(position)) >= 0) {
        quote(text.charAt(position++));
      } else {
        quote(c);
      }
    }
    throw unpaired('"');
  }

  private void quoteAll(String value) throws InvalidConfigException {
    for (int i = 0; i < value.length(); i++) {
      quote(value.charAt(i));
    }
  }

  private void quote(char c) throws InvalidConfigException {
    add(c);
    if ("*?[]\\".indexOf(c) >= 0) {
      pattern.append('\\');
    }
    pattern.append(c);
  }

  private void divided(String value) throws InvalidConfigException {
    for (int i = 0; i < value.length(); i++) {
      plain(value.charAt(i));
    }
  }

  private void add(char c) throws InvalidConfigException {
    inWord = true;
    if (++length > LONGEST) {
      throw invalid("expands to more than " + LONGEST + " characters", "write less on one line");
    }
    word.append(c);
  }

  private void endWord() throws InvalidConfigException {
    if (!inWord) {
      return;
    }
    List<String> files = isGlob && word.charAt(0) == '/' ? values.filesLike(pattern.toString()) : List.of();
    if (files.isEmpty()) {
      words.add(word.toString());
    } else {
      words.addAll(files);
    }
    for (String file : files) {
      length += file.length();
    }
    if (length > LONGEST) {
      throw invalid("expands to more than " + LONGEST + " characters", "write a narrower pattern");
    }
    word = new StringBuilder();
    pattern = new StringBuilder();
    inWord = false;
    isGlob = false;
  }

  /** What the {@code $} or backquote that was just passed stands for. */
  private String value(char c) throws InvalidConfigException {
    if (c == '`') {
      return values.output(upTo('`'), at);
    }
    if (position == text.length()) {
      return "$";
    }
    char next = text.charAt(position);
    if (next == '(') {
      position++;
      return values.output(upTo(')'), at);
    }
    if (next == '{') {
      position++;
      return values.variable(upTo('}'));
    }
    int start = position;
    while (position < text.length() && isNameCharacter(text.charAt(position))) {
      position++;
    }
    return start == position ? "$" : values.variable(text.substring(start, position));
  }

  private String upTo(char end) throws InvalidConfigException {
    int found = text.indexOf(end, position);
    if (found < 0) {
      throw unpaired(end);
    }
    String inner = text.substring(position, found);
    position = found + 1;
    return inner;
  }

  private static boolean isNameCharacter(char c) {
    return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  private InvalidConfigException unpaired(char c) {
    return invalid("a " + c + " without its partner in " + FileDiagnostics.quoted(text), "write both, or a backslash before it");
  }

  private InvalidConfigException invalid(String problem, String remedy) {
    return new InvalidConfigException(at, problem, remedy);
  }

  /** {@code word} written so that it expands to itself, wherever it stands in a line. */
  static String protect(String word) {
    if (word.isEmpty()) {
      return "''";
    }
    int space = 0;
    while (space < word.length() && !ConfigLine.isSpace(word.charAt(space))) {
      space++;
    }
    // KEY="VALUE with blanks"; the quotes start behind the last = before the first blank.
    int quoted = space == word.length() ? space : word.lastIndexOf('=', space) + 1;
    String plain = escaped(word.substring(0, quoted), "\\'\"`$*?[]#");
    return quoted == word.length() ? plain : plain + '"' + escaped(word.substring(quoted), "\\\"`$#") + '"';
  }

  private static String escaped(String text, String special) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      escaped.append(special.indexOf(text.charAt(i)) >= 0 ? "\\" : "").append(text.charAt(i));
    }
    return escaped.toString();
  }

  /** Whether {@code name} matches a file name pattern as this class builds them. */
  static boolean matches(String pattern, String name) {
    boolean hidden = name.startsWith(".") && !pattern.startsWith(".");
    return !hidden && AliasPattern.matches(pattern, name);
  }
}
