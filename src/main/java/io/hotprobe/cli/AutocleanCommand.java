package io.hotprobe.cli;

import io.hotprobe.journal.Printable;
import io.hotprobe.load.Autoclean;
import io.hotprobe.load.CleanOutcome;
import io.hotprobe.load.LoadedModules;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hotprobe autoclean}: removes what hotprobe loaded and nobody uses any more. */
@Command(
    name = "autoclean",
    description = {
      "Removes modules that hotprobe itself loaded and that two runs in a row find idle: not in use, no device bound.",
      "The first run that finds one idle only notes it. One line for each module of hotprobe's: removed, or why it stays."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "", "Exit codes: 0 done, also when there was nothing to do, 1 something could not be removed or read, 2 the command line is wrong."
    })
final class AutocleanCommand implements Callable<Integer> {

  /** Why a kernel in memory cannot be cleaned where the running one is. */
  static final String NO_RECORD =
      "the record of what was loaded is that of the running kernel; for a kernel in memory name another place with --root";

  @Mixin private World world = new World();

  @Mixin private Kernel kernel = new Kernel();

  @Option(names = {"-v", "--verbose"}, description = "Also name the modules that hotprobe did not load.")
  private boolean verbose;

  private int foreign;
  private boolean good = true;

  @Override
  public Integer call() throws IOException {
    LoadedModules loaded = kernel.loaded(world).orElseThrow(() -> new UsageException(NO_RECORD));
    if (!kernel.isSimulated()) {
      world.followRootOnly();
    }
    Simulation.Ports ports = kernel.ports(world);
    Autoclean autoclean = new Autoclean(ports.modules(), ports.commands(), world.resolver(Diagnostics::tell), loaded);
    if (kernel.isDryRun()) {
      autoclean.rehearse(this::tell);
    } else {
      autoclean.pass(() -> true, this::tell);
    }
    if (foreign > 0) {
      System.out.println("kept " + foreign + (foreign == 1 ? " module" : " modules") + " that hotprobe did not load");
    }
    return good ? 0 : 1;
  }

  private void tell(CleanOutcome outcome) {
    if (outcome.bad()) {
      good = false;
      System.err.println("hotprobe autoclean: " + Printable.text(outcome.text()));
    } else if (verbose || !(outcome instanceof CleanOutcome.Kept kept && kept.why() == CleanOutcome.Why.FOREIGN)) {
      System.out.println(Printable.text(outcome.text()));
    } else {
      foreign++;
    }
  }
}
