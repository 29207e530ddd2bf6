package io.hotprobe.cli;

import java.util.List;
import java.util.stream.Collectors;

/** The parameters of a module as words of a command line, of which the shell has taken the quotes away. */
final class ParameterWords {

  private ParameterWords() {}

  /** The words as the kernel reads them, one char a byte: a value with a blank in it has quotes, given or not. */
  static String joined(List<String> words) {
    return words.stream().map(ByteText::of).map(ParameterWords::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    int value = word.indexOf('=') + 1;
    boolean bare = value > 0 && word.indexOf(' ', value) >= 0 && "\"'".indexOf(word.charAt(value)) < 0;
    return bare ? word.substring(0, value) + '"' + word.substring(value) + '"' : word;
  }
}
