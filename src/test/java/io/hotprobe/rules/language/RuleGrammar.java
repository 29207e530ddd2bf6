package io.hotprobe.rules.language;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Random cases out of all that the rule language has, and of some that it has not. */
final class RuleGrammar {

  private static final String[] DEVICES = {
    "/devices/virtual/mem/null",
    "/devices/pci0000:00/0000:00:1f.2",
    "/devices/pci0000:00/0000:00:1f.2/ata1/host0",
    "/devices/pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0",
    "/devices/pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0/block/sda",
    "/devices/pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0/block/sda/sda1",
    "/devices/pci0000:00/0000:00:05.0/block/cciss!c0d0",
    "/devices/pci0000:00/0000:00:03.0/net/eth0",
    "/devices/pci0000:00/0000:00:1d.0/usb1/1-1",
    "/devices/pci0000:00/0000:00:1d.0/usb1/1-1/1-1:1.0/ttyUSB0/tty/ttyUSB0",
    "/devices/virtual/misc/tun",
    "/module/dummy",
    "/bus/pci/drivers/ahci"
  };

  private static final String[] ACTIONS = {"add", "add", "change", "remove", "bind", "unbind", "move", "online"};
  private static final String[] NAMES = {"A", "B", "C", ".P", "ID_X", "DEVTYPE", "MODALIAS", "NONE"};
  private static final String[] ATTRIBUTES = {
    "size", "vendor", "model", "none", "empty", "blanks", "power/control", "driver", "subsystem", "secret", "device/vendor", "../size", "idVendor",
    "product", "serial", "address", "odd", "lines", "long511", "long600", "[net/eth0]mtu", "[pci/0000:00:1f.2]vendor", "[pci/none]x", "%k", "$kernel", "w"
  };
  private static final String[] PARENT_KEYS = {"KERNELS", "SUBSYSTEMS", "DRIVERS", "TAGS"};
  private static final String[] PATTERNS = {
    "*", "?*", "", "sda", "sd*", "sd[a-c]", "sda|sdb", "?da*", "[!x]*", "null|tun", "n*", "block", "pci|usb", "scsi", "mem", "ahci", "sd", "disk", "1", "x", "x y",
    "0x8086", "two words", "two words ", "ATA*", "QEMU*", "a|b|", "|", "[a|s]da", "[", "[]x]", "*\\*", "t", "new*", "host*", "0:*", "usb*", "*.0", "eth?", "add|change",
    "/devices/*", "*/sda*", "[[:alpha:]]*", "[[:digit:]]*", "l*", "$kernel", "%k"
  };
  private static final String[] PIECES = {
    "x", "a b", " ", "/", "-", "%k", "$kernel", "%n", "%p", "$id", "%b", "$driver", "$attr{size}", "%s{vendor}", "$attr{none}", "$attr{odd}", "$env{A}",
    "%E{B}", "$env{.P}", "$env{NONE}", "%M", "$minor", "%c", "$result", "%c{2}", "%P", "$parent", "$name", "%D", "$root", "%S", "$devnode", "%N", "$$",
    "%%", "$", "%", "$x", "*", "é", "..", "a//b", "$attr{lines}", "$attr{blanks}", "$sys", "$attr{[net/eth0]address}", "(y)", "~", ":", "_"
  };
  private static final String[] OPTIONS = {
    "watch", "nowatch", "link_priority=7", "link_priority=-1", "link_priority=x", "string_escape=none", "string_escape=replace", "db_persist", "last_rule",
    "log_level=debug", "static_node=a/b"
  };

  private final Random random;

  RuleGrammar(long seed) {
    random = new Random(seed);
  }

  /** One case. */
  RuleCase next(String name) {
    List<String> lines = new ArrayList<>();
    lines.add("device " + any(DEVICES));
    lines.add("action " + any(ACTIONS));
    if (chance(20)) {
      lines.add("cmdline quiet root=/dev/sda A=kernel");
    }
    if (chance(30)) {
      addRecord(any("b8:0", "b8:1", "n2", "c1:3", "+pci:0000:00:1f.2", "+scsi:host0"), lines);
    }
    for (int files = 1 + random.nextInt(2); files > 0; files--) {
      lines.add("rules " + any("etc", "run", "lib") + "/" + (10 + random.nextInt(3)) + "-x.rules");
      for (int i = 1 + random.nextInt(9); i > 0; i--) {
        lines.add("| " + line());
      }
    }
    return new RuleCase(name, lines, List.of(), List.of());
  }

