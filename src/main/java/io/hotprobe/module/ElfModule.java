package io.hotprobe.module;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a module says about itself: its {@code .modinfo}, the symbols it exports and needs. For one thread at a time; to be
 * closed. Source: what the kernel's modpost writes, {@code include/linux/export.h}, {@code moduleparam.h} and {@code modversions}.
 */
public final class ElfModule implements Closeable {

  /** Most strings, exports, versions or needed symbols of one module, each; Debian's largest has 1,603. */
  public static final int MOST_ENTRIES = 1 << 16;

  /** Most bytes all names of one of these lists have together: names may overlap in the file. Debian's longest list has 75,000. */
  public static final int MOST_TEXT = 8 << 20;

  /** Largest section of notes looked at, in bytes; Debian's have 120. */
  static final int LARGEST_NOTES = 64 << 10;

  private static final int VERSION_RECORD = 64;
  private static final int BUILD_ID = 3;
  private static final byte[] CRC_PREFIX = "__crc_".getBytes(StandardCharsets.ISO_8859_1);
  private static final int WEAK = 2;

  private final ImageBytes bytes;
  private final ElfImage image;
  private SymbolTable symbols;

  /** A symbol with the checksum of its type; the checksum is 0 when the kernel was built without them. */
  public record Symbol(String name, long crc) {}

  /**
   * A symbol that another module or the kernel must provide.
   *
   * @param weak whether the module works without it
   * @param crc what the module was built against; 0 when it does not say
   */
  public record Needed(String name, boolean weak, long crc) {}

  private ElfModule(ImageBytes bytes, Path path) throws MalformedModuleException {
    this.bytes = bytes;
    this.image = new ElfImage(bytes, path);
  }

  /**
   * Opens a module: a plain file stays open and is read where it is asked for, a packed one is unpacked into memory.
   *
   * @throws MalformedModuleException if it is no ELF file or cut short
   * @throws IOException if it cannot be read or unpacked, or is larger than {@link ModuleFile#LARGEST_IMAGE}
   */
  public static ElfModule open(ModuleFile file) throws IOException {
    FileBytes plain = new FileBytes(file.path());
    boolean kept = false;
    try {
      if (plain.compression() == ModuleFile.Compression.PLAIN) {
        file.requireSize(plain.size());
        ElfModule module = new ElfModule(plain, file.path());
        kept = true;
        return module;
      }
    } finally {
      if (!kept) {
        plain.close();
      }
    }
    return of(file.image(), file.path());
  }

  /** Reads an unpacked module; {@code path} is for messages. */
  public static ElfModule of(byte[] image, Path path) throws MalformedModuleException {
    return new ElfModule(ImageBytes.of(image), path);
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }

  /** The strings of {@code .modinfo}, most of them {@code key=value}, in file order; empty when the module has none. */
  public List<String> modinfo() throws MalformedModuleException {
    return strings(".modinfo");
  }

  /** The NUL-terminated texts of a section, without the empty ones. */
  private List<String> strings(String name) throws MalformedModuleException {
    Optional<ElfImage.Section> section = image.find(name);
    if (section.isEmpty()) {
      return List.of();
    }
    byte[] content = image.content(section.get());
    Names found = new Names(section.get(), name);
    for (int from = 0; from < content.length; ) {
      int end = endOfText(content, from, content.length);
      if (end > from) {
        found.take(content, from, end);
      }
      from = end + 1;
    }
    return found.texts;
  }

  /** The identity the linker gave this build; empty when it gave none, or in notes beyond the bounds. */
  public Optional<byte[]> buildId() throws MalformedModuleException {
    long read = 0;
    for (int i = 1; i < image.sections() && read < MOST_TEXT; i++) {
      ElfImage.Section section = image.section(i);
      if (section.type() == ElfImage.NOTES && section.size() <= LARGEST_NOTES) {
        byte[] notes = image.content(section);
        Optional<byte[]> id = buildId(notes);
        if (id.isPresent()) {
          return id;
        }
        read += notes.length;
      }
    }
    return Optional.empty();
  }

