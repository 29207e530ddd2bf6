package io.hotprobe.cli;

import io.hotprobe.journal.Printable;
import io.hotprobe.module.ModuleName;
import io.hotprobe.resolve.Match;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A policy made of what is there. */
final class PolicyBaseline {

  /** Modaliases that change with a kernel or firmware: of these the kind and the module are allowed, not the text. */
  private static final List<String> CHANGING = List.of("cpu:", "dmi:");

  /** What is not there twice, in the order of the first: a line for each modalias, and where it was met. */
  private final Map<String, String> aliases = new LinkedHashMap<>();
  private final Map<String, Set<ModuleName>> changing = new TreeMap<>();
  private final Set<ModuleName> live = new TreeSet<>();

  void device(String modalias, String devpath, List<Match> matches) {
    for (String kind : CHANGING) {
      if (modalias.startsWith(kind)) {
        matches.forEach(match -> changing.computeIfAbsent(kind, unseen -> new TreeSet<>()).add(match.module()));
        return;
      }
    }
    String modules = matches.stream().map(match -> match.module().value()).distinct().collect(Collectors.joining(" "));
    aliases.putIfAbsent(modalias, devpath + ": " + modules);
  }

  void live(ModuleName module) {
    live.add(module);
  }

  void write(PrintStream out, String release, String otherwise) {
    out.println("# Made by hotprobe policy generate: what was plugged in and loaded, with the modules of " + release + ".");
    out.println();
    out.println("# Devices");
    aliases.forEach((modalias, where) -> {
      out.println("# " + Printable.text(where));
      out.println("allow alias " + word(modalias));
    });
    changing.forEach((kind, modules) ->
        modules.forEach(module -> out.println("allow module " + word(module.value()) + " alias " + kind + "*")));
    out.println();
    out.println("# Modules that were live");
    live.forEach(module -> out.println("allow module " + word(module.value())));
    out.println();
    out.println("# All else");
    out.println("default " + otherwise);
  }

  /** A pattern that matches this text and, where it has bytes that cannot be printed, any byte in their place. */
  static String word(String text) {
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    for (char c : text.toCharArray()) {
      if (c < ' ' || c >= 0x7f || c == '[' || c == ']') {
        word.append('?');
      } else {
        word.append("*?\\|\"".indexOf(c) >= 0 ? "\\" : "").append(c);
        quoted |= c == ' ' || c == '#';
      }
    }
    return quoted ? "\"" + word + "\"" : word.toString();
  }
}
