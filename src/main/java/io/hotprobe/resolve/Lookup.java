package io.hotprobe.resolve;

import io.hotprobe.config.Command;
import io.hotprobe.config.EmptyAlias;
import io.hotprobe.config.ModprobeConfig;
import io.hotprobe.config.Probe;
import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.AliasIndex;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.ModuleTree;
import io.hotprobe.module.SourceLine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the modules that answer to a name or modalias, in kmod's stages: the first stage that yields anything is the only one heard.
 *
 * <p>Allocates nothing when nothing answers to a modalias.
 */
final class Lookup {

  private static final byte[] SYMBOL = "symbol:".getBytes(StandardCharsets.US_ASCII);

  private final Tables tables;
  private final Set<Modalias> commandNames = new HashSet<>();
  /** How names are asked for when there is a modules.conf; null when there is none. */
  private final OldNames names;

  Lookup(Tables tables) {
    this.tables = tables;
    addNames(tables.config().installs());
    addNames(tables.config().removes());
    names = tables.config().modulesConf().isPresent() ? new OldNames(this, tables.config()) : null;
  }

  private void addNames(List<Command> commands) {
    for (Command command : commands) {
      if (ModuleName.isName(command.pattern())) {
        commandNames.add(Modalias.of(command.pattern()));
      }
    }
  }

  /** The modules that answer, in kmod's order with its repeats; empty when none does. */
  List<Match> find(Modalias modalias, AliasHits hits) {
    if (!modalias.valid()) {
      return List.of();
    }
    if (names != null && modalias.isPlainName()) {
      return names.find(modalias, hits);
    }
    if (tables.configAliases().match(modalias, hits) > 0) {
      return hitsOf(hits, Match.Stage.CONFIG_ALIAS, modalias);
    }
    return findInTree(modalias, hits);
  }

  /** What the configuration's aliases say of a name; empty when nothing. */
  List<Match> findAlias(Modalias name, AliasHits hits) {
    boolean any = name.valid() && tables.configAliases().match(name, hits) > 0;
    return any ? hitsOf(hits, Match.Stage.CONFIG_ALIAS, name) : List.of();
  }

  /** As {@link #find} without the configuration's aliases. */
  List<Match> findInTree(Modalias modalias, AliasHits hits) {
    boolean plain = modalias.isPlainName();
    if (plain && isFile(modalias)) {
      return named(modalias, Match.Stage.MODULE_NAME);
    }
    if (modalias.startsWith(SYMBOL) && tables.symbols().match(modalias, hits) > 0) {
      return hitsOf(hits, Match.Stage.SYMBOL, modalias);
    }
    if (commandNames.contains(modalias)) {
      return named(modalias, Match.Stage.COMMAND);
    }
    if (tables.aliases().match(modalias, hits) > 0) {
      return hitsOf(hits, Match.Stage.MODULE_ALIAS, modalias);
    }
    if (plain && isBuiltin(modalias)) {
      return named(modalias, Match.Stage.BUILTIN_NAME);
    }
    return tables.builtinAliases().match(modalias, hits) > 0
        ? hitsOf(hits, Match.Stage.BUILTIN_ALIAS, modalias)
        : List.of();
  }

  /** The alias to no module because of which {@link #find} is empty; empty when that has another reason. */
  Optional<EmptyAlias> emptyAlias(Modalias modalias) {
    boolean possible = names != null && modalias.valid() && modalias.isPlainName();
    return possible ? names.emptyAlias(modalias) : Optional.empty();
  }

  /** The probe that {@code modalias} stands for, its modules being what {@link #find} gives. */
  Optional<Probe> probe(Modalias modalias) {
    boolean possible = names != null && modalias.valid() && modalias.isPlainName();
    return possible ? names.probe(modalias) : Optional.empty();
  }

  /** Whether the configuration has an answer to a name that no module answers to. */
  boolean knows(Modalias modalias) {
    return names != null && (probe(modalias).isPresent() || emptyAlias(modalias).isPresent());
  }

  /** As {@link #find}, but what a device asks for by a module's own name can be blacklisted too. */
  List<Match> findForDevice(Modalias modalias, AliasHits hits) {
    List<Match> matches = find(modalias, hits);
    if (matches.isEmpty() || matches.get(0).alias() != null) {
      return matches;
    }
    Match own = matches.get(0);
    return List.of(
        new Match(own.module(), own.stage(), own.pattern(), null, tables.config().blacklist(own.module())));
  }

  private boolean isFile(Modalias name) {
    ModuleTree tree = tables.tree();
    return ModuleName.isName(name.toString()) && tree.find(new ModuleName(name.toString())).isPresent();
  }

  private boolean isBuiltin(Modalias name) {
    return ModuleName.isName(name.toString()) && tables.tree().isBuiltin(new ModuleName(name.toString()));
  }

  private static List<Match> named(Modalias name, Match.Stage stage) {
    ModuleName module = new ModuleName(name.toString());
    return List.of(new Match(module, stage, module.value(), null, Optional.empty()));
  }

  private List<Match> hitsOf(AliasHits hits, Match.Stage stage, Modalias modalias) {
    ModprobeConfig config = tables.config();
    List<Match> matches = new ArrayList<>(hits.count());
    String asked = stage == Match.Stage.CONFIG_ALIAS ? null : modalias.toString();
    for (int i = 0; i < hits.count(); i++) {
      ModuleName module = hits.module(i);
      String pattern = hits.pattern(i);
      String alias = asked == null ? pattern : asked;
      Optional<SourceLine> blacklist = config.blacklist(module);
      matches.add(new Match(module, stage, pattern, alias, blacklist));
    }
    return matches;
  }
}
