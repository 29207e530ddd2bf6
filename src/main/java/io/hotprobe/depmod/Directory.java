package io.hotprobe.depmod;

import io.hotprobe.module.ModuleFile;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** One directory of a module tree: listed by one thread, asked by another afterwards. */
final class Directory {

  /** Most directories inside each other. */
  static final int DEEPEST = 64;

  private static final Set<String> ALWAYS_EXCLUDED = Set.of("build", "source");

  private final Path path;
  private final String shown;
  private final Object identity;
  private final Directory above;
  private final int depth;
  private final List<Path> modules = new ArrayList<>();
  private final List<Directory> directories = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();
  private IOException unread;

  /**
   * @param shown what precedes the names in it where they are shown
   * @param identity what the file system knows it by, whatever links lead to it
   * @param above the one it was found in, null for the first
   */
  Directory(Path path, String shown, Object identity, Directory above) {
    this.path = path;
    this.shown = shown;
    this.identity = identity;
    this.above = above;
    this.depth = above == null ? 0 : above.depth + 1;
  }

  /** Reads it, without what is in the directories in it. */
  void list(Precedence precedence) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (!ALWAYS_EXCLUDED.contains(name) && !precedence.isExcluded(name)) {
          take(entry, name);
        }
      }
    } catch (DirectoryIteratorException broken) {
      unread = broken.getCause();
    } catch (IOException unreadable) {
      unread = unreadable;
    }
  }

  private void take(Path entry, String name) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(entry, BasicFileAttributes.class);
      if (attributes.isDirectory() && (isInside(attributes.fileKey()) || depth == DEEPEST)) {
        errors.add(entry + ": a directory inside itself, or deeper than " + DEEPEST + " others; it is left out");
      } else if (attributes.isDirectory()) {
        directories.add(new Directory(entry, shown + name + "/", attributes.fileKey(), this));
      } else if (attributes.isRegularFile() && ModuleFile.isModule(name)) {
        modules.add(entry);
      }
    } catch (IOException unreadable) {
      if (!hasGone(entry, unreadable)) {
        errors.add(ModuleScan.unreadable(entry, unreadable));
      }
    }
  }

  /** Whether it was taken away since it was listed, as the files in the making of another depmod are; a link to nothing is there. */
  private static boolean hasGone(Path entry, IOException unreadable) {
    return unreadable instanceof NoSuchFileException && !Files.isSymbolicLink(entry);
  }

  private boolean isInside(Object other) {
    for (Directory each = this; each != null; each = each.above) {
      if (other != null && other.equals(each.identity)) {
        return true;
      }
    }
    return false;
  }

  /** @throws IOException if it could not be read */
  void throwIfUnread() throws IOException {
    if (unread != null) {
      throw unread;
    }
  }

  /** Passes on the modules in it, each with how it is shown, and what could not be read. */
  void tell(BiConsumer<Path, String> module, DepmodLog log) {
    if (unread != null && !hasGone(path, unread)) {
      log.error(ModuleScan.unreadable(path, unread));
    }
    errors.forEach(log::error);
    modules.forEach(each -> module.accept(each, shown + each.getFileName()));
  }

  /** The directories in it. */
  List<Directory> directories() {
    return directories;
  }
}
