package io.hotprobe.config;

import java.util.SplittableRandom;

/** Makes text of modules.conf: valid lines that refer to each other, or any bytes. */
public final class ModulesConfGenerator {

  private static final String[] NAMES = {
    "m1", "m-2", "m_2", "m3", "eth0", "ppp0", "net-pf-10", "char-major-4", "block-major-2", "dos", "scsi_hostadapter", "/dev/sg*", "/dev/sg",
    "/dev/x?", "fs-msdos", "loop", "char-major-10-64"
  };
  private static final String[] TARGETS = {"m1", "m-2", "m3", "off", "null", "loop", "eth0", "ppp0", "scsi_hostadapter", "/dev/sg", "gone"};
  private static final String[] WORDS = {
    "io=0x300", "irq=5", "io=1", "debug", "s='a b'", "s=\"c  d\"", "$V", "x=${V}y", "\\$V", "a\\ b", "q=\\\"z\\\"", "`uname -r`", "\\#h", "''",
    "e=\\\\", "k=\u00e9", "g=[a]", "-o", "'t\t'", "w=1\u001f"
  };
  private static final String[] RUNS = {"pre-install", "install", "post-install", "pre-remove", "remove", "post-remove"};
  private static final String[] COMMANDS = {"echo 1", "/bin/x $CMDLINE_OPTS && y", "echo '*' `date`  z", "true \\# not a comment", ""};
  private static final String ODD = "\\\\\\\n\n\n\t #'\"`$(){}[]=!-*?/\r\f\u001f\u0001\u00ff\u00a0\0";
  private static final String[] PIECES = {
    "alias ", "options ", "-k ", "add ", "if ", "else\n", "elseif ", "endif\n", "probe ", "path[x]=", "path=/", "define V ", "include ",
    "install ", "depfile=", "-f ", "-n ", "== ", "m1 ", "`x`", "${V}", "$(y)", "keep\n"
  };

  private final SplittableRandom random;

  public ModulesConfGenerator(long seed) {
    random = new SplittableRandom(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  public String one(String... choices) {
    return choices[below(choices.length)];
  }

  /** A name somebody may ask for. */
  public String asked() {
    return one(
        "m1", "m-2", "m3", "eth0", "ppp0", "netdev-ppp0", "net-pf-10", "char-major-4-64", "char-major-4", "block-major-2-0", "block-major-2",
        "dos", "fs-dos", "fs-msdos", "msdos", "scsi_hostadapter", "/dev/sg1", "/dev/sg", "/dev/x1", "loop", "gone", "char-major-10-64");
  }

  /** Lines that make sense together. */
  public String file() {
    StringBuilder text = new StringBuilder("define V 1\\ 2\n");
    for (int i = below(24); i > 0; i--) {
      text.append(line()).append(one("", "", " # c", "  ")).append('\n');
    }
    return text.toString();
  }

  private String line() {
    return switch (below(12)) {
      case 0, 1, 2 -> "alias " + one(NAMES) + " " + one(TARGETS);
      case 3, 4 -> one("", "add ") + "options " + one("", "", "-k ") + one(NAMES) + words(WORDS, 4);
      case 5 -> one("", "add ") + one("above ", "below ") + one(NAMES) + words(TARGETS, 3);
      case 6 -> one("", "add ") + one("probe ", "probeall ") + one(NAMES) + words(TARGETS, 4);
      case 7, 8 -> one(RUNS) + " " + one(NAMES) + " " + one(COMMANDS);
      case 9 -> one("keep", "path=/opt/" + one(NAMES), "path[net]=/lib/modules/n\\ x", "prune a b", "add prune c", "depfile=/lib/d");
      case 10 -> "if " + one("1", "0", "$V", "a == b", "! -f /none", "-n 2 > 1") + "\nalias " + one(NAMES) + " m1\nelse\nalias dos m3\nendif";
      default -> "persistdir=/p";
    };
  }

  private String words(String[] choices, int most) {
    StringBuilder words = new StringBuilder();
    for (int i = below(most + 1); i > 0; i--) {
      words.append(one(" ", "  ", " \\\n  ", "\t")).append(one(choices));
    }
    return words.toString();
  }

  /** Any bytes, some of which look like lines. */
  String noise() {
    StringBuilder text = new StringBuilder();
    for (int i = below(60); i > 0; i--) {
      switch (below(4)) {
        case 0 -> text.append(one(PIECES));
        case 1 -> text.append(line()).append('\n');
        case 2 -> text.append(ODD.charAt(below(ODD.length())));
        default -> text.append((char) below(256));
      }
    }
    return text.toString();
  }
}
