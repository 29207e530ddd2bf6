package io.hotprobe.config;

import java.util.SplittableRandom;

/** Makes configuration text: mostly valid lines, with odd spacing, joins, quotes, brackets and bytes sprinkled in. */
final class ConfigGenerator {

  private static final String[] KEYWORDS = {
    "alias", "blacklist", "options", "install", "remove", "softdep", "weakdep", "options", "softdep", "alias", "include", "Alias", "#", "x"
  };
  private static final String[] WORDS = {
    "snd-hda", "snd_hda", "m", "m1", "usb:v*p-*", "pci:v[0-9]d[a-f-]*", "a?", "x.y", "k=v", "k=\"v w\"", "pre:", "post:", "pre:", "post:x",
    "\\-", "char-major-1-*", "[!a]", "$CMDLINE_OPTS", ";", "--first-time", "#", "\u00e9"
  };
  private static final String[] BLANKS = {" ", " ", " ", "  ", "\t", " \t ", "\\\n", " \\\n ", "\\ "};
  private static final String ODD = "\\\\\\\n\n\t []-\"#'=.,*?\r\f\u000b\u0001\u00ff\0";
  private static final String[] PARAMETERS = {
    "quiet", "root=/dev/sda1", "m.k=v", "snd-hda.k-k=v-v", "modprobe.blacklist=", "a,b-c,", "\"", "\"x.y=", ".", "=", "a b", "[", "]", "-",
    ",", "modprobe.", "--", "x.y.z=1", "'", "k"
  };

  private final SplittableRandom random;

  ConfigGenerator(long seed) {
    random = new SplittableRandom(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  String one(String... choices) {
    return choices[below(choices.length)];
  }

  /** A file of up to 12 lines; ends in a line end, since kmod 30 takes a backslash at the end of a file for a byte 255. */
  String file() {
    StringBuilder text = new StringBuilder();
    for (int i = below(12); i > 0; i--) {
      line(text);
    }
    for (int i = below(3); i > 0 && text.length() > 0; i--) {
      mutate(text);
    }
    return text.append("\n").toString();
  }

  /** A kernel command line. */
  String commandLine() {
    StringBuilder text = new StringBuilder();
    for (int i = below(16); i > 0; i--) {
      text.append(one(PARAMETERS)).append(one("", " ", " ", "\t"));
    }
    return text.append(one("", "\n")).toString();
  }

  /** Any characters that are bytes. */
  String noise() {
    StringBuilder text = new StringBuilder();
    for (int i = below(400); i > 0; i--) {
      text.append((char) (below(3) == 0 ? ODD.charAt(below(ODD.length())) : below(256)));
    }
    return text.toString();
  }

  private void line(StringBuilder text) {
    text.append(one("", "", "", "", " ", "\t")).append(one(KEYWORDS));
    for (int i = below(7); i > 0; i--) {
      text.append(one(BLANKS)).append(one(WORDS));
    }
    text.append(one("", "", "", " ", "\\")).append('\n');
  }

  /** One odd character put in, put over another, or one character taken out. */
  private void mutate(StringBuilder text) {
    int at = below(text.length());
    char odd = ODD.charAt(below(ODD.length()));
    switch (below(3)) {
      case 0 -> text.insert(at, odd);
      case 1 -> text.setCharAt(at, odd);
      default -> text.deleteCharAt(at);
    }
  }
}
