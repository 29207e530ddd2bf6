package io.hotprobe.builtins;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.SourceLine;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The .link files that count, out of directories of which the earlier go before the later. Of files with one name the first counts; an
 * empty one, as {@code /dev/null}, masks the others. Drop-ins are {@code NAME.link.d/*.conf} in any of the directories.
 */
final class LinkFiles {

  private final List<Path> directories;
  private final Consumer<Diagnostic> notices;

  LinkFiles(List<Path> directories, Consumer<Diagnostic> notices) {
    this.directories = List.copyOf(directories);
    this.notices = notices;
  }

  /** Reads them in the order in which they are tried, by name. What cannot be read is told and left out. */
  List<LinkFile> read() {
    List<LinkFile> files = new ArrayList<>();
    for (Path path : effective("", ".link")) {
      try {
        Collection<Path> dropIns = effective(path.getFileName() + ".d", ".conf");
        read(path, List.copyOf(dropIns)).ifPresent(files::add);
      } catch (IOException unreadable) {
        notices.accept(new Diagnostic(new SourceLine(path, 0), "left out: " + unreadable.getMessage(), "correct the file"));
      }
    }
    return files;
  }

  private Optional<LinkFile> read(Path path, List<Path> dropIns) throws IOException {
    Optional<LinkFile> file = LinkFile.read(path, dropIns, notices);
    if (file.isEmpty()) {
      notices.accept(new Diagnostic(new SourceLine(path, 0), "left out: its [Match] section says nothing", "to match all add OriginalName=*"));
    }
    return file;
  }

  private Collection<Path> effective(String below, String suffix) {
    Map<String, Path> byName = new TreeMap<>();
    for (Path directory : directories) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory.resolve(below))) {
        for (Path entry : entries) {
          String name = entry.getFileName().toString();
          if (name.endsWith(suffix) && !name.startsWith(".")) {
            byName.putIfAbsent(name, entry);
          }
        }
      } catch (NoSuchFileException | NotDirectoryException none) {
        // Nothing of this directory.
      } catch (IOException unreadable) {
        notices.accept(new Diagnostic(new SourceLine(directory, 0), "not read: " + unreadable.getMessage(), "make it readable"));
      }
    }
    byName.values().removeIf(LinkFiles::isMask);
    return byName.values();
  }

  private static boolean isMask(Path file) {
    try {
      return !Files.isRegularFile(file) || Files.size(file) == 0;
    } catch (IOException gone) {
      return true;
    }
  }
}
