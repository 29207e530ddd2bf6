package io.hotprobe.cli;

import io.hotprobe.journal.Printable;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** Arguments and environment as the bytes they were given in, one char a byte, as files are read. */
final class ByteText {

  /** How the Java machine decoded the command line. */
  private static final Charset DECODED = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  private static final char UNDECODED = '\ufffd';

  private ByteText() {}

  /** The bytes of {@code argument}. */
  static String of(String argument) {
    return of(argument, ByteText::commandLine);
  }

  /**
   * The bytes of {@code argument}. What the locale cannot write has become question marks; it is still in the command line of this
   * process.
   *
   * @param given this process's arguments byte for byte, asked for only when {@code argument} may have lost some
   */
  static String of(String argument, Supplier<List<String>> given) {
    String seen = argument.replace(UNDECODED, '?');
    if (seen.indexOf('?') >= 0) {
      for (String raw : given.get()) {
        if (decoded(raw).equals(seen)) {
          return raw;
        }
      }
    }
    return new String(argument.getBytes(DECODED), StandardCharsets.ISO_8859_1);
  }

  private static String decoded(String raw) {
    return new String(raw.getBytes(StandardCharsets.ISO_8859_1), DECODED).replace(UNDECODED, '?');
  }

  /** This process's arguments byte for byte; none where there is no {@code /proc}. */
  static List<String> commandLine() {
    try {
      return List.of(Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.ISO_8859_1).split("\0"));
    } catch (IOException noProc) {
      return List.of();
    }
  }

  /** Text of one char a byte, decoded as UTF-8 where it is that, else as Latin-1. */
  static String unicode(String bytes) {
    return Printable.unicode(bytes);
  }
}
