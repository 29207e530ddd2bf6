package io.hotprobe.policy;

import io.hotprobe.module.ModuleName;
import io.hotprobe.module.SourceLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads one statement. The language is described in docs/policy.md. Confined to one thread. */
final class LineParser {

  /** Longest time that {@code boot-grace} takes. */
  static final Duration LONGEST_GRACE = Duration.ofMinutes(10);

  /** Most characters of a line that a verdict quotes. */
  static final int LONGEST_QUOTE = 120;

  private static final String STATEMENTS = "a line begins with allow, deny, warn, default, prefer, mode or boot-grace";
  private static final String SELECTORS =
      "after allow, deny or warn come module, alias, bus, class, vendor, product, path, property, attribute, when, if or unless";

  private final Words words;
  private final SourceLine at;
  private final String text;

  private LineParser(Words words, SourceLine at, String line) {
    this.words = words;
    this.at = at;
    String stripped = line.strip();
    this.text = stripped.length() <= LONGEST_QUOTE ? stripped : stripped.substring(0, LONGEST_QUOTE) + "...";
  }

  /** Adds what a line says; nothing for one that is blank or a comment. */
  static void parse(String line, SourceLine at, PolicyDraft into) throws BadLineException {
    Words words = Words.of(line);
    if (words.hasNext()) {
      new LineParser(words, at, line).statement(into);
    }
  }

  private void statement(PolicyDraft into) throws BadLineException {
    String word = words.take("a statement", "deny module dccp_*");
    Verdict.Kind kind = Verdict.Kind.of(word);
    if (kind != null) {
      into.add(new PolicyLine(kind, clauses(SELECTORS), at, text));
      return;
    }
    switch (word) {
      case "default" -> into.addDefault(last(new PolicyLine(kind(), occasions(), at, text)));
      case "prefer" -> into.add(last(preference()));
      case "mode" -> into.enforce(last(isEnforcing()));
      case "boot-grace" -> into.bootGrace(last(grace()));
      default -> throw new BadLineException(quoted(word) + " is no statement", STATEMENTS);
    }
  }

  /** What the line says, if nothing comes after it. */
  private <T> T last(T said) throws BadLineException {
    if (words.hasNext()) {
      throw new BadLineException(quoted(words.peek()) + " is one word too many", "take it out");
    }
    return said;
  }

  private List<Clause> clauses(String remedy) throws BadLineException {
    List<Clause> clauses = new ArrayList<>();
    while (words.hasNext()) {
      clauses.add(clause(remedy));
    }
    if (clauses.isEmpty()) {
      throw new BadLineException("says of nothing in particular whether to " + text, "for all that no line decides write default " + text);
    }
    return clauses;
  }

  private Clause clause(String remedy) throws BadLineException {
    return switch (words.peek()) {
      case "when" -> when();
      case "if", "unless" -> presence();
      default -> selector(remedy);
    };
  }

  private Verdict.Kind kind() throws BadLineException {
    String word = words.take("what is done by default", "default deny");
    Verdict.Kind kind = Verdict.Kind.of(word);
    if (kind == null) {
      throw new BadLineException(quoted(word) + " is no default", "it is allow, warn or deny");
    }
    return kind;
  }

  /** What a default may depend on. */
  private List<Clause> occasions() throws BadLineException {
    return words.peek().equals("when") ? List.of(when()) : List.of();
  }

  private Clause when() throws BadLineException {
    words.take("when", "");
    Set<Occasion> occasions = EnumSet.noneOf(Occasion.class);
    for (String word : words.take("an occasion", "when boot|asked").split("\\|", -1)) {
      occasions.add(occasion(word));
    }
    return new Conditions.When(occasions);
  }

  private static Occasion occasion(String word) throws BadLineException {
    for (Occasion occasion : Occasion.values()) {
      if (occasion.word().equals(word)) {
        return occasion;
      }
    }
    throw new BadLineException(quoted(word) + " is no occasion", "it is boot, inserted or asked, or several joined by |");
  }

  private Clause presence() throws BadLineException {
    boolean wanted = words.take("if", "").equals("if");
    String what = words.take("what is to be present", "if present alias pci:v000010DE*, or: unless live nouveau");
    if (what.equals("live")) {
      return new Conditions.Live(Globs.ofAliases(words.take("a module's name", "unless live nouveau")), wanted);
    }
    if (!what.equals("present")) {
      throw new BadLineException(
          quoted(what) + " cannot be asked for", "write if present or unless present with a device, or live with a module");
    }
    List<Selector> selectors = new ArrayList<>();
    while (words.hasNext() && !Set.of("when", "if", "unless").contains(words.peek())) {
      selectors.add(selector("after present come alias, bus, class, vendor, product, path, property or attribute"));
    }
    if (selectors.isEmpty() || selectors.stream().anyMatch(selector -> selector.field() == Field.MODULE)) {
      throw new BadLineException("present asks for no device", "say which one, as in: if present bus usb class 03; for a module use live");
    }
    return new Conditions.Present(selectors, wanted);
  }

