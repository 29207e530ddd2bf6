package io.hotprobe.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Output that a person looks at: what files and devices say reaches the terminal as text and never as a command to it. Control bytes
 * but tab and line feed, C1 controls, marks that change the direction of text, and what is not UTF-8 are written as {@code \xHH}. For a
 * pipe or a file nothing is changed. Confined to one thread.
 */
final class TerminalOutput extends FilterOutputStream {

  private static final Path STANDARD = Path.of("/proc/self/fd/1");
  private static final int LONGEST = 4;

  /** The bytes of a character that has not ended yet. */
  private final byte[] character = new byte[LONGEST];
  private int begun;
  private int wanted;

  TerminalOutput(OutputStream out) {
    super(out);
  }

  /** Standard output, guarded if it is a terminal. */
  static OutputStream standard() {
    return isTerminal() ? new TerminalOutput(System.out) : System.out;
  }

  /** Asked of /proc, so that no library needs to be loaded for it. */
  private static boolean isTerminal() {
    try {
      String target = Files.readSymbolicLink(STANDARD).toString();
      return target.startsWith("/dev/") && !target.equals("/dev/null");
    } catch (IOException | InvalidPathException unknown) {
      return false;
    }
  }

  @Override
  public void write(int value) throws IOException {
    byte each = (byte) value;
    if (begun > 0 && (each & 0xc0) != 0x80) {
      escapeBegun();
    }
    if (begun == 0) {
      wanted = length(each);
    }
    if (wanted == 0) {
      escape(each);
      return;
    }
    character[begun++] = each;
    if (begun == wanted) {
      end();
    }
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    for (int i = from; i < from + count; i++) {
      write(bytes[i]);
    }
  }

  /** How many bytes a character has that begins with this one; 0 if none may. */
  private static int length(byte first) {
    int value = first & 0xff;
    if (value < 0x80) {
      return value >= ' ' && value != 0x7f || value == '\n' || value == '\t' ? 1 : 0;
    }
    if (value < 0xc2 || value > 0xf4) {
      return 0;
    }
    return value < 0xe0 ? 2 : value < 0xf0 ? 3 : 4;
  }

  private void end() throws IOException {
    if (wanted == 1 || isHarmless(codePoint())) {
      out.write(character, 0, begun);
      begun = 0;
    } else {
      escapeBegun();
    }
  }

  private int codePoint() {
    int point = character[0] & 0xff >> wanted + 1;
    for (int i = 1; i < wanted; i++) {
      point = point << 6 | character[i] & 0x3f;
    }
    return point;
  }

  /** Characters that are written in too many bytes count as none, and so do those that are nobody's. */
  private boolean isHarmless(int point) {
    boolean isShortest = point >= (wanted == 2 ? 0x80 : wanted == 3 ? 0x800 : 0x10000) && point <= Character.MAX_CODE_POINT;
    if (!isShortest) {
      return false;
    }
    return switch (Character.getType(point)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
          Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
      default -> true;
    };
  }

  private void escapeBegun() throws IOException {
    int count = begun;
    begun = 0;
    for (int i = 0; i < count; i++) {
      escape(character[i]);
    }
  }

  private void escape(byte value) throws IOException {
    out.write('\\');
    out.write('x');
    out.write(Character.forDigit(value >> 4 & 0xf, 16));
    out.write(Character.forDigit(value & 0xf, 16));
  }

  /** Does not end a character: the rest of it may still come. */
  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    escapeBegun();
    super.close();
  }
}
