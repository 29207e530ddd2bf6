package io.hotprobe.depmod;

import io.hotprobe.config.ConfigText;
import io.hotprobe.module.Diagnostic;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.function.Consumer;
import java.util.regex.PatternSyntaxException;

/**
 * What depmod.d says for one release: where else modules are, which entries to leave out, and which of two files of one module counts.
 *
 * <p>Of two files in one place that rank alike the one whose path is first in byte order counts; kmod leaves it to the order in which
 * the file system lists them.
 */
public final class Precedence {

  /** Most entries of each kind; the lines beyond are ignored. */
  public static final int MOST_ENTRIES = 4096;

  private static final String BUILT_IN = "built-in";
  private static final String EXTERNAL = "external";

  private final String release;
  private final Consumer<Diagnostic> diagnostics;
  private final List<String> searched = new ArrayList<>();
  private final List<String> overrides = new ArrayList<>();
  private final List<Path> externals = new ArrayList<>();
  private final Set<String> excluded = new HashSet<>();

  private Precedence(String release, Consumer<Diagnostic> diagnostics) {
    this.release = release;
    this.diagnostics = diagnostics;
  }

  /** What holds without any line. */
  static Precedence none() {
    return new Precedence("", diagnostic -> {});
  }

  /** Reads depmod.d; {@code places} are directories and files, strongest first. */
  public static Precedence read(List<Path> places, String release, Consumer<Diagnostic> diagnostics) {
    Precedence precedence = new Precedence(release, diagnostics);
    for (ConfigText.Line line : ConfigText.read(places, diagnostics)) {
      precedence.take(line);
    }
    if (precedence.searched.isEmpty()) {
      precedence.searched.add("updates");
    }
    return precedence;
  }

  private void take(ConfigText.Line line) {
    List<String> words = words(line.text());
    List<String> rest = words.subList(1, words.size());
    switch (words.get(0)) {
      case "search" -> rest.forEach(directory -> add(line, searched, directory));
      case "exclude" -> rest.forEach(name -> exclude(line, name));
      case "override" -> {
        if (rest.size() < 3) {
          say(line, "not of the form 'override MODULE RELEASE DIRECTORY'");
        } else if (isForRelease(line, rest.get(1))) {
          add(line, overrides, rest.get(2) + "/" + rest.get(0));
        }
      }
      case "external" -> {
        if (rest.size() < 2 || !rest.get(1).startsWith("/")) {
          say(line, "not of the form 'external RELEASE /ABSOLUTE/DIRECTORY'");
        } else if (isForRelease(line, rest.get(0))) {
          addExternal(line, rest.get(1));
        }
      }
      case "include", "make_map_files" -> say(line, "'" + words.get(0) + "' is not read any more");
      default -> say(line, "no directive of depmod.d");
    }
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    for (StringTokenizer each = new StringTokenizer(text, " \t"); each.hasMoreTokens(); ) {
      words.add(each.nextToken());
    }
    return words;
  }

  private <T> void add(ConfigText.Line line, List<T> list, T entry) {
    if (list.size() == MOST_ENTRIES) {
      say(line, "more than " + MOST_ENTRIES + " entries");
    } else {
      list.add(entry);
    }
  }

  private void addExternal(ConfigText.Line line, String directory) {
    try {
      add(line, externals, Path.of(directory));
    } catch (InvalidPathException notOfThisLocale) {
      say(line, "'" + directory + "' cannot be a path in this locale (" + notOfThisLocale.getReason() + ")");
    }
  }

  private void exclude(ConfigText.Line line, String name) {
    if (excluded.size() == MOST_ENTRIES) {
      say(line, "more than " + MOST_ENTRIES + " entries");
    } else {
      excluded.add(name);
    }
  }

  private boolean isForRelease(ConfigText.Line line, String pattern) {
    try {
      return ReleasePattern.of(pattern).matches(release);
    } catch (PatternSyntaxException | StackOverflowError none) {
      say(line, "'" + pattern + "' is no regular expression");
      return false;
    }
  }

  private void say(ConfigText.Line line, String problem) {
    diagnostics.accept(new Diagnostic(line.at(), problem, "the line is ignored"));
  }

  /** The directories outside the module directory, in the order given. */
  List<Path> externals() {
    return externals;
  }

  /** Whether files and directories of this name are left out. */
  boolean isExcluded(String name) {
    return excluded.contains(name);
  }

  /** Whether {@code candidate} counts rather than {@code present}, which has the same name. */
  boolean isStronger(FoundModule candidate, FoundModule present) {
    int order = Integer.compare(overrideRank(candidate), overrideRank(present));
    order = order != 0 ? order : Integer.compare(searchRank(candidate), searchRank(present));
    order = order != 0 ? order : Integer.compare(place(candidate), place(present));
    return order != 0 ? order > 0 : candidate.shown().compareTo(present.shown()) < 0;
  }

  /** Among those that rank alike the module directory's own count first, then those of the external directory given last. */
  private int place(FoundModule file) {
    int place = externals.size();
    while (file.isExternal() && place > 0 && !isBelow(file.stem(), externals.get(place - 1).toString())) {
      place--;
    }
    return file.isExternal() ? place : Integer.MAX_VALUE;
  }

  /** The later line of depmod.d is the stronger; -1 when none is for this file. */
  private int overrideRank(FoundModule file) {
    return file.isExternal() ? -1 : overrides.lastIndexOf(file.stem());
  }

  /** The more, the earlier it is searched. */
  private int searchRank(FoundModule file) {
    int position = 0;
    int builtIn = Integer.MAX_VALUE;
    for (String directory : searched) {
      if (directory.equals(BUILT_IN)) {
        builtIn = Math.min(builtIn, position);
      } else if (directory.equals(EXTERNAL)) {
        for (Path external : externals) {
          if (file.isExternal() && isBelow(file.stem(), external.toString())) {
            return -position;
          }
          position++;
        }
      } else if (!file.isExternal() && isBelow(file.stem(), directory)) {
        return -position;
      }
      position++;
    }
    return -builtIn;
  }

  private static boolean isBelow(String path, String directory) {
    return path.length() > directory.length() && path.startsWith(directory) && path.charAt(directory.length()) == '/';
  }
}
