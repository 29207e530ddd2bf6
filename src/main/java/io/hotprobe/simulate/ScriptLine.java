package io.hotprobe.simulate;

import io.hotprobe.module.Errno;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.SourceLine;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** One line of a script; its words are taken one after the other. Every exception names the line and the word. */
final class ScriptLine {

  /** Most digits of a number: about eleven days in milliseconds. */
  private static final int MOST_DIGITS = 9;

  private final SourceLine at;
  private String rest;

  /** @param text without blanks around it */
  ScriptLine(SourceLine at, String text) {
    this.at = at;
    this.rest = text;
  }

  /** What comes next is a comment or nothing. */
  boolean isOver() {
    return rest.isEmpty() || rest.startsWith("#");
  }

  /** The next word, which has to be there. */
  String word(String what) throws IOException {
    if (isOver()) {
      throw wrong(what + " is missing");
    }
    String[] parts = rest.split("\\s+", 2);
    rest = parts.length > 1 ? parts[1] : "";
    return parts[0];
  }

  ModuleName module() throws IOException {
    String word = word("the module");
    if (!ModuleName.isName(word)) {
      throw wrong("'" + word + "' cannot be a module's name");
    }
    return new ModuleName(word);
  }

  Errno errno() throws IOException {
    String word = word("the error");
    return Arrays.stream(Errno.values())
        .filter(errno -> errno.name().equals(word))
        .findFirst()
        .orElseThrow(() -> wrong("'" + word + "' is no error of a load; choose one of " + errnos()));
  }

  private static String errnos() {
    return Arrays.stream(Errno.values()).map(Errno::name).collect(Collectors.joining(", "));
  }

  /** A number, 0 or greater. */
  int number(String what) throws IOException {
    String word = word(what);
    if (word.length() > MOST_DIGITS || !word.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw wrong("'" + word + "' is not " + what + ", a number of at most " + MOST_DIGITS + " digits");
    }
    return Integer.parseInt(word);
  }

  /** A number, or what counts where the line is over. */
  int number(String what, int otherwise) throws IOException {
    return isOver() ? otherwise : number(what);
  }

  /** All that follows, which has to be something. */
  String rest(String what) throws IOException {
    if (rest.isEmpty()) {
      throw wrong(what + " is missing");
    }
    String all = rest;
    rest = "";
    return all;
  }

  /** Nothing may follow any more. */
  void end() throws IOException {
    if (!isOver()) {
      throw wrong("'" + word("") + "' is one word too many");
    }
  }

  IOException wrong(String problem) {
    return new IOException(at + ": " + problem + ", in a simulation script");
  }
}
