package io.hotprobe.rules.language;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** udev 257 in a jail of its own: {@code bench/udev/run jail}. */
final class UdevJail {

  private static final Path SCRIPT = Path.of("bench/udev/run").toAbsolutePath();

  private final Path directory;

  /**
   * @param directory empty but for {@code sys}, the sysfs of all cases
   */
  UdevJail(Path directory) {
    this.directory = directory;
  }

  /** Where {@code bench/udev/run fetch} puts what it fetches. */
  static Path kept() {
    String set = System.getenv("HOTPROBE_UDEV_DIR");
    String cache = System.getenv().getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache");
    return set != null ? Path.of(set) : Path.of(cache, "hotprobe", "udev");
  }

  /** Why there is no jail here; null when there is one. */
  static String missing() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return "the jail needs root";
    }
    return Files.isDirectory(kept().resolve("tree")) ? null : "no udev in " + kept() + "; bench/udev/run fetch";
  }

  /** What udev decides for each case. */
  List<List<String>> decide(List<RuleCase> cases) throws IOException, InterruptedException {
    for (int i = 0; i < cases.size(); i++) {
      write(cases.get(i), place(i));
    }
    run();
    List<List<String>> decisions = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      decisions.add(decision(cases.get(i), place(i)));
      CaseFiles.unmask(cases.get(i), place(i));
    }
    return decisions;
  }

  /** Runs what is written. */
  void run() throws IOException, InterruptedException {
    Path log = directory.resolve("log");
    int status =
        new ProcessBuilder(SCRIPT.toString(), "jail", directory.toString()).redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
    if (status != 0) {
      throw new IOException(SCRIPT + " jail ended with " + status + ": " + Files.readString(log, StandardCharsets.ISO_8859_1));
    }
  }

  private Path place(int number) {
    return directory.resolve(String.format("%06d", number));
  }

  private void write(RuleCase one, Path place) throws IOException {
    Files.createDirectories(place);
    CaseFiles.write(one, place);
    String uevent = CaseFiles.uevent(one, directory.resolve("sys"));
    write(place.resolve("sys" + one.device() + "/uevent"), uevent);
    write(place.resolve("runs"), (one.effects() ? "effects " : "test ") + one.action() + " " + one.device() + "\n");
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, StandardCharsets.ISO_8859_1);
  }

  private List<String> decision(RuleCase one, Path place) throws IOException {
    Map<String, String> kernel = CaseFiles.kernel(one, directory.resolve("sys"));
    Path log = place.resolve("log.1");
    return one.effects()
        ? UdevAnswer.ofEffects(place.resolve("data.1").resolve(CaseFiles.id(one, directory.resolve("sys"))), log, kernel)
        : UdevAnswer.ofTest(place.resolve("out.1"), log, kernel);
  }
}
