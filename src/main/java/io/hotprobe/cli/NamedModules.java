package io.hotprobe.cli;

import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.ModuleName;
import io.hotprobe.resolve.LoadPlan;
import io.hotprobe.resolve.Match;
import io.hotprobe.resolve.PlanRequest;
import io.hotprobe.resolve.Resolution;
import io.hotprobe.resolve.Resolver;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The modules that a word of the command line stands for: those that answer to a name or alias, or the one in a file.
 *
 * @param file takes the place of the release's own file of that name
 */
record NamedModules(String word, List<Match> matches, Optional<ModuleFile> file) {

  /** Whether a word is a path: it begins with {@code /} or {@code ./}. */
  static boolean isPath(String word) {
    return word.startsWith("/") || word.startsWith("./");
  }

  static NamedModules of(String word, Resolver resolver) {
    if (!isPath(word)) {
      return new NamedModules(word, resolver.matches(Modalias.of(ByteText.of(word)), new AliasHits()), Optional.empty());
    }
    Optional<ModuleFile> file = fileOf(word);
    return new NamedModules(word, file.map(NamedModules::own).map(List::of).orElse(List.of()), file);
  }

  /** The module file that is at a path; empty when there is none. */
  static Optional<ModuleFile> fileOf(String path) {
    try {
      boolean named = ModuleName.isNameOf(path) && Files.isRegularFile(Path.of(path));
      return named
          ? Optional.of(new ModuleFile(ModuleName.ofPath(ByteText.of(path)), Path.of(path).toAbsolutePath().normalize()))
          : Optional.empty();
    } catch (InvalidPathException odd) {
      return Optional.empty();
    }
  }

  private static Match own(ModuleFile file) {
    return new Match(file.name(), Match.Stage.MODULE_NAME, file.name().value(), null, Optional.empty());
  }

  /** Whether the matches are alternatives, to be planned together. */
  boolean isProbe() {
    return !matches.isEmpty() && matches.get(0).stage() == Match.Stage.PROBE;
  }

  /** The plan for one of the matches. */
  Resolution plan(Match match, Resolver resolver, PlanRequest request) {
    Resolution resolution = resolver.resolve(match, request);
    return resolution instanceof LoadPlan plan && file.isPresent() ? withFile(plan, file.get()) : resolution;
  }

  private static LoadPlan withFile(LoadPlan plan, ModuleFile file) {
    List<LoadPlan.Step> steps = new ArrayList<>();
    for (LoadPlan.Step step : plan.steps()) {
      boolean own = step.module().equals(file.name());
      boolean byFile = step.means() instanceof LoadPlan.Insert || step.means() instanceof LoadPlan.Missing;
      steps.add(own && byFile ? step.by(new LoadPlan.Insert(file)) : step);
    }
    return plan.by(steps);
  }
}
