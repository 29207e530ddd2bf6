package io.hotprobe.depmod;

import io.hotprobe.module.FileFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes index files into a directory. All are first written under temporary names, then renamed: what ends the run before leaves the
 * old files as they were, what ends it between two renames leaves each file whole.
 */
final class IndexDirectory {

  private static final FileAttribute<Set<PosixFilePermission>> MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));

  private final Path directory;

  IndexDirectory(Path directory) {
    this.directory = directory;
  }

  /** Replaces the files of these names. */
  void write(List<IndexFile> files) throws IOException {
    Map<Path, Path> temporary = new LinkedHashMap<>();
    try {
      for (IndexFile file : files) {
        Path path = directory.resolve(file.name() + "." + ProcessHandle.current().pid() + ".tmp");
        Files.deleteIfExists(path);
        temporary.put(path, directory.resolve(file.name()));
        write(path, file.content());
      }
      for (Map.Entry<Path, Path> each : temporary.entrySet()) {
        Files.move(each.getKey(), each.getValue(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      for (Path path : temporary.keySet()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private static void write(Path path, byte[] content) throws IOException {
    Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (OutputStream out = Channels.newOutputStream(Files.newByteChannel(path, options, MODE))) {
      out.write(content);
    } catch (FileSystemException named) {
      throw named;
    } catch (IOException unwritten) {
      throw new FileSystemException(path.toString(), null, "cannot be written: " + FileFailure.reason(unwritten));
    }
  }
}
