package io.hotprobe.cli;

import io.hotprobe.linux.LinuxModules;
import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules;
import io.hotprobe.policy.Occasion;
import io.hotprobe.policy.SysfsPresence;
import io.hotprobe.policy.UeventFacts;
import io.hotprobe.resolve.Resolver;
import io.hotprobe.sysfs.Sysfs;
import io.hotprobe.uevent.Key;
import io.hotprobe.uevent.Uevent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hotprobe policy check}: what the policy refuses of all that is there. */
@Command(
    name = "check",
    description = {
      "Tells what the policy would refuse or warn of: for every device that sysfs shows, with every module that claims it, and for every"
          + " module that is live now, as if somebody asked for it by name.",
      "One line for each: the device or module, and by which line of which file. Then how many there were."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Exit codes: 0 nothing is refused, 1 something is or is wrong in the policy, 2 the command line is wrong."})
final class PolicyCheckCommand implements Callable<Integer> {

  @Mixin private World world = new World();

  @Mixin private PolicyOptions policy = new PolicyOptions();

  @Option(names = "--inserted", description = "Take the devices for inserted now, not for there at boot.")
  private boolean inserted;

  @Option(names = "--modules", description = "Look at every module of the release, not only those that are live.")
  private boolean modules;

  @Option(names = "--all", description = "Also tell what is allowed, if a line says so.")
  private boolean all;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    world.runNothing();
    List<Diagnostic> wrong = new ArrayList<>();
    Modules kernel = new LinuxModules(world.sysfs().resolve("module"), world.procModules());
    Resolver resolver = world.resolver(Diagnostics::tell);
    policy.govern(resolver, world, kernel, wrong::add);
    wrong.forEach(Diagnostics::tell);
    resolver.policy().get().idle(ofRelease()).forEach(Diagnostics::tell);
    PolicyReport report = new PolicyReport(all);
    devices(resolver, kernel, report);
    for (ModuleName module : modules ? ofRelease() : live(kernel)) {
      report.module(module, resolver.resolve(module.value(), ""));
    }
    if (json) {
      report.writeJson(System.out, wrong);
    } else {
      report.write(System.out, resolver.policy().get().summary());
    }
    return report.isClean() && wrong.isEmpty() ? 0 : 1;
  }

  private void devices(Resolver resolver, Modules kernel, PolicyReport report) {
    Sysfs sysfs = new Sysfs(world.sysfs());
    UeventFacts facts = new UeventFacts(sysfs, new SysfsPresence(sysfs, kernel));
    AliasHits hits = new AliasHits();
    PresentEvents.each(world.sysfs(), uevent -> {
      String modalias = uevent.text(Key.MODALIAS);
      if (modalias != null) {
        facts.of(uevent, inserted ? Occasion.INSERTED : Occasion.BOOT);
        report.device(subject(uevent, modalias), resolver.resolve(Modalias.of(modalias), hits, facts));
      }
    });
  }

  private static PolicyReport.Subject subject(Uevent uevent, String modalias) {
    return new PolicyReport.Subject(uevent.text(uevent.devpath()), modalias);
  }

  private List<ModuleName> ofRelease() throws IOException {
    return world.tree(Diagnostics::tell).modules();
  }

  private static List<ModuleName> live(Modules kernel) throws IOException {
    return kernel.list().stream().map(Modules.LiveModule::name).sorted().toList();
  }
}
