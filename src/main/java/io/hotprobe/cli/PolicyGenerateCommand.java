package io.hotprobe.cli;

import io.hotprobe.linux.LinuxModules;
import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.module.Modules;
import io.hotprobe.resolve.LoadPlan;
import io.hotprobe.resolve.Resolver;
import io.hotprobe.uevent.Key;
import io.hotprobe.uevent.Uevent;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hotprobe policy generate}: a policy that lets in what is there now, and nothing else. */
@Command(
    name = "generate",
    description = {
      "Writes a policy to standard output: a line for every kind of device that is plugged in now and that modules claim, a line for every"
          + " module that is live now, and a default for all else.",
      "Look through it, then put it into /etc/hotprobe/policy.d/, last in order, as in 90-baseline.policy."
    },
    mixinStandardHelpOptions = true)
final class PolicyGenerateCommand implements Callable<Integer> {

  @Mixin private World world = new World();

  @Option(names = "--default", paramLabel = "deny|warn", description = "What happens to all else (default: deny).")
  private String otherwise = "deny";

  @Option(
      names = "--inserted-only",
      description = "The default only counts for devices inserted later, not for those at boot or names asked for.")
  private boolean insertedOnly;

  @Override
  public Integer call() throws IOException {
    if (!otherwise.equals("deny") && !otherwise.equals("warn")) {
      throw new UsageException("--default takes deny or warn, not '" + otherwise + "'");
    }
    world.runNothing();
    Resolver resolver = world.resolver(Diagnostics::tell);
    Modules kernel = new LinuxModules(world.sysfs().resolve("module"), world.procModules());
    PolicyBaseline baseline = new PolicyBaseline();
    AliasHits hits = new AliasHits();
    PresentEvents.each(world.sysfs(), uevent -> device(uevent, resolver, hits, baseline));
    kernel.list().forEach(module -> baseline.live(module.name()));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.ISO_8859_1);
    baseline.write(out, world.moduleDirectory().getFileName().toString(), otherwise + (insertedOnly ? " when inserted" : ""));
    out.flush();
    return 0;
  }

  private static void device(Uevent uevent, Resolver resolver, AliasHits hits, PolicyBaseline baseline) {
    String modalias = uevent.text(Key.MODALIAS);
    if (modalias != null && resolver.unrestricted(Modalias.of(modalias), hits) instanceof LoadPlan plan && !plan.isBuiltin()) {
      baseline.device(modalias, uevent.text(uevent.devpath()), plan.matches());
    }
  }
}
