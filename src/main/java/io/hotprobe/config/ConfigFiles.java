package io.hotprobe.config;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.Distrust;
import io.hotprobe.module.FileFailure;
import io.hotprobe.module.Trust;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Finds the files to parse: of each base name the one in the strongest place, all in the byte order of their base names.
 *
 * <p>Of a directory, what is named {@code ?*.conf} and does not start with a dot counts, symbolic links followed. One to
 * {@code /dev/null} hides the files of its name like any other. The module directory's files hide those given singly under the same
 * name, as with kmod. A directory that is not trusted holds nothing.
 */
final class ConfigFiles {

  /** Most files parsed for one configuration; those found later are ignored. */
  static final int MOST_FILES = 4096;

  private static final String SUFFIX = ".conf";
  private static final String OLD_SUFFIX = ".alias";
  private static final List<String> MODULE_FILES = List.of("modules.softdep", "modules.weakdep");
  private static final Path NOTHING = Path.of("/dev/null");

  private final Consumer<Diagnostic> diagnostics;
  private final Trust trust;
  /** By base name: a {@code Path} compares byte by byte, whatever the locale makes of its characters. */
  private final TreeMap<Path, Path> byName = new TreeMap<>();
  private final Set<Path> watched = new LinkedHashSet<>();

  private ConfigFiles(Trust trust, Consumer<Diagnostic> diagnostics) {
    this.trust = trust;
    this.diagnostics = diagnostics;
  }

  static ConfigFiles find(ConfigSources sources, Consumer<Diagnostic> diagnostics) {
    ConfigFiles files = new ConfigFiles(sources.trust(), diagnostics);
    if (sources.moduleDirectory().isPresent()) {
      for (String name : MODULE_FILES) {
        files.place(sources.moduleDirectory().get().resolve(name), false);
      }
    }
    for (Path directory : sources.directories()) {
      files.place(directory, true);
    }
    files.watched.addAll(sources.old());
    return files;
  }

  /** The files to parse, in order. */
  List<Path> inOrder() {
    return new ArrayList<>(byName.values());
  }

  /** The directories and files looked at, also those that do not exist or cannot be read. */
  List<Path> watched() {
    return new ArrayList<>(watched);
  }

  private void place(Path place, boolean mayBeDirectory) {
    watched.add(place);
    try {
      if (!Files.readAttributes(place, BasicFileAttributes.class).isDirectory()) {
        add(place);
      } else if (mayBeDirectory) {
        list(place);
      } else {
        say(place, "is a directory where a file is expected", "remove it or run depmod; it is ignored");
      }
    } catch (NoSuchFileException none) {
      // No configuration there, which is usual.
    } catch (IOException | DirectoryIteratorException failure) {
      unreadable(place, failure instanceof DirectoryIteratorException broken ? broken.getCause() : (IOException) failure);
    }
  }

  private void list(Path directory) throws IOException {
    Optional<Distrust> distrust = trust.in(directory.toAbsolutePath());
    if (distrust.isPresent()) {
      say(directory, distrust.get().of(directory) + ", so nothing in it is read", distrust.get().remedy());
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (name.endsWith(SUFFIX) && name.length() > SUFFIX.length() && name.charAt(0) != '.') {
          watched.add(entry);
          entry(entry);
        } else if (name.endsWith(OLD_SUFFIX)) {
          say(entry, "is not read, its name does not end in " + SUFFIX, "rename it");
        }
      }
    }
  }

  private void entry(Path entry) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(entry, BasicFileAttributes.class);
      if (attributes.isRegularFile() || attributes.isOther() && entry.toRealPath().equals(NOTHING)) {
        add(entry);
      } else if (attributes.isDirectory()) {
        say(entry, "is a directory, and directories inside a configuration directory are not read", "move its files up");
      } else {
        say(entry, "is neither a file nor a link to /dev/null", "remove it; it is ignored");
      }
    } catch (NoSuchFileException dangling) {
      say(entry, "is a link to a file that does not exist", "remove it; to hide a file of this name link to /dev/null");
    } catch (IOException failure) {
      unreadable(entry, failure);
    }
  }

  private void add(Path file) {
    Path name = file.getFileName();
    if (byName.containsKey(name)) {
      return;
    }
    if (byName.size() == MOST_FILES) {
      say(file, "is one more than the " + MOST_FILES + " files that are read", "join some of them; it is ignored");
    } else {
      byName.put(name, file);
    }
  }

  private void unreadable(Path path, IOException failure) {
    say(path, "cannot be read: " + FileFailure.reason(failure), "make it readable or remove it; it is ignored");
  }

  private void say(Path path, String problem, String remedy) {
    new FileDiagnostics(path, diagnostics).say(0, problem, remedy);
  }
}
