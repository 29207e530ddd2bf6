package io.hotprobe.depmod;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which releases a line of depmod.d is for: {@code *}, or a POSIX extended regular expression found anywhere in the release
 * (regex(7)).
 */
final class ReleasePattern {

  private final Pattern pattern;

  private ReleasePattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /** @throws PatternSyntaxException if {@code text} is no expression */
  static ReleasePattern of(String text) {
    return new ReleasePattern(text.equals("*") ? Pattern.compile("") : Pattern.compile(translated(text)));
  }

  boolean matches(String release) {
    return pattern.matcher(release).find();
  }

  /** As Java spells it: brackets have no escapes in POSIX, and a backslash makes an ordinary character of what follows. */
  private static String translated(String text) {
    StringBuilder java = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        java.append(Pattern.quote(text.substring(++i, i + 1)));
      } else if (c == '[') {
        int end = endOfBrackets(text, i);
        java.append(brackets(text.substring(i + 1, end)));
        i = end;
      } else if (c == '(' && text.startsWith("?", i + 1)) {
        throw new PatternSyntaxException("nothing to repeat", text, i + 1);
      } else {
        java.append(c);
      }
    }
    return java.toString();
  }

  /** The {@code ]} that closes; one that comes first stands for itself. */
  private static int endOfBrackets(String text, int open) {
    int at = open + 1;
    at += text.startsWith("^", at) ? 1 : 0;
    at += text.startsWith("]", at) ? 1 : 0;
    while (at < text.length() && text.charAt(at) != ']') {
      int close = text.startsWith("[:", at) ? text.indexOf(":]", at) : -1;
      at = close < 0 ? at + 1 : close + 2;
    }
    if (at >= text.length()) {
      throw new PatternSyntaxException("a bracket is not closed", text, open);
    }
    return at;
  }

  private static String brackets(String inside) {
    StringBuilder java = new StringBuilder("[");
    int at = inside.startsWith("^") ? 1 : 0;
    java.append(inside, 0, at);
    while (at < inside.length()) {
      int close = inside.startsWith("[:", at) ? inside.indexOf(":]", at) : -1;
      if (close > 0) {
        java.append(named(inside.substring(at + 2, close)));
        at = close + 2;
      } else {
        char c = inside.charAt(at++);
        java.append("[]\\^&".indexOf(c) >= 0 ? "\\" : "").append(c);
      }
    }
    return java.append(']').toString();
  }

  private static String named(String name) {
    return switch (name) {
      case "alpha" -> "\\p{Alpha}";
      case "digit" -> "\\p{Digit}";
      case "alnum" -> "\\p{Alnum}";
      case "upper" -> "\\p{Upper}";
      case "lower" -> "\\p{Lower}";
      case "punct" -> "\\p{Punct}";
      case "space" -> "\\s";
      case "blank" -> "\\p{Blank}";
      case "xdigit" -> "\\p{XDigit}";
      default -> throw new PatternSyntaxException("no class of that name", name, 0);
    };
  }
}
