package io.hotprobe.nodes;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.ByteBuffer;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** File names made of text that has one char a byte. Java writes them in the encoding of the locale. */
final class FileNames {

  /** Longest file name, in bytes. */
  static final int LONGEST = 255;

  private static final Charset NAMES = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  private FileNames() {}

  /**
   * A path below a directory.
   *
   * @throws IOException if the locale cannot write it
   */
  static Path below(Path directory, String relative) throws IOException {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(relative.getBytes(StandardCharsets.ISO_8859_1));
      return directory.resolve(NAMES.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException | InvalidPathException odd) {
      throw new IOException(directory + "/" + relative + ": cannot be a path in this locale; set LC_ALL=C.UTF-8 if it is one");
    }
  }

  /** A path's text with one char a byte. */
  static String text(Path path) {
    return new String(path.toString().getBytes(NAMES), StandardCharsets.ISO_8859_1);
  }

  /** Whether it can be the name of one file: not empty, not too long, without a slash, neither {@code .} nor {@code ..}. */
  static boolean isName(String text) {
    return !text.isEmpty() && text.length() <= LONGEST && text.indexOf('/') < 0 && text.indexOf('\0') < 0
        && !text.equals(".") && !text.equals("..");
  }

  /** Whether it leads to a place below where it begins: relative, no element empty, {@code .} or {@code ..}. */
  static boolean leadsDown(String relative) {
    for (String element : relative.split("/", -1)) {
      if (!isName(element)) {
        return false;
      }
    }
    return true;
  }
}
