package io.hotprobe.simulate;

import io.hotprobe.module.Errno;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.SourceLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How the simulated kernel treats single modules, and how commands and programs end. A text of lines; {@code #} at the beginning
 * of a word begins a comment, but not within a command:
 *
 * <pre>
 *   delay MODULE MILLISECONDS      its init function takes that long
 *   fail MODULE ERRNO [TIMES]      its load ends so, that many times or always
 *   live MODULE [USES]             it is live from the start with all it needs, and in use so often besides
 *   permanent MODULE               it is live from the start and can never be taken out
 *   exit STATUS COMMAND            that install command ends with this status
 *   program PATH exit STATUS [TEXT]
 *                                  that program of a rule ends with this status and writes TEXT, a line
 * </pre>
 */
public final class Script {

  /** Most bytes of a script. */
  private static final int LONGEST = 1 << 20;

  final Map<ModuleName, Duration> delays = new HashMap<>();
  final Map<ModuleName, Failure> failures = new HashMap<>();
  final Map<ModuleName, Integer> live = new LinkedHashMap<>();
  final Set<ModuleName> permanent = new HashSet<>();
  final Map<String, Integer> exits = new HashMap<>();
  final Map<String, ProgramEnd> programs = new HashMap<>();

  /** A scripted failure: the errno, and how often. */
  record Failure(Errno errno, int times) {}

  /** How a program ends. */
  record ProgramEnd(int status, String output) {}

  /** The script that says nothing: every load succeeds at once. */
  public static Script empty() {
    return new Script();
  }

  /**
   * Reads a script.
   *
   * @throws IOException if it cannot be read or a line is not understood; names the line and the word
   */
  public static Script read(Path file) throws IOException {
    Script script = new Script();
    int number = 0;
    for (String text : text(file).lines().toList()) {
      number++;
      ScriptLine line = new ScriptLine(new SourceLine(file, number), text.strip());
      if (!line.isOver()) {
        script.add(line);
        line.end();
      }
    }
    return script;
  }

  private static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LONGEST + 1);
      if (bytes.length <= LONGEST) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
      }
    } catch (IOException unreadable) {
      throw new IOException("the simulation script " + file + " cannot be read: " + reason(file, unreadable), unreadable);
    }
    throw new IOException("the simulation script " + file + " is longer than " + LONGEST + " bytes");
  }

  private static String reason(Path file, IOException unreadable) {
    if (unreadable instanceof NoSuchFileException) {
      return "no such file";
    }
    if (unreadable instanceof AccessDeniedException) {
      return "permission denied";
    }
    return Files.isDirectory(file) ? "it is a directory" : unreadable.getMessage();
  }

  private void add(ScriptLine line) throws IOException {
    String word = line.word("the first word");
    switch (word) {
      case "delay" -> delays.put(line.module(), Duration.ofMillis(line.number("the delay in milliseconds")));
      case "fail" -> failures.put(line.module(), new Failure(line.errno(), line.number("how many times", Integer.MAX_VALUE)));
      case "live" -> live.put(line.module(), line.number("the use count", 0));
      case "permanent" -> permanent(line.module());
      case "exit" -> exit(line);
      case "program" -> program(line);
      default -> throw line.wrong("'" + word + "' is unknown; a line begins with delay, fail, live, permanent, exit or program");
    }
  }

  private void permanent(ModuleName module) {
    live.putIfAbsent(module, 0);
    permanent.add(module);
  }

  private void exit(ScriptLine line) throws IOException {
    int status = line.number("the exit status");
    exits.put(line.rest("the command"), status);
  }

  private void program(ScriptLine line) throws IOException {
    String path = line.word("the program");
    String how = line.word("how the program ends");
    if (!how.equals("exit")) {
      throw line.wrong("'" + how + "' is no way for a program to end; write exit and its status");
    }
    int status = line.number("the exit status");
    programs.put(path, new ProgramEnd(status, line.isOver() ? "" : line.rest("the text") + "\n"));
  }
}
