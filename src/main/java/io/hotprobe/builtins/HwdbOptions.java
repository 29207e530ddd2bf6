package io.hotprobe.builtins;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The words after {@code hwdb}, read as getopt_long does: options anywhere before {@code --}, long ones also shortened. */
final class HwdbOptions {

  private enum Option {
    FILTER("filter", 'f'),
    DEVICE("device", 'd'),
    SUBSYSTEM("subsystem", 's'),
    LOOKUP_PREFIX("lookup-prefix", 'p');

    private final String word;
    private final char letter;

    Option(String word, char letter) {
      this.word = word;
      this.letter = letter;
    }

    /** The one that begins so, null when there is none; no two begin alike. */
    private static Option named(String beginning) {
      for (Option option : values()) {
        if (!beginning.isEmpty() && option.word.startsWith(beginning)) {
          return option;
        }
      }
      return null;
    }

    private static Option lettered(char letter) {
      for (Option option : values()) {
        if (option.letter == letter) {
          return option;
        }
      }
      return null;
    }
  }

  private final Map<Option, String> values = new EnumMap<>(Option.class);
  private final List<String> operands = new ArrayList<>();

  private HwdbOptions() {}

  /** Reads them; what is not known is passed over. */
  static HwdbOptions of(List<String> words) {
    HwdbOptions options = new HwdbOptions();
    for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
      String word = rest.next();
      if (word.equals("--")) {
        rest.forEachRemaining(options.operands::add);
      } else if (word.startsWith("--")) {
        int equals = word.indexOf('=') < 0 ? word.length() : word.indexOf('=');
        options.take(Option.named(word.substring(2, equals)), word.substring(equals), rest);
      } else if (word.startsWith("-") && word.length() > 1) {
        Option option = Option.lettered(word.charAt(1));
        options.take(option, word.length() > 2 ? "=" + word.substring(2) : "", rest);
      } else {
        options.operands.add(word);
      }
    }
    return options;
  }

  /** @param attached its value after {@code =}; empty when it is the next word */
  private void take(Option option, String attached, Iterator<String> rest) {
    if (option == null) {
      return;
    }
    if (!attached.isEmpty()) {
      values.put(option, attached.substring(1));
    } else if (rest.hasNext()) {
      values.put(option, rest.next());
    }
  }

  String filter() {
    return values.get(Option.FILTER);
  }

  String device() {
    return values.get(Option.DEVICE);
  }

  String subsystem() {
    return values.get(Option.SUBSYSTEM);
  }

  String prefix() {
    return values.get(Option.LOOKUP_PREFIX);
  }

  /** What to look for; null when it is to be found by the device. */
  String modalias() {
    return operands.isEmpty() ? null : operands.get(0);
  }
}
