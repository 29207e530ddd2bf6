package io.hotprobe.depmod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexDirectoryTest {

  @TempDir Path directory;

  private static IndexFile file(String name, String text) {
    return new IndexFile(name, text.getBytes());
  }

  private TreeSet<String> names() throws IOException {
    TreeSet<String> names = new TreeSet<>();
    try (var files = Files.newDirectoryStream(directory)) {
      files.forEach(each -> names.add(each.getFileName().toString()));
    }
    return names;
  }

  @Test
  void write_newAndOldFiles_areReplacedWithMode0644() throws IOException {
    Files.writeString(directory.resolve("modules.dep"), "old");
    new IndexDirectory(directory).write(List.of(file("modules.dep", "new"), file("modules.alias", "")));
    assertEquals("new", Files.readString(directory.resolve("modules.dep")));
    assertEquals("", Files.readString(directory.resolve("modules.alias")));
    assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("modules.dep"))));
    assertEquals(new TreeSet<>(List.of("modules.alias", "modules.dep")), names());
  }

  /** The second file cannot be written: its temporary name leads into a directory that is not there. */
  @Test
  void write_thatFailsHalfway_leavesTheOldFilesAndNothingElse() throws IOException {
    Files.writeString(directory.resolve("modules.dep"), "old");
    List<IndexFile> files = List.of(file("modules.dep", "new"), file("missing/modules.alias", "new"));
    assertThrows(IOException.class, () -> new IndexDirectory(directory).write(files));
    assertEquals("old", Files.readString(directory.resolve("modules.dep")));
    assertEquals(new TreeSet<>(List.of("modules.dep")), names());
  }

  @Test
  void write_overALink_replacesTheLinkAndNotItsTarget() throws IOException {
    Path target = Files.writeString(directory.resolve("target"), "kept");
    Files.createSymbolicLink(directory.resolve("modules.dep"), target);
    new IndexDirectory(directory).write(List.of(file("modules.dep", "new")));
    assertEquals("kept", Files.readString(target));
    assertEquals("new", Files.readString(directory.resolve("modules.dep")));
  }
}
