package io.hotprobe.config;

import io.hotprobe.config.ModulesConf.Entry;
import io.hotprobe.config.ModulesConf.Listing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Follows the aliases of a modules.conf from name to name. */
final class Chains {

  /** Longest chain followed; a longer one goes in a circle. */
  static final int LONGEST = 1000;

  private final ModulesConf conf;
  private final List<Entry> patterns = new ArrayList<>();

  Chains(ModulesConf conf) {
    this.conf = conf;
    for (Entry alias : conf.entries(Listing.ALIAS)) {
      if (alias.name().startsWith("/")) {
        patterns.add(alias);
      }
    }
  }

  /** Where {@code alias} leads; empty when it goes in a circle. */
  Optional<Chain> follow(Entry alias) {
    List<String> names = new ArrayList<>();
    String name = alias.name();
    Optional<String> next = target(alias);
    while (next.isPresent()) {
      names.add(name);
      if (names.size() > LONGEST) {
        return Optional.empty();
      }
      name = next.get();
      next = isEnd(name) ? Optional.empty() : target(name);
    }
    return Optional.of(new Chain(names, name));
  }

  /** The end of the chain that starts with {@code name}: itself when it is no alias or goes in a circle. */
  String endOf(String name) {
    return conf.entry(Listing.ALIAS, name).flatMap(this::follow).map(Chain::end).orElse(name);
  }

  static boolean isEnd(String name) {
    return name.equals("off") || name.equals("null");
  }

  private Optional<String> target(String name) {
    if (!name.startsWith("/")) {
      return conf.entry(Listing.ALIAS, name).flatMap(Chains::target);
    }
    for (Entry alias : patterns) {
      if (WordExpansion.matches(alias.name(), name)) {
        // devfs has such lines: alias /dev/sg* /dev/sg
        return target(alias).filter(target -> !target.equals(name));
      }
    }
    return Optional.empty();
  }

  /** An alias without a target is none. */
  private static Optional<String> target(Entry alias) {
    return alias.words().stream().findFirst();
  }
}
