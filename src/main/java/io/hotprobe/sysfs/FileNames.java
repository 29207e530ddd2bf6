package io.hotprobe.sysfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** File names made of text that has one char a byte. Java writes them in the encoding of the locale. */
public final class FileNames {

  /** Longest file name, in bytes. */
  static final int LONGEST = 255;

  private static final Charset NAMES = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
  private static final char LAST_ASCII = 127;
  private static final char UNDECODED = '\ufffd';

  private FileNames() {}

  /**
   * A path below a directory.
   *
   * @throws IOException if the locale cannot write it
   */
  public static Path below(Path directory, String relative) throws IOException {
    try {
      return directory.resolve(decoded(relative));
    } catch (CharacterCodingException | InvalidPathException odd) {
      throw new IOException(directory + "/" + relative + ": cannot be a path in this locale; set LC_ALL=C.UTF-8 if it is one");
    }
  }

  /** A name as Java has it. */
  static String decoded(String text) throws CharacterCodingException {
    return isAscii(text) ? text : NAMES.newDecoder().decode(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1))).toString();
  }

  /** A path's text with one char a byte. */
  public static String text(Path path) {
    String text = path.toString();
    return isAscii(text) ? text : new String(text.getBytes(NAMES), StandardCharsets.ISO_8859_1);
  }

  /** Whether {@link #text} of a path that was read from a directory is its name: the locale could read it. */
  static boolean isDecoded(Path path) {
    return path.toString().indexOf(UNDECODED) < 0;
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > LAST_ASCII) {
        return false;
      }
    }
    return true;
  }

  /** Whether it can be the name of one file: not empty, not too long, without a slash, neither {@code .} nor {@code ..}. */
  public static boolean isName(String text) {
    return !text.isEmpty() && text.length() <= LONGEST && text.indexOf('/') < 0 && text.indexOf('\0') < 0
        && !text.equals(".") && !text.equals("..");
  }

  /** Whether it leads to a place below where it begins: relative, no element empty, {@code .} or {@code ..}. */
  public static boolean leadsDown(String relative) {
    for (String element : relative.split("/", -1)) {
      if (!isName(element)) {
        return false;
      }
    }
    return true;
  }
}
