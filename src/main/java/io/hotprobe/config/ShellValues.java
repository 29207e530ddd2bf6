package io.hotprobe.config;

import io.hotprobe.module.Commands;
import io.hotprobe.module.Errno;
import io.hotprobe.module.SourceLine;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the variables, commands and file name patterns of a modules.conf stand for while it is read.
 *
 * <p>{@code uname -r} and {@code kernelversion} are answered for the release whose modules are looked at, and not run: it need not be
 * the running one. Other commands are run by the shell, unless nothing may be run.
 */
final class ShellValues implements Values {

  /** Most characters that all words together may expand to. */
  static final int MOST_CHARACTERS = 16 << 20;

  /** How long one command may take. */
  static final Duration TIME_LIMIT = Duration.ofSeconds(10);

  /** Most commands run for one configuration. */
  static final int MOST_COMMANDS = 64;

  /** Most files one pattern may stand for; the others are left out. */
  static final int MOST_FILES = 4096;

  private final Path root;
  /** Where the releases lie; they need not be below the root. */
  private final Optional<Path> releases;
  private final Optional<String> release;
  private final Optional<Commands> commands;
  private final Map<String, String> variables = new HashMap<>(System.getenv());
  private final Map<String, String> defined = new HashMap<>();
  private int run;
  private int expanded;
  private FileDiagnostics diagnostics;

  ShellValues(ConfigSources sources) {
    this.root = sources.root();
    this.releases = sources.moduleDirectory().map(Path::getParent);
    this.release = sources.release();
    this.commands = sources.commands();
  }

  /** Where commands that are not run are told from now on. */
  void tell(FileDiagnostics place) {
    diagnostics = place;
  }

  void define(String name, String value) {
    variables.put(name, value);
    defined.put(name, value);
  }

  @Override
  public void count(int characters, SourceLine at) throws InvalidConfigException {
    expanded += characters;
    if (expanded > MOST_CHARACTERS) {
      throw new InvalidConfigException(at, "all words expand to more than " + MOST_CHARACTERS + " characters", "use shorter variables");
    }
  }

  @Override
  public String variable(String name) {
    return variables.getOrDefault(name, "");
  }

  /** The file a path of the configuration means: below the root, unless that is named already, or the place of the releases. */
  Path file(String path, SourceLine at) throws InvalidConfigException {
    try {
      Path named = Path.of(path);
      boolean isThere = named.startsWith(root) || releases.isPresent() && named.startsWith(releases.get());
      return isThere ? named : root.resolve(named.isAbsolute() ? path.substring(1) : path);
    } catch (InvalidPathException odd) {
      throw new InvalidConfigException(at, "not a path: " + FileDiagnostics.quoted(path), "write one without NUL bytes");
    }
  }

  @Override
  public boolean isReadable(String path, SourceLine at) throws InvalidConfigException {
    return !path.isEmpty() && Files.isReadable(file(path, at));
  }

  @Override
  public String output(String command, SourceLine at) throws InvalidConfigException {
    String plain = String.join(" ", ConfigLine.spaced(command));
    if (release.isPresent() && plain.equals("uname -r")) {
      return release.get();
    }
    if (release.isPresent() && plain.equals("kernelversion")) {
      return majorAndMinor(release.get());
    }
    if (commands.isEmpty()) {
      return notRun(command, at);
    }
    if (++run > MOST_COMMANDS) {
      throw new InvalidConfigException(at, "more than " + MOST_COMMANDS + " commands", "define a variable once and use that");
    }
    Commands.End end = commands.get().run(command, Map.copyOf(defined), TIME_LIMIT);
    if (end instanceof Commands.End.Exited exited && exited.status() == 0) {
      return withoutLineEnds(exited.output());
    }
    if (end instanceof Commands.End.NotRun) {
      return notRun(command, at);
    }
    diagnostics.say(at.line(), FileDiagnostics.quoted(command) + " failed: " + reason(end), "try it in a shell; it counts as empty");
    return "";
  }

  private String notRun(String command, SourceLine at) {
    diagnostics.say(at.line(), FileDiagnostics.quoted(command) + " is not run here", "it counts as empty, a real load may choose otherwise");
    return "";
  }

  private static String reason(Commands.End end) {
    if (end instanceof Commands.End.Exited exited) {
      return "exit status " + exited.status();
    }
    if (end instanceof Commands.End.Signalled signalled) {
      return "ended by signal " + signalled.signal();
    }
    if (end instanceof Commands.End.NotStarted notStarted) {
      return notStarted.call() + ": " + Errno.describe(notStarted.errno());
    }
    return "killed after " + TIME_LIMIT.toSeconds() + " s";
  }

  /** The first two numbers of a release. */
  static String majorAndMinor(String release) {
    int first = release.indexOf('.');
    int second = release.indexOf('.', first + 1);
    return first < 0 || second < 0 ? release : release.substring(0, second);
  }

  private static String withoutLineEnds(String output) {
    int end = output.length();
    while (end > 0 && output.charAt(end - 1) == '\n') {
      end--;
    }
    return output.substring(0, end).replace('\n', ' ').replace("\0", "");
  }

  @Override
  public List<String> filesLike(String pattern) {
    List<String> found = List.of("");
    for (String part : pattern.substring(1).split("/")) {
      List<String> next = new ArrayList<>();
      for (String directory : found) {
        addChildren(directory, part, next);
      }
      found = next;
    }
    return found;
  }

  private void addChildren(String directory, String part, List<String> found) {
    if (part.isEmpty()) {
      found.add(directory);
      return;
    }
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root.resolve(directory.isEmpty() ? "" : directory.substring(1)))) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (WordExpansion.matches(part, name) && names.size() + found.size() < MOST_FILES) {
          names.add(name);
        }
      }
    } catch (IOException | DirectoryIteratorException | InvalidPathException unreadable) {
      return;
    }
    Collections.sort(names);
    names.forEach(name -> found.add(directory + "/" + name));
  }
}
