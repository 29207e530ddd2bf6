package io.hotprobe.rules.language;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Any Latin-1 text in one line: {@code \n}, {@code \t}, {@code \\}, {@code \xHH}, and {@code \(N*T)} for N times the text T. */
final class EscapedText {

  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:([nt\\\\])|x([0-9a-f]{2})|\\((\\d+)\\*([^)]*)\\))");

  private EscapedText() {}

  static String read(String escaped) {
    Matcher escapes = ESCAPE.matcher(escaped);
    StringBuilder text = new StringBuilder();
    while (escapes.find()) {
      escapes.appendReplacement(text, Matcher.quoteReplacement(meaning(escapes)));
    }
    return escapes.appendTail(text).toString();
  }

  private static String meaning(Matcher escape) {
    if (escape.group(1) != null) {
      return escape.group(1).equals("n") ? "\n" : escape.group(1).equals("t") ? "\t" : "\\";
    }
    return escape.group(2) != null
        ? String.valueOf((char) Integer.parseInt(escape.group(2), 16))
        : escape.group(4).repeat(Integer.parseInt(escape.group(3)));
  }

  static String write(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean outerBlank = c == ' ' && (i == 0 || i == text.length() - 1);
      switch (c) {
        case '\n' -> escaped.append("\\n");
        case '\t' -> escaped.append("\\t");
        case '\\' -> escaped.append("\\\\");
        default -> escaped.append(c < 0x20 || c > 0x7e || outerBlank ? String.format("\\x%02x", (int) c) : String.valueOf(c));
      }
    }
    return escaped.toString();
  }
}
