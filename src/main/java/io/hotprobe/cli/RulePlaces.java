package io.hotprobe.cli;

import io.hotprobe.module.Trust;
import io.hotprobe.rules.AccountFiles;
import io.hotprobe.rules.Host;
import io.hotprobe.rules.HostFacts;
import io.hotprobe.rules.RuleDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where rules come from: this machine, one that lies in a directory, or directories of rules. */
final class RulePlaces {

  @Option(names = "--root", order = World.ORDER, paramLabel = "DIR", description = "Prefix of every default path (default: /).")
  private Path root = Path.of("/");

  @Option(
      names = "--rules-dir",
      order = World.ORDER,
      paramLabel = "DIR",
      description =
          "Read rules from here instead of hotprobe's and udev's directories. Can be repeated: a file of an earlier one hides those of"
              + " its name in later ones.")
  private List<Path> rulesDirs = List.of();

  @Option(
      names = "--beside",
      order = World.ORDER,
      description = "Go by hotprobe's directories only, not by udev's as well: as the daemon that runs beside udevd.")
  private boolean beside;

  Path root() {
    return absolute(root);
  }

  /** Whether the default paths are those of the running system. */
  boolean isRunningSystem() {
    return root().equals(Path.of("/"));
  }

  /**
   * The directories, those that go before the others first.
   *
   * @throws IOException if one that was named is not there
   */
  List<Path> directories() throws IOException {
    if (!rulesDirs.isEmpty()) {
      return named(rulesDirs);
    }
    return beside ? RuleDirectories.hotprobe(root(), installation()) : RuleDirectories.all(root(), installation());
  }

  /**
   * Directories that an option names.
   *
   * @throws IOException if one is not there
   */
  static List<Path> named(List<Path> directories) throws IOException {
    for (Path each : directories) {
      if (Files.isRegularFile(each)) {
        throw new IOException(each + ": is a file; --rules-dir takes the directory that it lies in");
      }
      if (!Files.isDirectory(each)) {
        throw new IOException(each + ": no such directory of rules; --rules-dir names one");
      }
    }
    return directories.stream().map(RulePlaces::absolute).toList();
  }

  /** Which files and programs the daemon follows that goes by these rules. */
  Trust trust() {
    return isRunningSystem() ? World.trustOfRunningSystem() : Trust.ALL;
  }

  /** Where the daemon reads rules if nobody says otherwise. */
  List<Path> inForce() {
    return RuleDirectories.all(root(), installation());
  }

  /** Whether these are directories that somebody named. */
  boolean areNamed() {
    return !rulesDirs.isEmpty();
  }

  /** Whether nobody said which daemon's rules are meant. */
  boolean areUsual() {
    return rulesDirs.isEmpty() && !beside;
  }

  /** What the daemon that follows these rules keeps about devices. */
  Path database() {
    return root().resolve(beside ? "run/hotprobe" : "run/udev");
  }

  /** Who has an account there. */
  AccountFiles accounts() {
    return AccountFiles.read(root().resolve("etc"));
  }

  Host host(Path sysfs, Host.Accounts accounts) {
    return HostFacts.of(root(), sysfs, accounts);
  }

  private static Optional<Path> installation() {
    return Optional.ofNullable(System.getProperty("hotprobe.home")).map(Path::of);
  }

  static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }
}
