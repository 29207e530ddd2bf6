package io.hotprobe.depmod;

import io.hotprobe.depmod.Symbols.Provider;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What the kernel itself exports, from a file of its build: {@code Module.symvers} (lines {@code 0xCRC SYMBOL vmlinux ...}) or
 * {@code System.map} (lines {@code ADDRESS TYPE __ksymtab_SYMBOL}).
 */
final class KernelSymbols {

  /** Most symbols taken from the file. A kernel has 30,000. */
  static final int MOST_SYMBOLS = 1 << 18;

  /** Largest file, in bytes. A kernel's System.map has 6 MiB. */
  static final int LARGEST_FILE = 64 << 20;

  /** Most bytes of a line that are looked at. */
  private static final int LONGEST_LINE = 4096;

  /** What the kernel provides to each module without exporting it. */
  private static final String[] UNTOLD = {"__this_module", "_GLOBAL_OFFSET_TABLE_", "TOC."};

  private static final String TABLE = "__ksymtab_";

  private final Symbols symbols;
  private final Path file;
  private final DepmodLog log;
  private int taken;

  private KernelSymbols(Symbols symbols, Path file, DepmodLog log) {
    this.symbols = symbols;
    this.file = file;
    this.log = log;
  }

  /** Adds the symbols of a {@code Module.symvers}. */
  static void readSymvers(Path file, Symbols into, DepmodLog log) throws IOException {
    KernelSymbols kernel = new KernelSymbols(into, file, log);
    kernel.lines(kernel::takeVersion);
  }

  /** Adds the symbols of a {@code System.map}. */
  static void readSystemMap(Path file, Symbols into, DepmodLog log) throws IOException {
    KernelSymbols kernel = new KernelSymbols(into, file, log);
    kernel.lines(kernel::takeAddress);
  }

  private interface LineReader {
    /** Whether the line could be read. */
    boolean take(String line) throws IOException;
  }

  private void lines(LineReader reader) throws IOException {
    String text = InputFile.text(file, LARGEST_FILE);
    int number = 0;
    int bad = 0;
    for (int from = 0; from < text.length(); ) {
      int newline = text.indexOf('\n', from);
      int end = newline < 0 ? text.length() : newline;
      number++;
      if (!reader.take(text.substring(from, Math.min(end, from + LONGEST_LINE))) && bad++ < 10) {
        log.error(file + ":" + number + ": not a line of this kind of file; it is ignored");
      }
      from = end + 1;
    }
    for (String name : UNTOLD) {
      add(name, 0);
    }
  }

  private boolean takeVersion(String line) throws IOException {
    String[] words = line.trim().split("[ \t]+", 4);
    if (words.length < 3) {
      return false;
    }
    if (!words[2].equals("vmlinux")) {
      return true;
    }
    if (!words[0].matches("(0[xX])?[0-9a-fA-F]{1,15}")) {
      return false;
    }
    add(words[1], Long.parseLong(words[0].replaceFirst("^0[xX]", ""), 16));
    return true;
  }

  private boolean takeAddress(String line) throws IOException {
    int type = line.indexOf(' ');
    int name = type < 0 ? -1 : line.indexOf(' ', type + 1);
    if (name < 0) {
      return false;
    }
    String symbol = symbols.bare(line.substring(name + 1));
    if (symbol.startsWith(TABLE)) {
      add(symbol.substring(TABLE.length()), 0);
    }
    return true;
  }

  private void add(String name, long crc) throws IOException {
    if (++taken > MOST_SYMBOLS) {
      throw new IOException(file + ": more than " + MOST_SYMBOLS + " symbols");
    }
    symbols.add(name, new Provider(Symbols.KERNEL, crc));
  }
}
