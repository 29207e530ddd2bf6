package io.hotprobe.cli;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.Modules;
import io.hotprobe.module.Trust;
import io.hotprobe.policy.Policy;
import io.hotprobe.policy.PolicyBook;
import io.hotprobe.policy.PolicyFiles;
import io.hotprobe.policy.SysfsPresence;
import io.hotprobe.resolve.Resolver;
import io.hotprobe.sysfs.Sysfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** By which policy a command goes. */
final class PolicyOptions {

  @Option(
      names = "--policy-dir",
      order = World.ORDER,
      paramLabel = "DIR",
      description =
          "Read policy from here instead of ROOT/etc/hotprobe/policy.d and its fellows. Can be repeated, the first is the strongest.")
  private List<Path> directories = List.of();

  @Option(names = "--no-policy", order = World.ORDER, description = "Go by no policy.")
  private boolean none;

  /** Whether no policy counts. */
  boolean isOff() {
    return none;
  }

  /**
   * The files that count.
   *
   * @throws IOException if a directory that was named is not there
   */
  PolicyFiles files(World world) throws IOException {
    for (Path each : directories) {
      if (!Files.isDirectory(each)) {
        throw new IOException(each + ": no such directory of policy files; --policy-dir names one");
      }
    }
    PolicyFiles files =
        directories.isEmpty()
            ? PolicyFiles.below(world.root())
            : new PolicyFiles(directories.stream().map(each -> each.toAbsolutePath().normalize()).toList());
    return files.trusting(world.policyTrust());
  }

  /** Reads the policy. */
  PolicyBook open(World world, Consumer<Diagnostic> diagnostics) throws IOException {
    return none ? PolicyBook.of(Policy.NONE) : PolicyBook.open(files(world), diagnostics);
  }

  /** Has a resolver answer by it. */
  PolicyBook govern(Resolver resolver, World world, Modules modules, Consumer<Diagnostic> diagnostics) throws IOException {
    PolicyBook book = open(world, diagnostics);
    resolver.obey(book, new SysfsPresence(new Sysfs(world.sysfs()), modules));
    return book;
  }
}
