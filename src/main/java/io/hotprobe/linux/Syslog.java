package io.hotprobe.linux;

import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The system log, through syslog(3) of the C library, which is linked at the first message. Safe for any thread. */
public final class Syslog {

  // sys/syslog.h
  private static final int LOG_DAEMON = 3 << 3;
  private static final byte[] FORMAT = terminated("%s");

  private static String opened = "";

  /** The name under which the log is open, held here because the C library keeps the pointer only. */
  private static Memory ident;

  private Syslog() {}

  /**
   * Writes one message of the facility {@code daemon}; it is lost where the C library cannot be linked or no log listens.
   *
   * @param program who says it
   * @param priority 0 (emergency) to 7 (debug)
   */
  public static synchronized void write(String program, int priority, String text) {
    try {
      Libc libc = Libc.link();
      if (!program.equals(opened)) {
        open(libc, program);
      }
      libc.syslog(LOG_DAEMON | priority, FORMAT, terminated(text));
    } catch (IOException unlinked) {
      return;
    }
  }

  private static void open(Libc libc, String program) {
    byte[] name = terminated(program);
    Memory kept = new Memory(name.length);
    kept.write(0, name, 0, name.length);
    libc.openlog(kept, 0, LOG_DAEMON);
    ident = kept;
    opened = program;
  }

  private static byte[] terminated(String text) {
    return (text + "\0").getBytes(StandardCharsets.ISO_8859_1);
  }
}
