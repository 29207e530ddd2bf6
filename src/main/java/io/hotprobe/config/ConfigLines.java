package io.hotprobe.config;

import io.hotprobe.modalias.Modalias;
import io.hotprobe.module.ModulePaths;
import io.hotprobe.module.SourceLine;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All valid lines while they are being read, each kind in parse order. */
final class ConfigLines {

  final List<AliasLine> aliases = new ArrayList<>();
  final List<BlacklistLine> blacklists = new ArrayList<>();
  final List<OptionsLine> options = new ArrayList<>();
  final List<Command> installs = new ArrayList<>();
  final List<Command> removes = new ArrayList<>();
  final List<Softdep> softdeps = new ArrayList<>();
  final List<Weakdep> weakdeps = new ArrayList<>();
  final Map<Hook, List<Command>> hooks = new EnumMap<>(Hook.class);
  final List<KeepLine> keeps = new ArrayList<>();
  /** For an alias of a modules.conf the names on the way to its module: itself first, the module left out. */
  final Map<String, List<String>> chains = new LinkedHashMap<>();
  final Map<String, EmptyAlias> emptyAliases = new LinkedHashMap<>();
  /** By every name that leads to a probe, the probe's own included. */
  final Map<String, Probe> probes = new LinkedHashMap<>();

  /** The modules.conf that gave the first lines; null when there is none. */
  ModulesConf old;
  /** Where it wants modules to be found; null likewise. */
  ModulePaths paths;

  ConfigLines() {
    for (Hook hook : Hook.values()) {
      hooks.put(hook, new ArrayList<>());
    }
  }

  void addOptions(String name, String text, SourceLine at) {
    options.add(new OptionsLine(name, text.replace('\t', ' '), at));
  }

  /** {@code word} with dashes folded outside brackets; null when a bracket has no partner. */
  static String normalised(String word) {
    // Most words have no brackets, and a start that never loads Modalias with its method handles is some milliseconds shorter.
    boolean bracketed = word.indexOf('[') >= 0 || word.indexOf(']') >= 0;
    return bracketed ? Modalias.normalise(word) : word.replace('-', '_');
  }

  /** As {@link #normalised}, but a bracket without a partner is let pass. */
  static String folded(String word) {
    String name = normalised(word);
    return name == null ? word.replace('-', '_') : name;
  }
}
