package io.hotprobe.cli;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Arguments and environment as the bytes they were given in, one char a byte, as files are read. */
final class ByteText {

  /** How Java made text of them. */
  private static final Charset GIVEN = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  private ByteText() {}

  /** The bytes of {@code given}; {@code ?} for those that the locale knows no character for. */
  static String of(String given) {
    return new String(given.getBytes(GIVEN), StandardCharsets.ISO_8859_1);
  }
}
