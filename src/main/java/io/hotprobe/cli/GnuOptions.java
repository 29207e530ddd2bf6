package io.hotprobe.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options as getopt_long(3) takes them: any beginning of a long one that fits one only stands for it, and what follows a letter is
 * its value as it stands, {@code =} included.
 *
 * <p>What hotprobe adds to a tool's options has to be written in full, so that it never takes an abbreviation away.
 */
final class GnuOptions {

  private final Map<String, OptionSpec> own = new LinkedHashMap<>();
  private final CommandSpec tool;

  /** The options of {@code tool} without those of its mixins. */
  GnuOptions(CommandSpec tool) {
    this.tool = tool;
    List<OptionSpec> added = new ArrayList<>();
    tool.mixins().values().forEach(mixin -> added.addAll(mixin.options()));
    for (OptionSpec option : tool.options()) {
      boolean mixedIn = added.stream().anyMatch(other -> other.longestName().equals(option.longestName()));
      for (String name : mixedIn ? new String[0] : option.names()) {
        own.put(name, option);
      }
    }
  }

  /**
   * The arguments with every abbreviation written out, and a value that begins with {@code =} apart from its letter.
   *
   * @throws UsageException if one fits several options
   */
  String[] expanded(String[] arguments) {
    List<String> expanded = new ArrayList<>(arguments.length);
    Iterator<String> given = Arrays.asList(arguments).iterator();
    while (given.hasNext()) {
      String argument = given.next();
      if (argument.equals("--")) {
        expanded.add(argument);
        break;
      }
      String whole = argument.startsWith("--") ? expanded(argument) : argument;
      int value = valueAt(whole);
      if (whole.startsWith("=", value)) {
        expanded.add(whole.substring(0, value));
        expanded.add(whole.substring(value));
        continue;
      }
      expanded.add(whole);
      if (value == whole.length() && given.hasNext()) {
        expanded.add(given.next());
      }
    }
    given.forEachRemaining(expanded::add);
    return expanded.toArray(new String[0]);
  }

  /** Where in an argument the value of its option begins: at its end if that is the next argument; -1 if there is no such. */
  private int valueAt(String argument) {
    if (argument.startsWith("--")) {
      return takesValue(tool.optionsMap().get(argument)) ? argument.length() : -1;
    }
    for (int i = 1; i < argument.length() && argument.startsWith("-"); i++) {
      OptionSpec option = tool.optionsMap().get("-" + argument.charAt(i));
      if (option == null || takesValue(option)) {
        return option == null ? -1 : i + 1;
      }
    }
    return -1;
  }

  private static boolean takesValue(OptionSpec option) {
    return option != null && option.arity().min() > 0;
  }

  private String expanded(String argument) {
    int equals = argument.indexOf('=');
    String name = equals < 0 ? argument : argument.substring(0, equals);
    String value = equals < 0 ? "" : argument.substring(equals);
    if (own.containsKey(name)) {
      return argument;
    }
    Map<OptionSpec, String> meant = new LinkedHashMap<>();
    own.keySet().stream().filter(candidate -> candidate.startsWith(name)).forEach(candidate -> meant.putIfAbsent(own.get(candidate), candidate));
    if (meant.size() > 1) {
      throw new UsageException("option '" + name + "' is ambiguous: it can mean " + String.join(" or ", meant.values()));
    }
    return meant.isEmpty() ? argument : meant.values().iterator().next() + value;
  }
}
