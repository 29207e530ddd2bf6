package io.hotprobe.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The modprobe and depmod of this machine, run over temporary trees. */
final class InstalledKmod {

  /** First version that knows weakdep. */
  private static final int WEAKDEP = 33;

  /** The version; 0 when modprobe is not installed. */
  static final int VERSION = version();

  /** What to put before a command that gets a mount namespace of its own; null when that is not allowed here. */
  static final List<String> NAMESPACE = namespace();

  private InstalledKmod() {}

  static boolean knowsWeakdep() {
    return VERSION >= WEAKDEP;
  }

  /** The configuration as {@code modprobe -c} prints it, indexes left out. */
  static List<String> config(ConfigSources sources) throws IOException {
    List<String> lines = dump(sources);
    return lines.subList(0, lines.indexOf("# End of configuration files. Dumping indexes now:") - 1);
  }

  /** All that {@code modprobe -c} prints; the last line is empty. */
  static List<String> dump(ConfigSources sources) throws IOException {
    List<String> command = new ArrayList<>();
    Path commandLine = sources.commandLine().orElseThrow();
    if (!commandLine.equals(Path.of("/proc/cmdline"))) {
      command.addAll(NAMESPACE);
      command.addAll(List.of("sh", "-c", "mount --bind \"$0\" /proc/cmdline && exec \"$@\"", commandLine.toString()));
    }
    command.add("modprobe");
    command.addAll(places(sources));
    command.add("-c");
    return run(command);
  }

  /** What {@code modprobe -D name} would do. */
  static List<String> plan(ConfigSources sources, String name) throws IOException {
    List<String> command = new ArrayList<>(List.of("modprobe"));
    command.addAll(places(sources));
    command.addAll(List.of("-D", name));
    return run(command);
  }

  static void depmod(Path root) throws IOException {
    run(List.of("depmod", "-b", root.toString(), "1.0"));
  }

  private static List<String> places(ConfigSources sources) {
    List<String> arguments = new ArrayList<>();
    for (Path directory : sources.directories()) {
      arguments.addAll(List.of("-C", directory.toString()));
    }
    Path root = sources.moduleDirectory().orElseThrow().getParent().getParent().getParent();
    String release = sources.moduleDirectory().orElseThrow().getFileName().toString();
    arguments.addAll(List.of("-d", root.toString(), "-S", release));
    return arguments;
  }

  /** What {@code modprobe -c} says on standard error about the files in {@code directory}. */
  static String complaints(Path directory) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("modprobe", "-C", directory.toString(), "-c");
    Process process = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    return new String(process.getErrorStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  private static List<String> run(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("LC_ALL", "C");
    builder.environment().remove("MODPROBE_OPTIONS");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        throw new IOException("still running: " + command);
      }
    } catch (InterruptedException interrupted) {
      throw new IOException(interrupted);
    }
    return output.isEmpty() ? List.of() : List.of(output.split("\n", -1));
  }

  private static int version() {
    try {
      String[] words = run(List.of("modprobe", "--version")).get(0).split(" ");
      return words[0].equals("kmod") ? Integer.parseInt(words[2]) : 0;
    } catch (IOException | RuntimeException absent) {
      return 0;
    }
  }

  private static List<String> namespace() {
    for (List<String> attempt : List.of(List.of("unshare", "-m"), List.of("unshare", "-r", "-m"))) {
      List<String> command = new ArrayList<>(attempt);
      command.addAll(List.of("sh", "-c", "mount --bind /dev/null /proc/cmdline && echo yes"));
      try {
        if (run(command).contains("yes")) {
          return attempt;
        }
      } catch (IOException absent) {
        return null;
      }
    }
    return null;
  }
}
