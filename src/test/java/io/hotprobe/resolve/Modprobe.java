package io.hotprobe.resolve;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The modprobe of this machine, asked about many names at once: its answers carry no labels, so after each name it is asked for one
 * that only the test's configuration knows.
 */
public final class Modprobe {

  private static final int AT_ONCE = 2_000;
  private static final String MARK = "hotprobe_mark";
  private static final String MARK_COMMAND = "hotprobe-mark";

  private final Path root;
  private final String release;
  private final List<Path> configuration;
  private final Path scratch;

  /**
   * Asks about {@code root/lib/modules/release}.
   *
   * @param configuration replaces the usual directories
   * @param scratch a directory of the test's own
   */
  public Modprobe(Path root, String release, List<Path> configuration, Path scratch) throws IOException {
    this.root = root;
    this.release = release;
    this.scratch = scratch;
    Path mark = scratch.resolve("zzz-mark.conf");
    Files.writeString(mark, "install " + MARK + " " + MARK_COMMAND + "\n");
    this.configuration = new ArrayList<>(configuration);
    this.configuration.add(mark);
  }

  /** Whether there is one. */
  public static boolean isInstalled() {
    try {
      Process process = new ProcessBuilder("modprobe", "--version").redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return process.waitFor() == 0 && said.startsWith("kmod version ");
    } catch (IOException absent) {
      return false;
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }

  /** What {@code modprobe -R} prints for each name: the modules that answer. */
  public List<List<String>> answers(List<String> names) throws IOException {
    return ask("-R", MARK, names);
  }

  /** What {@code modprobe -D} prints for each name: the lines of the plan, without blanks at their ends. */
  public List<List<String>> plans(List<String> names) throws IOException {
    List<List<String>> plans = new ArrayList<>();
    for (List<String> lines : ask("-D", "install " + MARK_COMMAND + " ", names)) {
      plans.add(lines.stream().map(String::strip).toList());
    }
    return plans;
  }

  private List<List<String>> ask(String option, String mark, List<String> names) throws IOException {
    List<List<String>> answers = new ArrayList<>(names.size());
    for (int from = 0; from < names.size(); from += AT_ONCE) {
      List<String> asked = names.subList(from, Math.min(names.size(), from + AT_ONCE));
      List<String> answer = new ArrayList<>();
      for (String line : output(command(option, asked))) {
        if (line.equals(mark)) {
          answers.add(answer);
          answer = new ArrayList<>();
        } else {
          answer.add(line);
        }
      }
    }
    if (answers.size() != names.size()) {
      throw new IllegalStateException(names.size() + " names, but " + answers.size() + " answers of modprobe");
    }
    return answers;
  }

  private List<String> command(String option, List<String> names) {
    List<String> command = new ArrayList<>(List.of("modprobe", "-q", "-d", root.toString(), "-S", release));
    configuration.forEach(place -> command.addAll(List.of("-C", place.toString())));
    command.addAll(List.of(option, "-a", "--"));
    for (String name : names) {
      command.add(name);
      command.add(MARK);
    }
    return command;
  }

  private List<String> output(List<String> command) throws IOException {
    File out = scratch.resolve("modprobe.out").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("LC_ALL", "C");
    builder.environment().remove("MODPROBE_OPTIONS");
    Process process = builder.start();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("modprobe still runs after a minute");
      }
    } catch (InterruptedException interrupted) {
      throw new IOException(interrupted);
    }
    return Files.readAllLines(out.toPath(), StandardCharsets.ISO_8859_1);
  }
}
