package io.hotprobe.rules;

import io.hotprobe.sysfs.Device;
import java.util.OptionalLong;

/** What may be substituted in a value. The order is the one in which udev looks for long names. */
enum Substitution {
  DEVNODE('N', "devnode", "tempnode"),
  ATTR('s', "attr", "sysfs"),
  ENV('E', "env"),
  KERNEL('k', "kernel"),
  NUMBER('n', "number"),
  DRIVER('d', "driver"),
  DEVPATH('p', "devpath"),
  ID('b', "id"),
  MAJOR('M', "major"),
  MINOR('m', "minor"),
  RESULT('c', "result"),
  PARENT('P', "parent"),
  NAME('D', "name"),
  LINKS('L', "links"),
  ROOT('r', "root"),
  SYS('S', "sys");

  private static final Substitution[] ALL = values();

  private final char letter;
  private final String[] names;

  Substitution(char letter, String... names) {
    this.letter = letter;
    this.names = names;
  }

  /** The one whose long name a text goes on with; null when none. */
  static Substitution ofLong(String text, int from) {
    for (Substitution each : ALL) {
      if (each.nameLength(text, from) > 0) {
        return each;
      }
    }
    return null;
  }

  /** The one whose letter a text goes on with; null when none. */
  static Substitution ofShort(String text, int from) {
    for (Substitution each : ALL) {
      if (from < text.length() && text.charAt(from) == each.letter) {
        return each;
      }
    }
    return null;
  }

  /** The length of its long name if a text goes on with it, else 0. */
  int nameLength(String text, int from) {
    for (String name : names) {
      if (text.startsWith(name, from)) {
        return name.length();
      }
    }
    return 0;
  }

  boolean needsAttribute() {
    return this == ATTR || this == ENV;
  }

  /** Its value for an event, empty when there is none; null when that is too long to be used. */
  String value(Facts facts, String attribute) {
    return switch (this) {
      case DEVNODE -> text(facts.ofNode("DEVNAME"));
      case ATTR -> attribute(facts, attribute);
      case ENV -> text(facts.property(attribute));
      case KERNEL -> facts.kernel().toString();
      case NUMBER -> facts.device().number();
      case DRIVER -> facts.chosen() == null ? "" : text(facts.driver(facts.chosen()));
      case DEVPATH -> facts.devpath().toString();
      case ID -> facts.chosen() == null ? "" : facts.kernel(facts.chosen()).toString();
      case MAJOR -> facts.hasNode() ? text(facts.ofNode("MAJOR")) : "0";
      case MINOR -> facts.hasNode() ? text(facts.ofNode("MINOR")) : "0";
      case RESULT -> words(facts.result().toString(), attribute);
      case PARENT -> parentNode(facts.device().parent());
      case NAME -> name(facts);
      case LINKS -> String.join(" ", facts.links());
      case ROOT -> facts.host().dev().toString();
      case SYS -> Places.SYS;
    };
  }

  private static String text(CharSequence value) {
    return value == null ? "" : value.toString();
  }

  private static String attribute(Facts facts, String name) {
    ForeignName foreign = ForeignName.of(name);
    String value = foreign == null ? null : foreign.read(facts.sysfs());
    if (value == null) {
      value = facts.device().attribute(name);
    }
    if (value == null && facts.chosen() != null) {
      value = facts.chosen().attribute(name);
    }
    if (value != null && value.length() > Limits.VALUE) {
      return null;
    }
    return value == null ? "" : SafeText.of(SafeText.withoutTrailingBlanks(value), SafeText.INPUT);
  }

  private static String parentNode(Device parent) {
    String node = parent == null ? null : parent.properties().get("DEVNAME");
    return node == null ? "" : withoutDev(node);
  }

  private static String name(Facts facts) {
    if (facts.interfaceName().length() > 0) {
      return facts.interfaceName().toString();
    }
    CharSequence node = facts.ofNode("DEVNAME");
    return node == null ? facts.kernel().toString() : withoutDev(node.toString());
  }

  private static String withoutDev(String node) {
    return node.startsWith("/dev/") ? node.substring("/dev/".length()) : node;
  }

  /** All of a result, its Nth word, or all from the Nth word on ({@code N+}). */
  private static String words(String result, String attribute) {
    long wanted = word(attribute).orElse(0);
    if (wanted == 0) {
      return result;
    }
    int from = 0;
    for (long i = 1; i < wanted && from < result.length(); i++) {
      from = wordEnd(result, from);
      while (from < result.length() && Blank.isSpace(result.charAt(from))) {
        from++;
      }
    }
    return attribute.endsWith("+") ? result.substring(from) : result.substring(from, wordEnd(result, from));
  }

  private static int wordEnd(String text, int from) {
    int end = from;
    while (end < text.length() && !Blank.isSpace(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /** Which word of a result its braces ask for, 0 for all of it; a plus behind the number means "and all that follow". */
  static OptionalLong word(String attribute) {
    return CNumber.unsigned(attribute.endsWith("+") ? attribute.substring(0, attribute.length() - 1) : attribute);
  }
}
