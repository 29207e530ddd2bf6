package io.hotprobe.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The system log, through syslog(3) of the C library, which is linked at the first message. Safe for any thread. */
public final class Syslog {

  // sys/syslog.h
  private static final int LOG_DAEMON = 3 << 3;
  private static final byte[] FORMAT = terminated("%s");

  private Syslog() {}

  /**
   * Writes one message of the facility {@code daemon}; it is lost where the C library cannot be linked or no log listens.
   *
   * @param program who says it
   * @param priority 0 (emergency) to 7 (debug)
   */
  public static void write(String program, int priority, String text) {
    try {
      Libc.link().syslog(LOG_DAEMON | priority, FORMAT, terminated(program + ": " + text));
    } catch (IOException unlinked) {
      return;
    }
  }

  private static byte[] terminated(String text) {
    return (text + "\0").getBytes(StandardCharsets.ISO_8859_1);
  }
}
