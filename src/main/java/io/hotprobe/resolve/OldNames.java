package io.hotprobe.resolve;

import io.hotprobe.config.AskedName;
import io.hotprobe.config.EmptyAlias;
import io.hotprobe.config.ModprobeConfig;
import io.hotprobe.config.Probe;
import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.Modalias;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the modules of a plain name under a modules.conf: for each of the forms that {@link AskedName} gives it, first what the
 * configuration says, then what the release does, last what is customary.
 */
final class OldNames {

  /** Most probes that name each other. */
  static final int MOST_PROBES = 64;

  /** Most modules one name may stand for; the others are left out. */
  static final int MOST_MATCHES = 256;

  private final Lookup lookup;
  private final ModprobeConfig config;

  OldNames(Lookup lookup, ModprobeConfig config) {
    this.lookup = lookup;
    this.config = config;
  }

  List<Match> find(Modalias name, AliasHits hits) {
    return find(new AskedName(name.toString()), hits, new HashSet<>());
  }

  private List<Match> find(AskedName asked, AliasHits hits, Set<Probe> tried) {
    Optional<String> configured = configured(asked, hits);
    if (configured.isPresent()) {
      Optional<Probe> probe = config.probe(configured.get());
      return probe.isPresent() ? probed(probe.get(), hits, tried) : lookup.findAlias(Modalias.of(configured.get()), hits);
    }
    for (String form : asked.forms()) {
      List<Match> matches = lookup.findInTree(Modalias.of(form), hits);
      if (!matches.isEmpty()) {
        return matches;
      }
    }
    return customary(asked, hits);
  }

  private List<Match> customary(AskedName asked, AliasHits hits) {
    Optional<String> target = asked.customaryModule();
    if (target.isEmpty()) {
      return List.of();
    }
    List<Match> matches = new ArrayList<>();
    for (Match match : lookup.findInTree(Modalias.of(target.get()), hits)) {
      matches.add(
          new Match(match.module(), Match.Stage.CUSTOMARY_ALIAS, asked.text(), asked.text(), config.blacklist(match.module())));
    }
    return matches;
  }

  /** A probe that comes up again has been tried. */
  private List<Match> probed(Probe probe, AliasHits hits, Set<Probe> tried) {
    List<Match> matches = new ArrayList<>();
    if (tried.size() == MOST_PROBES || !tried.add(probe)) {
      return matches;
    }
    for (String member : probe.modules()) {
      Modalias name = Modalias.of(member);
      List<Match> found = name.valid() ? find(new AskedName(name.toString()), hits, tried) : List.of();
      for (Match match : found) {
        if (matches.size() < MOST_MATCHES) {
          matches.add(new Match(match.module(), Match.Stage.PROBE, probe.name(), match.alias(), match.blacklist()));
        }
      }
    }
    return matches;
  }

  /** The first form of which the configuration says anything. */
  private Optional<String> configured(AskedName asked, AliasHits hits) {
    for (String form : asked.forms()) {
      boolean named = config.emptyAlias(form).isPresent() || config.probe(form).isPresent();
      if (named || !lookup.findAlias(Modalias.of(form), hits).isEmpty()) {
        return Optional.of(form);
      }
    }
    return Optional.empty();
  }

  /** The alias to no module because of which {@link #find} is empty; empty when that has another reason. */
  Optional<EmptyAlias> emptyAlias(Modalias name) {
    return configured(new AskedName(name.toString()), new AliasHits()).flatMap(config::emptyAlias);
  }

  /** The probe whose modules {@link #find} gives. */
  Optional<Probe> probe(Modalias name) {
    return configured(new AskedName(name.toString()), new AliasHits()).flatMap(config::probe);
  }
}
