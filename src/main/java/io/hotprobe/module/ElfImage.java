package io.hotprobe.module;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The sections of an ELF file of either class and byte order. What is read is copied out of the image, every offset and length
 * checked first. Source of the format: the System V ABI, "Object Files" (gABI 4.1), and elf(5).
 */
final class ElfImage {

  /** A section that belongs to no section: of an undefined symbol. */
  static final int UNDEFINED = 0;

  /** The section index of a symbol whose value is no address. */
  static final int ABSOLUTE = 0xfff1;

  /** A section's type: it holds notes. */
  static final int NOTES = 7;

  /** Largest section read, in bytes; the largest of Debian's that is looked at has 400,000. */
  static final int LARGEST_SECTION = 16 << 20;

  private static final int NO_CONTENT = 8;
  private static final int IDENTITY = 16;

  private final ImageBytes data;
  private final Path path;
  private final boolean wide;
  private final boolean bigEndian;
  private final long tableOffset;
  private final byte[] table;
  private final int entrySize;
  private final byte[] names;

  /**
   * One row of the section table.
   *
   * @param offset of its first byte in the file
   * @param size in bytes
   */
  record Section(int index, int type, long offset, long size) {}

  /**
   * Reads the header, the section table and the sections' names.
   *
   * @throws MalformedModuleException if one of them is not there
   */
  ElfImage(ImageBytes image, Path path) throws MalformedModuleException {
    this.data = image;
    this.path = path;
    byte[] identity = bytes(0, IDENTITY, "the ELF header");
    if (identity[0] != 0x7f || identity[1] != 'E' || identity[2] != 'L' || identity[3] != 'F') {
      throw malformed(0, "not an ELF file");
    }
    if (identity[4] != 1 && identity[4] != 2) {
      throw malformed(4, "ELF class " + (identity[4] & 0xff) + ", neither 32 nor 64 bit");
    }
    if (identity[5] != 1 && identity[5] != 2) {
      throw malformed(5, "byte order " + (identity[5] & 0xff) + ", neither little nor big endian");
    }
    this.wide = identity[4] == 2;
    this.bigEndian = identity[5] == 2;
    this.entrySize = wide ? 64 : 40;
    byte[] header = bytes(0, wide ? 64 : 52, "the ELF header");
    int counts = wide ? 58 : 46;
    this.tableOffset = word(header, wide ? 40 : 32);
    if (u16(header, counts) != entrySize) {
      throw malformed(counts, "section table entries of " + u16(header, counts) + " bytes instead of " + entrySize);
    }
    this.table = bytes(tableOffset, (long) u16(header, counts + 2) * entrySize, "the section table");
    int namesIndex = u16(header, counts + 4);
    if (namesIndex >= sections()) {
      throw malformed(counts + 4, "the section names are in section " + namesIndex + " of " + sections());
    }
    this.names = content(section(namesIndex));
    if (names.length == 0 || names[names.length - 1] != 0) {
      throw malformed(section(namesIndex).offset(), "the section names do not end in a NUL");
    }
  }

  /** Whether words have 64 bits. */
  boolean wide() {
    return wide;
  }

  /** How many sections there are, the unused first one counted. */
  int sections() {
    return table.length / entrySize;
  }

  /** The row at {@code index}, below {@link #sections}. */
  Section section(int index) {
    int at = index * entrySize;
    return wide
        ? new Section(index, u32(table, at + 4), word(table, at + 24), word(table, at + 32))
        : new Section(index, u32(table, at + 4), word(table, at + 16), word(table, at + 20));
  }

  /** Where the byte of a section's flags that holds {@code SHF_ALLOC} stands in the file. */
  int lowFlags(Section section) {
    int last = wide ? 7 : 3;
    return (int) tableOffset + section.index() * entrySize + 8 + (bigEndian ? last : 0);
  }

  /** The first section of a name; empty when there is none. */
  Optional<Section> find(String name) {
    for (int i = 1; i < sections(); i++) {
      if (isNamed(u32(table, i * entrySize), name)) {
        return Optional.of(section(i));
      }
    }
    return Optional.empty();
  }

