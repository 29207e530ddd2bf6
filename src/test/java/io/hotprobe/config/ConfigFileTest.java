package io.hotprobe.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.junit.jupiter.api.Test;

class ConfigFileTest {

  @Test
  void reason_exceptionThatOnlyNamesAFile_isInWords() {
    assertEquals("permission denied", ConfigFile.reason(new AccessDeniedException("/x")));
    assertEquals("no such file", ConfigFile.reason(new NoSuchFileException("/x")));
    assertEquals("not a directory", ConfigFile.reason(new NotDirectoryException("/x")));
    assertEquals("Is a directory", ConfigFile.reason(new FileSystemException("/x", null, "Is a directory")));
  }
}