  /** Notes are {@code u32 nameLength, u32 length, u32 type}, name and content, both padded to 4 bytes. */
  private Optional<byte[]> buildId(byte[] notes) {
    for (long at = 0; at + 12 <= notes.length; ) {
      int header = (int) at;
      long name = image.u32(notes, header) & 0xffffffffL;
      long length = image.u32(notes, header + 4) & 0xffffffffL;
      long content = at + 12 + (name + 3 & ~3L);
      if (content + length > notes.length) {
        return Optional.empty();
      }
      if (image.u32(notes, header + 8) == BUILD_ID && name == 4 && notes[header + 12] == 'G' && notes[header + 13] == 'N') {
        return Optional.of(Arrays.copyOfRange(notes, (int) content, (int) (content + length)));
      }
      at = content + (length + 3 & ~3L);
    }
    return Optional.empty();
  }

  /** The symbols other modules may use, in the order of the symbol table; empty when there are none. */
  public List<Symbol> exports() throws MalformedModuleException {
    List<Symbol> exports = new ArrayList<>();
    if (image.find(".symtab").isPresent() && image.find(".strtab").isPresent()) {
      SymbolTable table = symbolTable();
      Names names = new Names(table.section, "exported symbols");
      for (int entry = 1; entry < table.nameAt.length; entry++) {
        if (startsCrc(table.names, table.nameAt[entry])) {
          int from = table.nameAt[entry] + CRC_PREFIX.length;
          String name = names.take(table.names, from, endOfText(table.names, from, table.names.length));
          exports.add(new Symbol(name, table.crc(entry)));
        }
      }
    }
    if (exports.isEmpty()) {
      for (String name : strings("__ksymtab_strings")) {
        exports.add(new Symbol(name, 0));
      }
    }
    return exports;
  }

  private static boolean startsCrc(byte[] names, int from) {
    if (from < 0 || from >= names.length || names[from] != '_') {
      return false;
    }
    return names.length - from >= CRC_PREFIX.length
        && Arrays.equals(names, from, from + CRC_PREFIX.length, CRC_PREFIX, 0, CRC_PREFIX.length);
  }

  /**
   * The records of {@code __versions}: what the module was built against, in file order; empty when it does not say. Of a name such
   * as {@code .memcpy}, an entry point on PowerPC, the dot is left out.
   */
  public List<Symbol> versions() throws MalformedModuleException {
    List<Symbol> versions = versionRecords();
    versions.replaceAll(each -> each.name().startsWith(".") ? new Symbol(each.name().substring(1), each.crc()) : each);
    return versions;
  }

  private List<Symbol> versionRecords() throws MalformedModuleException {
    Optional<ElfImage.Section> section = image.find("__versions");
    if (section.isEmpty()) {
      return new ArrayList<>();
    }
    byte[] content = image.content(section.get());
    if (content.length % VERSION_RECORD != 0) {
      throw image.malformed(
          section.get().offset(), "__versions of " + content.length + " bytes, which is no multiple of " + VERSION_RECORD);
    }
    int crcLength = image.wide() ? 8 : 4;
    Names names = new Names(section.get(), "__versions");
    List<Symbol> versions = new ArrayList<>(content.length / VERSION_RECORD);
    for (int at = 0; at < content.length; at += VERSION_RECORD) {
      int from = at + crcLength;
      String name = names.take(content, from, endOfText(content, from, at + VERSION_RECORD));
      versions.add(new Symbol(name, image.word(content, at)));
    }
    return versions;
  }

