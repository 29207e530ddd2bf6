package io.hotprobe.cli;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.Distrust;
import io.hotprobe.module.FileFailure;
import io.hotprobe.module.SourceLine;
import io.hotprobe.module.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options of {@code hotprobe daemon} that stand in a file: a line {@code NAME = VALUE} each, where NAME is that of a long option without
 * its dashes; of an option without a value {@code yes} or {@code no}. What begins with {@code #} and empty lines say nothing. A line that
 * makes no sense is told and passed over.
 *
 * @param file the one that was read; empty when there is none
 * @param arguments as they would stand on the command line
 * @param problems what was passed over
 */
record DaemonSettings(Optional<Path> file, List<String> arguments, List<Diagnostic> problems) {

  /** Most bytes of the file; a larger one is passed over. */
  static final int LARGEST_FILE = 64 << 10;

  /** The first that exists counts alone. */
  private static final List<String> PLACES = List.of("etc/hotprobe/daemon.conf", "run/hotprobe/daemon.conf", "usr/lib/hotprobe/daemon.conf");

  /** What says where the file is, what it would not be asked for, and what the launcher looks for before it gives up rights. */
  private static final Set<String> NO_SETTINGS = Set.of("--root", "--help", "--version", "--manage-nodes");
  private static final String REMEDY = "mend the line, as hotprobe daemon --help says, or remove it; it is passed over";

  /**
   * The settings of a machine, without those that the command line names.
   *
   * @param given the arguments of the command line
   * @param trust which files may be followed
   */
  static DaemonSettings of(Path root, Trust trust, List<String> given) {
    for (String place : PLACES) {
      Path file = root.resolve(place).toAbsolutePath();
      if (Files.exists(file)) {
        return read(file, trust, given);
      }
    }
    return new DaemonSettings(Optional.empty(), List.of(), List.of());
  }

  private static DaemonSettings read(Path file, Trust trust, List<String> given) {
    List<String> arguments = new ArrayList<>();
    List<Diagnostic> problems = new ArrayList<>();
    Optional<Distrust> distrust = trust.in(file);
    if (distrust.isPresent()) {
      problems.add(new Diagnostic(new SourceLine(file, 0), distrust.get().of(file) + ", so it is not read", distrust.get().remedy()));
      return new DaemonSettings(Optional.of(file), arguments, problems);
    }
    List<String> lines = lines(file, problems);
    CommandLine daemon = new CommandLine(new DaemonCommand());
    for (int i = 0; i < lines.size(); i++) {
      try {
        argument(lines.get(i).strip(), daemon).filter(argument -> !names(given, argument)).ifPresent(arguments::add);
      } catch (UsageException wrong) {
        problems.add(new Diagnostic(new SourceLine(file, i + 1), wrong.getMessage(), REMEDY));
      }
    }
    return new DaemonSettings(Optional.of(file), arguments, problems);
  }

  private static List<String> lines(Path file, List<Diagnostic> problems) {
    String problem;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST_FILE + 1);
      if (bytes.length <= LARGEST_FILE) {
        return new String(bytes, StandardCharsets.UTF_8).lines().toList();
      }
      problem = "larger than " + LARGEST_FILE + " bytes";
    } catch (IOException unreadable) {
      problem = "cannot be read: " + FileFailure.reason(unreadable);
    }
    problems.add(new Diagnostic(new SourceLine(file, 0), problem, "no setting in it is in force; mend it and restart"));
    return List.of();
  }

  /**
   * What a line is on a command line.
   *
   * @param daemon tries whether it would be understood; nothing stays of a trial
   * @throws UsageException if the line makes no sense
   */
  private static Optional<String> argument(String line, CommandLine daemon) {
    if (line.isEmpty() || line.startsWith("#")) {
      return Optional.empty();
    }
    int equals = line.indexOf('=');
    if (equals < 0) {
      throw new UsageException("no '=' between a name and a value");
    }
    String name = "--" + line.substring(0, equals).strip();
    String value = line.substring(equals + 1).strip();
    OptionSpec option = NO_SETTINGS.contains(name) ? null : daemon.getCommandSpec().findOption(name);
    if (option == null || name.length() < 4) {
      throw new UsageException("there is no setting '" + name.substring(2) + "'");
    }
    Optional<String> argument = option.arity().max() > 0 ? Optional.of(name + "=" + value) : flag(name, value);
    try {
      daemon.parseArgs(argument.stream().toArray(String[]::new));
    } catch (CommandLine.ParameterException wrong) {
      throw new UsageException(Misuse.text(wrong));
    }
    daemon.<DaemonCommand>getCommand().check();
    return argument;
  }

  private static Optional<String> flag(String name, String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "yes", "true", "on", "1" -> Optional.of(name);
      case "no", "false", "off", "0" -> Optional.empty();
      default -> throw new UsageException("'" + value + "' is neither yes nor no");
    };
  }

  private static boolean names(List<String> given, String argument) {
    String name = argument.replaceFirst("=.*", "");
    return given.stream().anyMatch(each -> each.equals(name) || each.startsWith(name + "="));
  }
}