  private void addRecord(String id, List<String> lines) {
    lines.add("data " + id + " E:" + any("A", "ID_X", "B") + "=" + any("1", "x", "old"));
    String tag = any("t", "old");
    lines.add("data " + id + " G:" + tag);
    if (chance(50)) {
      lines.add("data " + id + " Q:" + tag);
    }
    lines.add("data " + id + " S:by/old");
    lines.add("data " + id + " V:1");
  }

  private String line() {
    if (chance(4)) {
      return any("# comment", "", "LABEL=\"end\"", "GOTO=\"end\"", "nonsense", "ENV{A}=\"1\", \\", "LABEL=\"end\", ENV{L}+=\"1\"", "ENV{A}=\"x\" # why");
    }
    List<String> tokens = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      tokens.add(chance(60) ? match() : chance(60) ? parentMatch() : attempt());
    }
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      tokens.add(assignment());
    }
    if (chance(8)) {
      tokens.add("GOTO=\"" + any("end", "none") + "\"");
    }
    Collections.shuffle(tokens, random);
    return String.join(any(", ", ", ", ",", " ", ",  "), tokens);
  }

  private String match() {
    String key =
        switch (random.nextInt(12)) {
          case 0 -> "ACTION";
          case 1 -> "DEVPATH";
          case 2, 3 -> "KERNEL";
          case 4 -> "SUBSYSTEM";
          case 5 -> "DRIVER";
          case 6, 7 -> "ATTR{" + any(ATTRIBUTES) + "}";
          case 8, 9 -> "ENV{" + any(NAMES) + "}";
          case 10 -> any("TAG", "SYMLINK", "NAME", "RESULT");
          default -> any("CONST{arch}", "SYSCTL{kernel/x}", "KERNEL", "FOO", "ATTR", "ENV{}");
        };
    return key + comparison() + any("", "", "", "", "i") + quoted(any(PATTERNS));
  }

  private String comparison() {
    return chance(2) ? any("=", "+=", "-=", ":=") : any("==", "==", "!=");
  }

  private String parentMatch() {
    String key = chance(40) ? "ATTRS{" + any(ATTRIBUTES) + "}" : any(PARENT_KEYS);
    return key + comparison() + quoted(any(PATTERNS));
  }

  private String attempt() {
    return switch (random.nextInt(6)) {
      case 0 -> "TEST" + any("==", "!=", "{0200}==") + quoted(any("size", "none", "power/control", "%k", "/nowhere", "[net/eth0]mtu", "deep/*/value", "secret"));
      case 1 -> "IMPORT{cmdline}" + any("=", "==", "!=") + quoted(any("quiet", "root", "A", "none"));
      case 2 -> "IMPORT{db}" + any("=", "!=") + quoted(any("A", "ID_X", "DEVTYPE", "none"));
      case 3 -> "IMPORT{parent}" + any("=", "!=") + quoted(any("*", "ID_*", "A", "?", "none"));
      case 4 -> "PROGRAM" + any("=", "==", "!=") + quoted(any("/bin/true", "say %k"));
      default -> "IMPORT{program}" + any("=", "!=") + quoted("say");
    };
  }

  private String assignment() {
    return switch (random.nextInt(14)) {
      case 0, 1, 2, 3 -> "ENV{" + any(NAMES) + "}" + any("=", "=", "+=", ":=") + value();
      case 4, 5, 6 -> "SYMLINK" + any("=", "+=", "+=", "-=", ":=") + value();
      case 7 -> "TAG" + any("=", "+=", "+=", "-=") + any("\"t\"", "\"new\"", value());
      case 8 -> any("OWNER", "GROUP") + any("=", "=", ":=", "+=") + quoted(any("0", "1", "daemon", "disk", "nobodyknows", "$env{A}", "%n"));
      case 9 -> "MODE" + any("=", ":=") + quoted(any("0600", "0640", "777", "x", "0%n"));
      case 10 -> "NAME" + any("=", "=", ":=") + value();
      case 11 -> "RUN" + any("", "{program}", "{builtin}") + any("+=", "+=", "=", ":=") + quoted(any("/bin/a %k", "kmod load $env{A}", "say '$attr{model}'"));
      case 12 -> "OPTIONS" + any("=", "+=", ":=") + quoted(any(OPTIONS));
      default -> any("ATTR{w}", "ATTR{power/control}", "SYSCTL{kernel/x}", "SECLABEL{smack}", "ENV{DEVNAME}", "ATTR{[net/eth0]mtu}") + "=" + value();
    };
  }

  private String value() {
    StringBuilder value = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      value.append(any(PIECES));
    }
    return (chance(5) ? "e" : "") + quoted(value.toString());
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private String any(String... words) {
    return words[random.nextInt(words.length)];
  }
}
