package io.hotprobe.cli;

import io.hotprobe.module.ElfModule;
import io.hotprobe.module.ModuleFile;
import io.hotprobe.resolve.LoadPlan;
import io.hotprobe.resolve.Match;
import io.hotprobe.resolve.PlanRequest;
import io.hotprobe.resolve.Resolution;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The symbols that a module needs or exports with their checksums, as modprobe shows them. */
final class SymbolTable {

  /** Which symbols. */
  enum Kind {
    /** Those of the kernel and of other modules that it was built against. */
    MODVERSIONS("modversions"),
    /** Those that other modules may use. */
    EXPORTS("symbols");

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  private final ModprobeRun run;
  private final Kind kind;

  SymbolTable(ModprobeRun run, Kind kind) {
    this.run = run;
    this.kind = kind;
  }

  /** Shows the symbols of a module file or of the module that answers to a name. */
  int show(String word) {
    Optional<ModuleFile> file = NamedModules.fileOf(word).or(() -> ofRelease(word));
    if (file.isEmpty()) {
      run.log().fatal(run.notFound(word));
      return KmodTool.FAILED;
    }
    try (ElfModule module = ElfModule.open(file.get())) {
      List<ElfModule.Symbol> symbols = kind == Kind.EXPORTS ? module.exports() : module.versions();
      if (symbols.isEmpty()) {
        run.log().fatal("could not get " + kind.text + " of " + word + ": " + file.get().path() + " has none");
        return KmodTool.FAILED;
      }
      symbols.forEach(symbol -> run.out().printf("0x%08x\t%s\n", symbol.crc(), symbol.name()));
      return KmodTool.DONE;
    } catch (IOException unreadable) {
      run.log().fatal("could not get " + kind.text + " of " + word + ": " + Main.message(unreadable));
      return KmodTool.FAILED;
    }
  }

  private Optional<ModuleFile> ofRelease(String word) {
    PlanRequest bare = PlanRequest.PLAIN.in(PlanRequest.Manner.BARE);
    for (Match match : run.find(word).matches()) {
      Resolution resolution = run.resolver().resolve(match, bare);
      for (LoadPlan.Step step : resolution instanceof LoadPlan plan ? plan.steps() : List.<LoadPlan.Step>of()) {
        if (step.reason() instanceof LoadPlan.Matched && step.means() instanceof LoadPlan.Insert insert) {
          return Optional.of(insert.file());
        }
      }
    }
    return Optional.empty();
  }
}
