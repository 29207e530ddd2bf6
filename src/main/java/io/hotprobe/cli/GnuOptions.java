package io.hotprobe.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Long options as getopt_long(3) takes them: any beginning that fits one option only stands for it.
 *
 * <p>What hotprobe adds to a tool's options has to be written in full, so that it never takes an abbreviation away.
 */
final class GnuOptions {

  private final Map<String, OptionSpec> own = new LinkedHashMap<>();

  /** The options of {@code tool} without those of its mixins. */
  GnuOptions(CommandSpec tool) {
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
   * The arguments with every abbreviation written out.
   *
   * @throws UsageException if one fits several options
   */
  String[] expanded(String[] arguments) {
    String[] expanded = arguments.clone();
    for (int i = 0; i < expanded.length && !expanded[i].equals("--"); i++) {
      if (expanded[i].startsWith("--")) {
        expanded[i] = expanded(expanded[i]);
      }
      i += takesNext(expanded[i]) ? 1 : 0;
    }
    return expanded;
  }

  private boolean takesNext(String argument) {
    OptionSpec option = own.get(argument);
    return option != null && option.arity().min() > 0;
  }

  private String expanded(String argument) {
    int equals = argument.indexOf('=');
    String name = equals < 0 ? argument : argument.substring(0, equals);
    String value = equals < 0 ? "" : argument.substring(equals);
    if (own.containsKey(name)) {
      return argument;
    }
    String found = null;
    for (String candidate : own.keySet()) {
      if (candidate.startsWith(name) && found == null) {
        found = candidate;
      } else if (candidate.startsWith(name) && own.get(candidate) != own.get(found)) {
        throw new UsageException("option '" + name + "' is ambiguous: it can mean " + found + " or " + candidate);
      }
    }
    return found == null ? argument : found + value;
  }
}
