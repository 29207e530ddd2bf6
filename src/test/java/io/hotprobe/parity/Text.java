package io.hotprobe.parity;

import java.nio.charset.StandardCharsets;

/** Any bytes, one char a byte, on lines that an editor leaves alone. */
final class Text {

  private static final String UNFINISHED = "\\c";

  private Text() {}

  /** {@code text} as lines that begin with {@code | }; one that no line feed ends, ends with {@code \c}. */
  static String lines(String text) {
    StringBuilder lines = new StringBuilder();
    for (int at = 0; at < text.length(); ) {
      int end = text.indexOf('\n', at);
      lines.append(('|' + (end == at ? "" : " ") + escaped(text.substring(at, end < 0 ? text.length() : end))));
      lines.append(end < 0 ? UNFINISHED : "").append('\n');
      at = end < 0 ? text.length() : end + 1;
    }
    return lines.toString();
  }

  /** What a line that begins with {@code |} stands for. */
  static String unescaped(String line) {
    String content = line.substring(Math.min(line.length(), 2));
    boolean finished = !content.endsWith(UNFINISHED);
    return bytes(finished ? content : content.substring(0, content.length() - UNFINISHED.length())) + (finished ? "\n" : "");
  }

  private static String escaped(String line) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\') {
        escaped.append("\\\\");
      } else if (c == ' ' && i == line.length() - 1) {
        escaped.append("\\x20");
      } else if (c < ' ' || c > '~') {
        escaped.append(String.format("\\x%02x", (int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /** {@code \xNN} and {@code \\} replaced. */
  static String bytes(String escaped) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c != '\\') {
        text.append(c);
      } else if (escaped.charAt(++i) == 'x') {
        text.append((char) Integer.parseInt(escaped.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        text.append(escaped.charAt(i));
      }
    }
    return text.toString();
  }

  static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
