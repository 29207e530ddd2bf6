package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemIdentityTest {

  @TempDir Path directory;

  @Test
  void release_file_isItsLine() throws IOException {
    Path file = Files.writeString(directory.resolve("osrelease"), "6.1.0-18-amd64\n");
    assertEquals("6.1.0-18-amd64", SystemIdentity.release(file));
  }

  @Test
  void release_noProc_isWhatTheJdkKnows() {
    assertEquals(SystemIdentity.release(), SystemIdentity.release(directory.resolve("absent")));
  }
}
