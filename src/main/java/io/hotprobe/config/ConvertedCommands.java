package io.hotprobe.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Joins the commands of a modules.conf, of which there are six kinds, to the two that kmod knows. */
final class ConvertedCommands {

  private static final String QUIETLY = "/sbin/modprobe -q ";

  private final Map<String, Map<String, String>> byKind = new HashMap<>();
  private final Map<String, Softdep> neighbours = new HashMap<>();

  ConvertedCommands(ConfigLines lines) {
    collect("install", lines.installs);
    collect("remove", lines.removes);
    lines.hooks.forEach((hook, commands) -> collect(hook.keyword(), commands));
  }

  private void collect(String kind, List<Command> commands) {
    Map<String, String> byName = new HashMap<>();
    for (Command command : commands) {
      byName.putIfAbsent(command.pattern(), command.command());
    }
    byKind.put(kind, byName);
  }

  /** Neighbours that the module's own command is to load. */
  void put(Softdep softdep) {
    neighbours.put(softdep.pattern(), softdep);
  }

  /** Whether a name, or one of those it leads to, has a command of any kind. */
  boolean has(String name, List<String> chain) {
    return hasInstall(name, chain) || any(List.of("pre-remove", "remove", "post-remove"), name, chain);
  }

  boolean hasInstall(String name, List<String> chain) {
    return any(List.of("pre-install", "install", "post-install"), name, chain) || neighbours.containsKey(name);
  }

  private boolean any(List<String> kinds, String name, List<String> chain) {
    return kinds.stream().anyMatch(kind -> byKind.get(kind).containsKey(name) || chain.stream().anyMatch(byKind.get(kind)::containsKey));
  }

  /** The names with a command around insertion that are no aliases. */
  Set<String> modules(ConfigLines lines) {
    return named(List.of("pre-install", "install", "post-install"), lines);
  }

  /** Likewise around removal. */
  Set<String> removed(ConfigLines lines) {
    return named(List.of("pre-remove", "remove", "post-remove"), lines);
  }

  private Set<String> named(List<String> kinds, ConfigLines lines) {
    Set<String> names = new TreeSet<>();
    kinds.forEach(kind -> names.addAll(byKind.get(kind).keySet()));
    names.removeAll(lines.chains.keySet());
    names.removeAll(lines.probes.keySet());
    return names;
  }

  /**
   * What loads {@code module} with all that is to run around it.
   *
   * @param asked the name that the line is for
   * @param chain the names that lead to the module; empty for its own line
   */
  String install(String asked, String module, List<String> chain) {
    boolean own = chain.isEmpty();
    List<String> names = turnOf("install", module, chain);
    List<String> steps = new ArrayList<>(of("pre-install", names));
    List<String> instead = new ArrayList<>(of("install", names));
    if (instead.isEmpty()) {
      instead.add("/sbin/modprobe " + (own ? "--ignore-install " : "") + shellWord(module) + " $CMDLINE_OPTS");
    }
    steps.addAll(instead);
    steps.addAll(of("post-install", names));
    String text = String.join(" && ", steps);
    Softdep softdep = own ? neighbours.get(asked) : null;
    return softdep == null ? text : loaded(softdep.pre()) + text + after(softdep.post());
  }

  /** Whose commands a line holds: the module runs its own when it is loaded, which it is not when there is a command in its place. */
  private List<String> turnOf(String instead, String module, List<String> chain) {
    if (!chain.isEmpty() && of(instead, chain).isEmpty()) {
      return chain;
    }
    List<String> names = new ArrayList<>(chain);
    names.add(module);
    return names;
  }

  private static String loaded(List<String> names) {
    StringBuilder text = new StringBuilder();
    names.forEach(name -> text.append(QUIETLY).append(shellWord(name)).append("; "));
    return text.toString();
  }

  private static String shellWord(String name) {
    return name.matches("[A-Za-z0-9_.:+-]+") ? name : "'" + name.replace("'", "'\\''") + "'";
  }

  private static String after(List<String> names) {
    return names.isEmpty() ? "" : " && { " + loaded(names) + "true; }";
  }

  /** What removes {@code module} with all that is to run around it. */
  String remove(String module, List<String> chain) {
    boolean own = chain.isEmpty();
    List<String> names = turnOf("remove", module, chain);
    List<String> steps = new ArrayList<>(of("pre-remove", names));
    List<String> instead = of("remove", names);
    steps.addAll(instead.isEmpty() ? List.of("/sbin/modprobe -r " + (own ? "--ignore-remove " : "") + shellWord(module)) : instead);
    steps.addAll(of("post-remove", names));
    return String.join(" && ", steps);
  }

  private List<String> of(String kind, List<String> names) {
    Set<String> found = new LinkedHashSet<>();
    for (String name : names) {
      String command = byKind.get(kind).get(name);
      if (command != null) {
        found.add(command.isBlank() ? "true" : "{ " + command + "; }");
      }
    }
    return new ArrayList<>(found);
  }

  /** A command that tries the modules of a probe. */
  static String probe(Probe probe) {
    StringBuilder text = new StringBuilder();
    if (probe.until() == Probe.Until.ALL) {
      probe.modules().forEach(name -> text.append(QUIETLY).append(shellWord(name)).append(" && r=0; "));
      return "r=1; " + text + "exit $r";
    }
    probe.modules().forEach(name -> text.append(QUIETLY).append(shellWord(name)).append(" || "));
    return text + "exit 1";
  }
}
