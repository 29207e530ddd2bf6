package io.hotprobe.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this machine runs. Read without the C library, so that asking costs no linking. */
public final class SystemIdentity {

  private static final Path RELEASE = Path.of("/proc/sys/kernel/osrelease");

  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  private static final Path SELF = Path.of("/proc/self");

  private SystemIdentity() {}

  /** The running kernel's release, as in {@code 6.1.0-18-amd64}. */
  public static String release() {
    return release(RELEASE);
  }

  /** Whether this process has root's rights over files; counts as such where {@code /proc} does not tell. */
  public static boolean isRoot() {
    try {
      return (Integer) Files.getAttribute(SELF, "unix:uid") == 0;
    } catch (IOException noProc) {
      return true;
    }
  }

  /** What tells this boot from others; empty without {@code /proc}. */
  public static String boot() {
    try {
      return Files.readString(BOOT, StandardCharsets.ISO_8859_1).trim();
    } catch (IOException noProc) {
      return "";
    }
  }

  /** Without {@code /proc} the JDK's own answer stands in; it is uname's, taken at its start. */
  static String release(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).trim();
    } catch (IOException noProc) {
      return System.getProperty("os.version");
    }
  }
}
