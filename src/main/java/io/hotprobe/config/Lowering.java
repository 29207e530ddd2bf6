package io.hotprobe.config;

import io.hotprobe.config.ModulesConf.Entry;
import io.hotprobe.config.ModulesConf.Listing;
import io.hotprobe.config.ModulesConf.Run;
import io.hotprobe.config.ModulesConf.Setting;
import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.SourceLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Says in the lines of a {@link ModprobeConfig} what a {@link ModulesConf} means. Used once. */
final class Lowering {

  private static final Map<String, Hook> HOOKS =
      Map.of(
          "pre-install", Hook.PRE_INSTALL,
          "post-install", Hook.POST_INSTALL,
          "pre-remove", Hook.PRE_REMOVE,
          "post-remove", Hook.POST_REMOVE);

  /** Most names on the way of all aliases together. */
  static final int MOST_CHAINED = 1 << 20;

  private final ModulesConf conf;
  private final Chains chains;
  private final ConfigLines lines;
  private final Consumer<Diagnostic> diagnostics;
  private int chained;

  Lowering(ModulesConf conf, ConfigLines lines, Consumer<Diagnostic> diagnostics) {
    this.conf = conf;
    this.chains = new Chains(conf);
    this.lines = lines;
    this.diagnostics = diagnostics;
  }

  void lower() {
    probes(Listing.PROBE, Probe.Until.FIRST);
    probes(Listing.PROBEALL, Probe.Until.ALL);
    conf.entries(Listing.ALIAS).forEach(this::alias);
    conf.entries(Listing.OPTIONS).forEach(this::options);
    softdeps();
    conf.runs().forEach(this::run);
    conf.setting("insmod_opt").ifPresent(this::unused);
  }

  private void probes(Listing listing, Probe.Until until) {
    for (Entry entry : conf.entries(listing)) {
      String name = name(entry.name(), entry.at());
      if (name != null) {
        lines.probes.putIfAbsent(name, new Probe(name, entry.words(), until, entry.at()));
      }
    }
  }

  private void alias(Entry alias) {
    String name = name(alias.name(), alias.at());
    if (name == null || alias.words().isEmpty()) {
      return;
    }
    Optional<Chain> followed = chains.follow(alias);
    if (followed.isEmpty()) {
      say(alias.at(), "the alias " + FileDiagnostics.quoted(alias.name()) + " goes in a circle", "end it with a module; it is ignored");
      return;
    }
    Chain chain = followed.get();
    chained += chain.names().size();
    if (chained > MOST_CHAINED) {
      say(alias.at(), "the aliases lead over more than " + MOST_CHAINED + " names", "name modules themselves; it is ignored");
      return;
    }
    Probe probe = lines.probes.get(ConfigLines.folded(chain.end()));
    if (Chains.isEnd(chain.end())) {
      EmptyAlias.Kind kind = chain.end().equals("off") ? EmptyAlias.Kind.OFF : EmptyAlias.Kind.NULL;
      lines.emptyAliases.put(name, new EmptyAlias(name, kind, alias.at()));
    } else if (probe != null) {
      lines.probes.put(name, probe);
    } else if (ModuleName.isName(chain.end()) && ConfigLines.normalised(chain.end()) != null) {
      lines.aliases.add(new AliasLine(name, new ModuleName(chain.end()), alias.at()));
    } else {
      say(alias.at(), "not a module name: " + FileDiagnostics.quoted(chain.end()), "write one without path; the alias is ignored");
      return;
    }
    lines.chains.put(name, chain.names().stream().map(ConfigLines::folded).toList());
  }

  private void options(Entry entry) {
    String name = name(entry.name(), entry.at());
    if (name == null) {
      return;
    }
    if (conf.kept().containsKey(name)) {
      keep(entry.name(), conf.kept().get(name));
    }
    List<String> words = new ArrayList<>(entry.words());
    int rename = words.indexOf("-o");
    if (rename >= 0) {
      words.subList(rename, Math.min(rename + 2, words.size())).clear();
      say(entry.at(), "a module keeps its name on today's kernels", "leave out -o; it is ignored");
    }
    String text = new OptionWords().addAll(words).toString();
    if (!text.isEmpty()) {
      lines.addOptions(name, text, entry.at());
    }
  }

  private void keep(String name, SourceLine at) {
    String module = name(chains.endOf(name), at);
    if (module != null && !Chains.isEnd(module)) {
      lines.keeps.add(new KeepLine(module, at));
    }
  }

  /** What is to come before and after a module and the names that lead to it. */
  private static final class Around {
    private final List<String> below = new ArrayList<>();
    private final List<String> above = new ArrayList<>();
    private SourceLine at;
  }

  private void softdeps() {
    Map<String, Around> byModule = new LinkedHashMap<>();
    for (Listing listing : List.of(Listing.BELOW, Listing.ABOVE)) {
      for (Entry entry : conf.entries(listing)) {
        String module = name(chains.endOf(entry.name()), entry.at());
        if (module != null && !Chains.isEnd(module)) {
          Around around = byModule.computeIfAbsent(module, wanted -> new Around());
          around.at = around.at == null ? entry.at() : around.at;
          List<String> neighbours = listing == Listing.BELOW ? around.below : around.above;
          entry.words().stream().filter(word -> !Chains.isEnd(word)).forEach(neighbours::add);
        }
      }
    }
    byModule.forEach((module, around) -> lines.softdeps.add(new Softdep(module, around.below, around.above, around.at)));
  }

  private void run(Run run) {
    SourceLine at = run.command().at();
    String name = name(run.command().pattern(), at);
    if (name == null) {
      return;
    }
    Command command = new Command(name, run.command().command(), at);
    switch (run.keyword()) {
      case "install" -> lines.installs.add(command);
      case "remove" -> lines.removes.add(command);
      default -> lines.hooks.get(HOOKS.get(run.keyword())).add(command);
    }
  }

  private void unused(Setting setting) {
    say(setting.at(), setting.name() + " is for an insmod that is not used", "write options for single modules; it is ignored");
  }

  /** A name as requests are compared with it; null, with a diagnostic, when none can be. */
  private String name(String written, SourceLine at) {
    String name = ConfigLines.normalised(written);
    boolean wild = written.chars().anyMatch(c -> "*?[]\\".indexOf(c) >= 0);
    boolean allowed = !wild || written.startsWith("/") && written.chars().noneMatch(c -> "[]\\".indexOf(c) >= 0);
    if (name == null || !allowed) {
      say(at, "nobody asks for " + FileDiagnostics.quoted(written), "only in names that start with / are * and ? of use; it is ignored");
      return null;
    }
    return name;
  }

  private void say(SourceLine at, String problem, String remedy) {
    diagnostics.accept(new Diagnostic(at, problem, remedy));
  }
}
