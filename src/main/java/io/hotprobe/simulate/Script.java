package io.hotprobe.simulate;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.Errno;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.SourceLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How the simulated kernel treats single modules. A text of lines, {@code #} begins a comment:
 *
 * <pre>
 *   delay MODULE MILLISECONDS      its init function takes that long
 *   fail MODULE ERRNO [TIMES]      its load ends so, that many times or always
 *   live MODULE [USES]             it is live from the start with all it needs, and in use so often besides
 *   permanent MODULE               it is live from the start and can never be taken out
 *   exit STATUS COMMAND            that install command ends with this status
 * </pre>
 */
public final class Script {

  final Map<ModuleName, Duration> delays = new HashMap<>();
  final Map<ModuleName, Failure> failures = new HashMap<>();
  final Map<ModuleName, Integer> live = new LinkedHashMap<>();
  final Set<ModuleName> permanent = new HashSet<>();
  final Map<String, Integer> exits = new HashMap<>();

  /** A scripted failure: the errno, and how often. */
  record Failure(Errno errno, int times) {}

  /** The script that says nothing: every load succeeds at once. */
  public static Script empty() {
    return new Script();
  }

  /** Reads a script; a line that is not understood is told and skipped. */
  public static Script read(Path file, Consumer<Diagnostic> diagnostics) throws IOException {
    Script script = new Script();
    int number = 0;
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      number++;
      String told = line.strip();
      if (told.isEmpty() || told.startsWith("#")) {
        continue;
      }
      try {
        script.add(told.split("\\s+", told.startsWith("exit") ? 3 : 4));
      } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException wrong) {
        diagnostics.accept(
            new Diagnostic(
                new SourceLine(file, number),
                "not a line of a simulation script: '" + told + "'",
                "use delay, fail, live, permanent or exit; the line is skipped"));
      }
    }
    return script;
  }

  private void add(String[] words) {
    switch (words[0]) {
      case "delay" -> delays.put(new ModuleName(words[1]), Duration.ofMillis(Math.max(0, Long.parseLong(words[2]))));
      case "fail" -> fail(words[1], words[2], words.length > 3 ? Integer.parseInt(words[3]) : Integer.MAX_VALUE);
      case "live" -> live.put(new ModuleName(words[1]), words.length > 2 ? Integer.parseInt(words[2]) : 0);
      case "permanent" -> permanent(new ModuleName(words[1]));
      case "exit" -> exits.put(words[2], Integer.parseInt(words[1]));
      default -> throw new IllegalArgumentException(words[0]);
    }
  }

  private void permanent(ModuleName module) {
    live.putIfAbsent(module, 0);
    permanent.add(module);
  }

  private void fail(String module, String errno, int times) {
    failures.put(new ModuleName(module), new Failure(Errno.valueOf(errno), times));
  }
}
