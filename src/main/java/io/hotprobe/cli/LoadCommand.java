package io.hotprobe.cli;

import io.hotprobe.journal.Printable;
import io.hotprobe.load.Loader;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.resolve.Decision;
import io.hotprobe.resolve.Hooks;
import io.hotprobe.resolve.LoadPlan;
import io.hotprobe.resolve.Resolution;
import io.hotprobe.resolve.Resolver;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hotprobe load}: loads modules by name or modalias, with what they need. */
@Command(
    name = "load",
    description = {
      "Loads modules by name or modalias, with their dependencies, options and install commands.",
      "One line for each module that had its turn: what came of it."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Exit codes: 0 all are usable now, 1 some are not or were not found, 2 the command line is wrong."})
final class LoadCommand implements Callable<Integer> {

  private static final int SIDE_BY_SIDE = 16;

  @Mixin private World world = new World();

  @Mixin private Kernel kernel = new Kernel();

  @Mixin private PolicyOptions policy = new PolicyOptions();

  @Option(names = "--show-plan", description = "Show the plan and why each module is in it; load nothing.")
  private boolean showPlan;

  @Parameters(paramLabel = "NAME|MODALIAS", arity = "1..*", description = "What to load.")
  private List<String> names = List.of();

  @Override
  public Integer call() throws IOException {
    for (String name : names) {
      if (name.indexOf('=') > 0 && name.indexOf(':') < 0) {
        throw new UsageException("'" + name + "' is a parameter; parameters are taken from options lines of modprobe.d only");
      }
    }
    if (showPlan || kernel.runsNothing()) {
      world.runNothing();
    }
    if (!kernel.isSimulated()) {
      world.followRootOnly();
    }
    Resolver resolver = world.resolver(Diagnostics::tell);
    Simulation.Ports ports = showPlan ? kernel.dryPorts(world) : kernel.ports(world);
    policy.govern(resolver, world, ports.modules(), Diagnostics::tell);
    ExecutorService executor = Executors.newFixedThreadPool(SIDE_BY_SIDE);
    try {
      boolean good = true;
      for (String name : names) {
        Resolution resolution = resolver.resolve(name, "");
        good &= showPlan ? show(name, resolution) : load(name, resolution, ports, executor);
      }
      return good ? 0 : 1;
    } finally {
      executor.shutdown();
    }
  }

  private boolean show(String name, Resolution resolution) throws IOException {
    if (!(resolution instanceof LoadPlan plan)) {
      return refuse(name, resolution);
    }
    plan.decisions().forEach(decision -> say("# " + decision.text()));
    for (LoadPlan.Step step : plan.steps()) {
      boolean hasTurn = step.means() instanceof LoadPlan.Insert || step.means() instanceof LoadPlan.Command;
      Hooks hooks = hasTurn ? step.hooks() : Hooks.NONE;
      hooks.before().forEach(hook -> say("pre-install " + hook.text() + "    # before " + step.module() + " (" + hook.at() + ")"));
      say(step.line().strip() + "    # " + step.reason().text() + condition(step, plan));
      hooks.after().forEach(hook -> say("post-install " + hook.text() + "    # after " + step.module() + " (" + hook.at() + ")"));
    }
    return true;
  }

  /** Of a module that goes behind another, when its turn comes. */
  private static String condition(LoadPlan.Step step, LoadPlan plan) {
    return plan.decisions().stream()
        .filter(decision -> decision.part() == Decision.Part.FALLBACK && decision.module().equals(step.module()))
        .findFirst()
        .map(decision -> " (only if " + decision.of() + " fails)")
        .orElse("");
  }

  private boolean load(String name, Resolution resolution, Simulation.Ports ports, ExecutorService executor)
      throws IOException {
    if (!(resolution instanceof LoadPlan plan)) {
      return refuse(name, resolution);
    }
    plan.decisions().forEach(decision -> say(decision.text()));
    List<LoadOutcome> outcomes = new Loader(ports.modules(), ports.commands(), executor).load(plan).join();
    for (int i = 0; i < outcomes.size(); i++) {
      tell(plan.steps().get(i), outcomes.get(i));
    }
    return plan.succeeded(outcomes);
  }

  /** What came of a step; of one that is only planned with the hooks around it. */
  private static void tell(LoadPlan.Step step, LoadOutcome outcome) {
    Hooks hooks = outcome instanceof LoadOutcome.Planned ? step.hooks() : Hooks.NONE;
    hooks.before().forEach(hook -> say("would run '" + hook.text() + "' before " + step.module()));
    say(outcome.text());
    hooks.after().forEach(hook -> say("would run '" + hook.text() + "' after " + step.module()));
  }

  private boolean refuse(String name, Resolution resolution) throws IOException {
    if (resolution instanceof Resolution.Empty empty) {
      say(name + " " + empty.text());
      return true;
    }
    if (resolution instanceof Resolution.Denied denied) {
      denied.reasons().forEach(reason -> System.err.println("hotprobe load: " + Printable.text(about(name, reason))));
    }
    if (resolution instanceof Resolution.NoMatch) {
      System.err.println("hotprobe load: " + Printable.text(name + ": no module of this release answers to it" + near(name)));
    }
    return false;
  }

  /** A reason begins with its module, which may be what was asked for. */
  private static String about(String name, String reason) {
    return reason.startsWith(name.replace('-', '_') + " ") ? reason : name + ": " + reason;
  }

  private String near(String name) throws IOException {
    List<String> near = NearNames.of(name, world.tree(diagnostic -> {}).modules());
    return near.isEmpty() ? "" : "; there is " + String.join(", ", near);
  }

  private static void say(String line) {
    System.out.println(Printable.text(line));
  }
}