  private Selector selector(String remedy) throws BadLineException {
    boolean negated = words.peek().equals("not");
    if (negated) {
      words.take("not", "");
    }
    String word = words.take("what is not to be", "not class 03");
    Field field = Field.of(word);
    if (field == null) {
      throw new BadLineException(quoted(word) + " cannot be asked for", remedy);
    }
    String value = words.take("the value of " + word, example(field));
    return switch (field) {
      case VENDOR, PRODUCT -> new Selector(field, "", null, numbers(value, field), negated);
      case CLASS -> classes(value, negated);
      case PROPERTY, ATTRIBUTE -> keyed(field, value, negated);
      case MODULE, ALIAS -> new Selector(field, "", Globs.ofAliases(value), List.of(), negated);
      case BUS, PATH -> new Selector(field, "", Globs.ofText(value), List.of(), negated);
    };
  }

  private static String example(Field field) {
    return field.word() + switch (field) {
      case MODULE -> " dccp_*";
      case ALIAS -> " pci:v00008086*";
      case BUS -> " usb";
      case CLASS -> " 08, or: class net";
      case VENDOR, PRODUCT -> " 0781";
      case PATH -> " */usb1/*";
      case PROPERTY -> " DEVTYPE=usb_interface";
      case ATTRIBUTE -> " serial=4C53*";
    };
  }

  private static List<String> numbers(String value, Field field) throws BadLineException {
    List<String> numbers = new ArrayList<>();
    for (String each : value.split("\\|", -1)) {
      if (!HexCode.isHex(each)) {
        throw new BadLineException(
            quoted(each) + " is no " + field.word() + " number", "it is hexadecimal, without 0x, as in: " + example(field));
      }
      numbers.add(HexCode.number(each));
    }
    return numbers;
  }

  /** Hexadecimal digits are a device's class code, other text the name of a class in sysfs. */
  private static Selector classes(String value, boolean negated) throws BadLineException {
    String[] each = value.split("\\|", -1);
    List<String> codes = new ArrayList<>();
    for (String code : each) {
      if (HexCode.isMisspeltClass(code)) {
        throw new BadLineException(
            quoted(code) + " is no class code", "write two, four or six hexadecimal digits without 0x, as in: " + example(Field.CLASS));
      }
      if (HexCode.isClass(code)) {
        codes.add(code.toUpperCase(Locale.ROOT));
      }
    }
    if (!codes.isEmpty() && codes.size() < each.length) {
      throw new BadLineException("class codes and names of classes do not go together", "write a line for each");
    }
    return new Selector(Field.CLASS, "", codes.isEmpty() ? Globs.ofText(value) : null, codes, negated);
  }

  private static Selector keyed(Field field, String value, boolean negated) throws BadLineException {
    int equals = value.indexOf('=');
    if (equals <= 0) {
      throw new BadLineException(quoted(value) + " has no name and value", "write it as in: " + example(field));
    }
    String key = value.substring(0, equals);
    if (field == Field.ATTRIBUTE && (key.startsWith("/") || List.of(key.split("/")).contains(".."))) {
      throw new BadLineException(quoted(key) + " leads out of the device's directory", "name an attribute of the device");
    }
    return new Selector(field, key, Globs.ofText(value.substring(equals + 1)), List.of(), negated);
  }

  private Preference preference() throws BadLineException {
    List<ModuleName> ranking = new ArrayList<>();
    ranking.add(module());
    while (words.peek().equals("over")) {
      words.take("over", "");
      ranking.add(module());
    }
    if (ranking.size() < 2 || ranking.stream().distinct().count() < ranking.size()) {
      throw new BadLineException("prefer needs two modules or more, each once", "write it as in: prefer nouveau over nvidia");
    }
    List<Clause> clauses = new ArrayList<>();
    while (words.hasNext()) {
      clauses.add(clause("after the modules come alias, bus, class, vendor, product, path, property, attribute, when, if or unless"));
    }
    return new Preference(ranking, clauses, at, text);
  }

  private ModuleName module() throws BadLineException {
    String name = words.take("a module's name", "prefer nouveau over nvidia");
    if (!ModuleName.isName(name) || name.chars().anyMatch(c -> "*?[]\\|=".indexOf(c) >= 0)) {
      throw new BadLineException(quoted(name) + " is no module's name", "prefer takes names without patterns");
    }
    return new ModuleName(name);
  }

  private boolean isEnforcing() throws BadLineException {
    String mode = words.take("the mode", "mode warn");
    if (!mode.equals("enforce") && !mode.equals("warn")) {
      throw new BadLineException(quoted(mode) + " is no mode", "it is enforce or warn");
    }
    return mode.equals("enforce");
  }

  private Duration grace() throws BadLineException {
    String time = words.take("a time", "boot-grace 10s");
    if (!time.matches("[0-9]{1,3}s") || Integer.parseInt(time.substring(0, time.length() - 1)) > LONGEST_GRACE.toSeconds()) {
      throw new BadLineException(quoted(time) + " is no time", "it is a number of seconds from 0s to " + LONGEST_GRACE.toSeconds() + "s");
    }
    return Duration.ofSeconds(Integer.parseInt(time.substring(0, time.length() - 1)));
  }

  private static String quoted(String word) {
    return "'" + (word.length() <= 40 ? word : word.substring(0, 40) + "...") + "'";
  }
}
