package io.hotprobe.rules;

import io.hotprobe.module.SourceLine;
import io.hotprobe.rules.Finding.Kind;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Tells what is found in one file, at most {@link #MOST} times. */
final class FileFindings {

  /** Most findings about one file; one more says that there are others. */
  static final int MOST = 1000;

  /** Most characters of a file's own text in a finding. */
  private static final int LONGEST_QUOTE = 60;

  /** Most characters of a path in a finding: it is there to be looked for. */
  private static final int LONGEST_PATH = 200;

  private final Path file;
  private final Consumer<Finding> sink;
  private int told;

  FileFindings(Path file, Consumer<Finding> sink) {
    this.file = file;
    this.sink = sink;
  }

  Path file() {
    return file;
  }

  SourceLine at(int line) {
    return new SourceLine(file, line);
  }

  /** {@code line} 0 means the whole file. */
  void tell(Kind kind, int line, String text) {
    if (told < MOST) {
      sink.accept(new Finding(kind, at(line), text));
    } else if (told == MOST) {
      sink.accept(new Finding(Kind.FILE, at(line), "more than " + MOST + " findings; mend those first"));
    }
    told += told <= MOST ? 1 : 0;
  }

  /** The start of {@code text} in double quotes, fit for a terminal. */
  static String quoted(String text) {
    return '"' + plain(text) + '"';
  }

  /** The start of {@code text}, fit for a terminal. */
  static String plain(String text) {
    return plain(text, LONGEST_QUOTE);
  }

  /** A path, fit for a terminal; only the start of a very long one. */
  static String plain(Path path) {
    return plain(path.toString(), LONGEST_PATH);
  }

  private static String plain(String text, int longest) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length() && i < longest; i++) {
      char c = text.charAt(i);
      plain.append(c < ' ' || c >= 0x7f ? '?' : c);
    }
    return plain.append(text.length() > longest ? "..." : "").toString();
  }
}