  private boolean isNamed(int from, String name) {
    if (from < 0 || from >= names.length - name.length() || names[from + name.length()] != 0) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (names[from + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * A copy of a section's bytes.
   *
   * @throws MalformedModuleException if it has none in the file, they are not all there, or more than {@link #LARGEST_SECTION}
   */
  byte[] content(Section section) throws MalformedModuleException {
    requireContent(section);
    return bytes(section.offset(), section.size(), name(section));
  }

  /** @throws MalformedModuleException if a section has no bytes in the file, or they are not all there */
  void requireContent(Section section) throws MalformedModuleException {
    if (section.type() == NO_CONTENT) {
      throw malformed(tableOffset + (long) section.index() * entrySize, name(section) + " has no content");
    }
    requireInside(section.offset(), section.size(), name(section));
  }

  private static String name(Section section) {
    return "section " + section.index();
  }

  private byte[] bytes(long offset, long length, String what) throws MalformedModuleException {
    requireInside(offset, length, what);
    if (length > LARGEST_SECTION) {
      throw malformed(offset, what + " has " + length + " bytes, more than the " + LARGEST_SECTION + " that are read");
    }
    byte[] bytes = new byte[(int) length];
    data.read(offset, bytes);
    return bytes;
  }

  private void requireInside(long offset, long length, String what) throws MalformedModuleException {
    if (offset < 0 || offset > data.size()) {
      throw malformed(data.size(), "the file ends before " + what + ", which is at byte " + Long.toUnsignedString(offset));
    }
    if (length < 0 || length > data.size() - offset) {
      throw malformed(offset, "the file ends at byte " + data.size() + ", inside " + what);
    }
  }

  /** The 32 bits at {@code at} of a section, unsigned; -1 when the section or the file ends before. */
  long u32In(Section section, long at) throws MalformedModuleException {
    long from = section.offset() + at;
    boolean inside = section.type() != NO_CONTENT && at >= 0 && at <= section.size() - 4;
    if (!inside || section.offset() < 0 || from < 0 || from > data.size() - 4) {
      return -1;
    }
    return u32(bytes(from, 4, "a checksum"), 0) & 0xffffffffL;
  }

  MalformedModuleException malformed(long offset, String what) {
    return new MalformedModuleException(path, offset, what);
  }

  /** An address or a size: 64 or 32 bits, as the file's class says. */
  long word(byte[] from, int at) {
    if (!wide) {
      return u32(from, at) & 0xffffffffL;
    }
    long first = u32(from, at) & 0xffffffffL;
    long second = u32(from, at + 4) & 0xffffffffL;
    return bigEndian ? first << 32 | second : second << 32 | first;
  }

  /** 32 bits, to be read as unsigned. */
  int u32(byte[] from, int at) {
    int a = from[at] & 0xff;
    int b = from[at + 1] & 0xff;
    int c = from[at + 2] & 0xff;
    int d = from[at + 3] & 0xff;
    return bigEndian ? a << 24 | b << 16 | c << 8 | d : d << 24 | c << 16 | b << 8 | a;
  }

  /** The first 32 bits of every row of {@code rowSize} bytes. A loop of its own: this is where time goes. */
  int[] firstWords(byte[] rows, int rowSize) {
    int[] words = new int[rows.length / rowSize];
    int lowest = bigEndian ? 3 : 0;
    int step = bigEndian ? -1 : 1;
    for (int i = 0, at = lowest; i < words.length; i++, at += rowSize) {
      int low = rows[at] & 0xff | (rows[at + step] & 0xff) << 8;
      words[i] = low | (rows[at + 2 * step] & 0xff) << 16 | rows[at + 3 * step] << 24;
    }
    return words;
  }

  int u16(byte[] from, int at) {
    int a = from[at] & 0xff;
    int b = from[at + 1] & 0xff;
    return bigEndian ? a << 8 | b : b << 8 | a;
  }
}
