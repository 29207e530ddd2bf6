package io.hotprobe.rules;

import io.hotprobe.module.Programs;
import io.hotprobe.sysfs.Device;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Carries out PROGRAM and IMPORT for one event. Confined to one thread. */
final class Attempts {

  private static final char NEWLINE = '\n';

  private final Event event;
  private final Surroundings surroundings;
  private final RuleCommands commands;
  private final long deadlineNanos;
  private final Map<String, Boolean> ranOnce = new HashMap<>();

  Attempts(Event event, Surroundings surroundings, long deadlineNanos) {
    this.event = event;
    this.surroundings = surroundings;
    this.commands = new RuleCommands(surroundings.host(), surroundings.outside());
    this.deadlineNanos = deadlineNanos;
  }

  /**
   * What came of one.
   *
   * @param value after substitution; null when that is longer than may be, and nothing was tried
   * @param problem what its author should know, null for nothing
   */
  record Outcome(String value, boolean held, String problem) {

    Outcome(String value, boolean held) {
      this(value, held, null);
    }
  }

  Outcome of(Token.Attempt token, RuleLine line) {
    return switch (token.kind()) {
      case TEST -> new Outcome(token.value().expand(event, Template.Blanks.KEPT, Limits.PATH), FileTest.holds(token, event));
      case PROGRAM -> program(token, line);
      case IMPORT_PROGRAM -> importProgram(token, line);
      case IMPORT_BUILTIN -> importBuiltin(token);
      case IMPORT_FILE -> importFile(token);
      case IMPORT_DB -> importRecord(token);
      case IMPORT_CMDLINE -> importParameter(token);
      case IMPORT_PARENT -> importParent(token);
      default -> throw new IllegalStateException(token.written());
    };
  }

  private Outcome program(Token.Attempt token, RuleLine line) {
    event.result("");
    return run(token, line, output -> event.result(SafeText.of(withoutNewlines(PropertyLines.beforeNul(output)), SafeText.INPUT)));
  }

  private Outcome importProgram(Token.Attempt token, RuleLine line) {
    return run(token, line, output -> PropertyLines.read(wholeLines(output), event::set));
  }

  private Outcome run(Token.Attempt token, RuleLine line, Consumer<String> use) {
    String command = token.value().expandCommand(event);
    if (command == null) {
      return new Outcome(null, false);
    }
    ProgramRun run = run(command, line);
    if (!run.end().succeeded()) {
      return new Outcome(command, !token.equal(), run.text());
    }
    use.accept(output(run));
    return new Outcome(command, token.equal());
  }

  private ProgramRun run(String command, RuleLine line) {
    ProgramRun run = commands.run(new RunCommand(RunCommand.Type.PROGRAM, command, line.at(), line.sandbox()),
        event.environment(), deadlineNanos);
    if (event.programs().size() < Limits.ENTRIES) {
      event.programs().add(run);
    }
    return run;
  }

  private static String output(ProgramRun run) {
    return run.end() instanceof Programs.End.Exited exited ? exited.output() : "";
  }

  private static String withoutNewlines(String output) {
    int to = Math.min(output.length(), Limits.COMMAND);
    while (to > 0 && output.charAt(to - 1) == NEWLINE) {
      to--;
    }
    return output.substring(0, to);
  }

  /** Without the last line if there was more than is kept: it may have been cut. */
  private static String wholeLines(String output) {
    if (output.length() <= Limits.COMMAND) {
      return output;
    }
    return output.substring(0, Math.max(0, output.lastIndexOf(NEWLINE, Limits.COMMAND)));
  }

  private Outcome importBuiltin(Token.Attempt token) {
    boolean once = Builtins.isRunOnce(token.detail());
    Boolean known = once ? ranOnce.get(token.detail()) : null;
    if (known != null) {
      return new Outcome(token.value().written(), known == token.equal());
    }
    String command = expanded(token, Limits.COMMAND);
    if (command == null) {
      ranOnce.put(token.detail(), true);
      return new Outcome(null, false);
    }
    boolean worked = event.runBuiltin(command);
    ranOnce.put(token.detail(), worked);
    return new Outcome(command, worked == token.equal());
  }

  private Outcome importFile(Token.Attempt token) {
    String name = expanded(token, Limits.PATH);
    if (name == null) {
      return new Outcome(null, false);
    }
    Path file = Places.of(name.startsWith("/") ? name : "/" + name, event.sysfs().root());
    if (file == null || !Files.isRegularFile(file)) {
      return new Outcome(name, !token.equal());
    }
    try (InputStream in = Files.newInputStream(file)) {
      PropertyLines.read(new String(in.readNBytes(Limits.IMPORTED_FILE), StandardCharsets.ISO_8859_1), event::set);
      return new Outcome(name, token.equal());
    } catch (IOException unreadable) {
      return new Outcome(name, !token.equal(), file + ": " + unreadable.getMessage());
    }
  }

  /** As udev has it, what sysfs says is found too, and on remove nothing. */
  private Outcome importRecord(Token.Attempt token) {
    String name = token.value().written();
    String value = event.isRemoval() ? null : propertiesOf(event.device(), event.record()).get(name);
    if (value != null) {
      event.set(name, value);
    }
    return new Outcome(name, value != null == token.equal());
  }

  private Outcome importParameter(Token.Attempt token) {
    String name = token.value().written();
    String value = null;
    for (String word : QuotedWords.of(surroundings.host().commandLine())) {
      int equals = word.indexOf('=');
      if (isSame(equals < 0 ? word : word.substring(0, equals), name)) {
        value = equals >= 0 ? word.substring(equals + 1) : value == null ? "1" : value;
      }
    }
    if (value != null) {
      event.set(name, value);
    }
    return new Outcome(name, value != null == token.equal());
  }

  /** The kernel takes dash and underscore in the names of parameters for one. */
  private static boolean isSame(String word, String name) {
    return word.replace('-', '_').equals(name.replace('-', '_'));
  }

  /** Holds whenever there is a parent, even if nothing of it is imported. */
  private Outcome importParent(Token.Attempt token) {
    Device parent = event.device().parent();
    if (parent == null) {
      return new Outcome(token.value().written(), !token.equal());
    }
    String wanted = expanded(token, Limits.PATH);
    if (wanted == null) {
      return new Outcome(null, false);
    }
    Glob names = Glob.of(wanted, false);
    propertiesOf(parent, event.recordOf(parent)).forEach((name, value) -> {
      if (names.matches(name)) {
        event.set(name, value);
      }
    });
    return new Outcome(wanted, token.equal());
  }

  private static Map<String, String> propertiesOf(Device device, DeviceRecord record) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("DEVPATH", device.devpath());
    String subsystem = device.subsystem();
    if (subsystem != null) {
      properties.put("SUBSYSTEM", subsystem);
    }
    properties.putAll(device.properties());
    properties.computeIfPresent("DEVNAME", (key, name) -> name.startsWith("/") ? name : "/dev/" + name);
    properties.putAll(record.properties());
    return properties;
  }

  private String expanded(Token.Attempt token, int limit) {
    return token.value().expand(event, Template.Blanks.KEPT, limit);
  }
}
