package io.hotprobe.cli;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** By which rules the daemon goes, and how much of udevd's work it does. */
final class DaemonRules {

  @Option(
      names = "--rules-dir",
      paramLabel = "DIR",
      description = "Read rules from here instead of hotprobe's directories. Can be repeated, the first is the strongest.")
  private List<Path> directories = List.of();

  @Option(
      names = "--manage-nodes",
      description = {
        "Do all of udevd's work: device nodes, links, the database under /run/udev, names of network interfaces, and word to those who",
        "listen for it; by udev's rules and hotprobe's. For a system without udevd."
      })
  private boolean manageNodes;

  @Option(
      names = "--shadow",
      description = {
        "Run beside udevd, load nothing and run nothing, go by udev's rules and hotprobe's, and tell where the outcome would have been",
        "another than udevd's."
      })
  private boolean shadow;

  @Option(
      names = "--event-timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long the programs of one event may take together (default: 180s).")
  private Duration eventTimeout;
}
