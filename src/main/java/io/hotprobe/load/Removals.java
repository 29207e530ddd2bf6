package io.hotprobe.load;

import io.hotprobe.module.Commands;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules;
import io.hotprobe.module.Modules.LiveModule;
import io.hotprobe.module.UnloadOutcome;
import io.hotprobe.resolve.Match;
import io.hotprobe.resolve.Removal;
import io.hotprobe.resolve.RemovalPlan;
import io.hotprobe.resolve.RemovalRequest;
import io.hotprobe.resolve.Resolver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Takes single modules out as {@code modprobe -r} does, with their remove command and hooks, and nothing else with them. */
final class Removals {

  private final Resolver resolver;
  private final Unloader unloader;

  Removals(Modules modules, Commands commands, Resolver resolver) {
    this.resolver = resolver;
    this.unloader = new Unloader(modules, commands, Modules.Force.NONE, Duration.ZERO);
  }

  /** @param live what the kernel holds */
  UnloadOutcome remove(ModuleName module, List<LiveModule> live) {
    Match match = new Match(module, Match.Stage.MODULE_NAME, module.value(), null, Optional.empty());
    Removal removal = resolver.remove(match, RemovalRequest.of(live).in(RemovalRequest.Manner.ALONE));
    if (removal instanceof Removal.Refused refused) {
      return refused.why();
    }
    return unloader.unload((RemovalPlan) removal, step -> {}).get(0);
  }
}