  /**
   * The undefined symbols in the order of the symbol table, then what only {@link #versions} names, such as {@code module_layout}; as
   * spelled.
   *
   * @throws MalformedModuleException also if the module has no symbol table
   */
  public List<Needed> needed() throws MalformedModuleException {
    List<Symbol> versions = versionRecords();
    Map<String, Integer> places = new HashMap<>(versions.size() * 2);
    for (int i = 0; i < versions.size(); i++) {
      places.putIfAbsent(versions.get(i).name(), i);
    }
    boolean[] seen = new boolean[versions.size()];
    SymbolTable table = symbolTable();
    Names names = new Names(table.section, "undefined symbols");
    List<Needed> needed = new ArrayList<>();
    for (int entry = 1; entry < table.nameAt.length; entry++) {
      if (table.isUndefined(entry)) {
        int from = table.name(entry);
        String name = names.take(table.names, from, endOfText(table.names, from, table.names.length));
        if (!name.isEmpty()) {
          int version = places.getOrDefault(name, -1);
          needed.add(new Needed(name, table.isWeak(entry), version < 0 ? 0 : versions.get(version).crc()));
          if (version >= 0) {
            seen[version] = true;
          }
        }
      }
    }
    for (int i = 0; i < seen.length; i++) {
      if (!seen[i] && !versions.get(i).name().isEmpty()) {
        needed.add(new Needed(versions.get(i).name(), false, versions.get(i).crc()));
      }
    }
    return needed;
  }

  private static int endOfText(byte[] content, int from, int limit) {
    int end = from;
    while (end < limit && content[end] != 0) {
      end++;
    }
    return end;
  }

  private SymbolTable symbolTable() throws MalformedModuleException {
    if (symbols == null) {
      symbols = new SymbolTable();
    }
    return symbols;
  }

  /** {@code .symtab} with the names it refers to. Entries are told by their number; the first is unused. */
  private final class SymbolTable {
    private final ElfImage.Section section;
    private final int entrySize = image.wide() ? 24 : 16;
    private final int sectionAt = image.wide() ? 6 : 14;
    private final int infoAt = image.wide() ? 4 : 12;
    private final byte[] entries;
    private final byte[] names;
    /** Of each entry where its name starts; unchecked. */
    private final int[] nameAt;

    SymbolTable() throws MalformedModuleException {
      section = image.find(".symtab").orElseThrow(() -> image.malformed(0, "no section .symtab, the module was stripped"));
      entries = image.content(section);
      if (entries.length % entrySize != 0) {
        throw image.malformed(section.offset(), ".symtab of " + entries.length + " bytes, no multiple of " + entrySize);
      }
      nameAt = image.firstWords(entries, entrySize);
      names = image.content(image.find(".strtab").orElseThrow(() -> image.malformed(0, "no section .strtab")));
    }

    boolean isUndefined(int entry) {
      int at = entry * entrySize + sectionAt;
      return entries[at] == 0 && entries[at + 1] == 0;
    }

    boolean isWeak(int entry) {
      return (entries[entry * entrySize + infoAt] & 0xff) >> 4 == WEAK;
    }

    int name(int entry) throws MalformedModuleException {
      int name = nameAt[entry];
      if (name < 0 || name >= names.length) {
        throw image.malformed(
            section.offset() + (long) entry * entrySize,
            "a name at byte " + (name & 0xffffffffL) + " of .strtab, which has " + names.length);
      }
      return name;
    }

    /** A checksum is the symbol's value, or what stands at that place of the symbol's section; -1 when there is no such place. */
    long crc(int entry) throws MalformedModuleException {
      int at = entry * entrySize;
      long value = image.word(entries, at + (image.wide() ? 8 : 4));
      int index = image.u16(entries, at + sectionAt);
      if (index == ElfImage.ABSOLUTE || index == ElfImage.UNDEFINED) {
        return value;
      }
      return index < image.sections() ? image.u32In(image.section(index), value) : -1;
    }
  }

  /** Texts taken from one section, as many as the bounds allow. */
  private final class Names {
    private final ElfImage.Section section;
    private final String what;
    private final List<String> texts = new ArrayList<>();
    private int bytes;

    Names(ElfImage.Section section, String what) {
      this.section = section;
      this.what = what;
    }

    String take(byte[] from, int start, int end) throws MalformedModuleException {
      bytes += Math.min(end - start, MOST_TEXT);
      if (texts.size() == MOST_ENTRIES || bytes > MOST_TEXT) {
        throw image.malformed(
            section.offset(), what + ": more than " + MOST_ENTRIES + " names, or of more than " + MOST_TEXT + " bytes");
      }
      String text = new String(from, start, end - start, StandardCharsets.ISO_8859_1);
      texts.add(text);
      return text;
    }
  }
}
