package io.hotprobe.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFailureTest {

  @TempDir Path directory;

  private static void read(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      in.read();
    }
  }

  private static String reason(IOException failure) {
    return FileFailure.reason(failure);
  }

  @Test
  void reason_whatReadingThrows_isInWords() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    Path loop = Files.createSymbolicLink(directory.resolve("loop"), directory.resolve("loop"));
    assertEquals("no such file", reason(assertThrows(IOException.class, () -> read(directory.resolve("none")))));
    assertEquals("is a directory", reason(assertThrows(IOException.class, () -> read(directory))));
    assertEquals("Not a directory", reason(assertThrows(IOException.class, () -> read(file.resolve("below")))));
    assertEquals("not a directory", reason(assertThrows(IOException.class, () -> Files.list(file))));
    assertEquals("it exists already", reason(assertThrows(IOException.class, () -> Files.createFile(file))));
    assertEquals("the directory is not empty", reason(assertThrows(IOException.class, () -> Files.delete(directory))));
    assertEquals(
        "Too many levels of symbolic links or unable to access attributes of symbolic link",
        reason(assertThrows(IOException.class, () -> read(loop))));
  }

  @Test
  void reason_nothingGiven_isNoClassName() {
    assertEquals("permission denied", reason(new AccessDeniedException("/x")));
    assertEquals("for a reason that was not given", reason(new FileSystemException("/x")));
    assertEquals("for a reason that was not given", reason(new IOException()));
    assertEquals("it ends too early", reason(new EOFException()));
    assertEquals("No space left on device", reason(new IOException("No space left on device")));
  }

  @Test
  void text_anyFailure_namesFileAndReason() {
    assertEquals("/x: no such file", FileFailure.text(new NoSuchFileException("/x")));
    assertEquals("/x: permission denied", FileFailure.text(new AccessDeniedException("/x")));
    assertEquals("/a -> /b: Read-only file system", FileFailure.text(new FileSystemException("/a", "/b", "Read-only file system")));
    assertEquals("/x: for a reason that was not given", FileFailure.text(new FileSystemException("/x")));
    assertEquals("said", FileFailure.text(new IOException("said")));
    assertEquals("for a reason that was not given", FileFailure.text(new IOException((String) null)));
  }
}
