package io.hotprobe.module;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds a module that only describes itself: an ELF file with modinfo, symbols, versions, and no code.
 *
 * <pre>
 *   new KoFile().modinfo("license=GPL").export("snarf", 0x12345678).need("printk").write(directory.resolve("kernel/a.ko"));
 * </pre>
 */
public final class KoFile {

  private static final int GLOBAL = 1;
  private static final int WEAK = 2;
  private static final int ABSOLUTE = 0xfff1;

  private final boolean wide;
  private final ByteOrder order;
  private final ByteArrayOutputStream modinfo = new ByteArrayOutputStream();
  private final ByteArrayOutputStream versions = new ByteArrayOutputStream();
  private final ByteArrayOutputStream checksums = new ByteArrayOutputStream();
  private final ByteArrayOutputStream exportNames = new ByteArrayOutputStream();
  private final List<Entry> entries = new ArrayList<>();
  private final List<Section> sections = new ArrayList<>();
  private byte[] buildId = {};
  private byte[] trailer = {};

  /** One row of the symbol table; {@code section} is a name in {@link #sections}, or empty for {@code index}. */
  private record Entry(String name, int binding, String section, int index, long value) {}

  private record Section(String name, int type, int link, byte[] content) {}

  /** A module of 64 bit, little endian. */
  public KoFile() {
    this(true, ByteOrder.LITTLE_ENDIAN);
  }

  public KoFile(boolean wide, ByteOrder order) {
    this.wide = wide;
    this.order = order;
  }

  /** Adds a string {@code key=value}. */
  public KoFile modinfo(String text) {
    text(modinfo, text);
    return this;
  }

  /** Exports a symbol whose checksum is the value of {@code __crc_NAME}, as kernels before 4.9 have it. */
  public KoFile exportAbsolute(String name, int crc) {
    entries.add(new Entry("__crc_" + name, GLOBAL, "", ABSOLUTE, crc & 0xffffffffL));
    text(exportNames, name);
    return this;
  }

  /** Exports a symbol whose checksum is in a section {@code __kcrctab}, as today's kernels have it. */
  public KoFile export(String name, int crc) {
    entries.add(new Entry("__crc_" + name, GLOBAL, "__kcrctab", 0, checksums.size()));
    checksums.writeBytes(ByteBuffer.allocate(4).order(order).putInt(crc).array());
    text(exportNames, name);
    return this;
  }

  /** Exports a symbol without a checksum, as kernels without CONFIG_MODVERSIONS do. */
  public KoFile export(String name) {
    text(exportNames, name);
    return this;
  }

  /** Needs a symbol. */
  public KoFile need(String name) {
    entries.add(new Entry(name, GLOBAL, "", 0, 0));
    return this;
  }

  /** Uses a symbol if there is one. */
  public KoFile needWeakly(String name) {
    entries.add(new Entry(name, WEAK, "", 0, 0));
    return this;
  }

  /** Adds a record to {@code __versions}. */
  public KoFile version(String name, int crc) {
    ByteBuffer each = ByteBuffer.allocate(64).order(order);
    if (wide) {
      each.putLong(crc & 0xffffffffL);
    } else {
      each.putInt(crc);
    }
    each.put(name.getBytes(StandardCharsets.ISO_8859_1));
    versions.writeBytes(each.array());
    return this;
  }

  /** Adds the note of a build id. */
  public KoFile buildId(byte[] id) {
    ByteBuffer note = ByteBuffer.allocate(16 + (id.length + 3 & ~3)).order(order).putInt(4).putInt(id.length).putInt(3);
    buildId = note.put("GNU\0".getBytes(StandardCharsets.US_ASCII)).put(id).array();
    return this;
  }

  /** Appends bytes behind the file, such as a signature with its trailer. */
  public KoFile append(byte[] bytes) {
    trailer = bytes.clone();
    return this;
  }

  /** Appends a signature of type PKCS#7 ({@code id_type} 2) around {@code pkcs7}. */
  public KoFile sign(byte[] pkcs7) {
    byte[] magic = "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);
    return append(
        ByteBuffer.allocate(pkcs7.length + 12 + magic.length)
            .put(pkcs7).put((byte) 0).put((byte) 0).put((byte) 2).put(new byte[5]).putInt(pkcs7.length).put(magic).array());
  }

  /** Writes the file, making the directories above it. */
  public Path write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes());
  }

  /** The file's bytes: header, sections' contents, section table, what was appended. */
  public byte[] bytes() {
    layOut();
    int header = wide ? 64 : 52;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[header]);
    List<Integer> offsets = new ArrayList<>();
    for (Section each : sections) {
      out.writeBytes(new byte[-out.size() & 7]);
      offsets.add(out.size());
      out.writeBytes(each.content);
    }
    out.writeBytes(new byte[-out.size() & 7]);
    int table = out.size();
    int name = 0;
    for (int i = 0; i < sections.size(); i++) {
      out.writeBytes(row(sections.get(i), name, offsets.get(i)));
      name += sections.get(i).name.length() + 1;
    }
    out.writeBytes(trailer);
    byte[] bytes = out.toByteArray();
    System.arraycopy(header(table), 0, bytes, 0, header);
    return bytes;
  }

  private void layOut() {
    sections.clear();
    sections.add(new Section("", 0, 0, new byte[0]));
    place(".note.gnu.build-id", 7, buildId);
    place(".modinfo", 1, modinfo.toByteArray());
    place("__versions", 1, versions.toByteArray());
    place("__kcrctab", 1, checksums.toByteArray());
    place("__ksymtab_strings", 1, exportNames.toByteArray());
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    names.write(0);
    byte[] symbols = symbols(names);
    sections.add(new Section(".symtab", 2, sections.size() + 1, symbols));
    sections.add(new Section(".strtab", 3, 0, names.toByteArray()));
    sections.add(new Section(".shstrtab", 3, 0, new byte[0]));
    sections.set(sections.size() - 1, new Section(".shstrtab", 3, 0, sectionNames().toByteArray()));
  }

  private void place(String name, int type, byte[] content) {
    if (content.length > 0) {
      sections.add(new Section(name, type, 0, content));
    }
  }

  private byte[] symbols(ByteArrayOutputStream names) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[wide ? 24 : 16]);
    for (Entry each : entries) {
      int name = names.size();
      text(names, each.name);
      int section = each.index;
      for (int i = 0; i < sections.size(); i++) {
        section = !each.section.isEmpty() && sections.get(i).name.equals(each.section) ? i : section;
      }
      ByteBuffer row = ByteBuffer.allocate(wide ? 24 : 16).order(order).putInt(name);
      if (wide) {
        row.put((byte) (each.binding << 4)).put((byte) 0).putShort((short) section).putLong(each.value);
      } else {
        row.putInt((int) each.value).putInt(0).put((byte) (each.binding << 4)).put((byte) 0).putShort((short) section);
      }
      out.writeBytes(row.array());
    }
    return out.toByteArray();
  }

  private ByteArrayOutputStream sectionNames() {
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    for (Section each : sections) {
      text(names, each.name);
    }
    return names;
  }

  private byte[] row(Section section, int name, int offset) {
    ByteBuffer row = ByteBuffer.allocate(wide ? 64 : 40).order(order).putInt(name).putInt(section.type);
    int entry = section.type == 2 ? wide ? 24 : 16 : 0;
    int locals = section.type == 2 ? 1 : 0;
    int size = section.content.length;
    int flags = section.type == 1 || section.type == 7 ? 2 : 0;
    if (wide) {
      row.putLong(flags).putLong(0).putLong(offset).putLong(size).putInt(section.link).putInt(locals).putLong(1).putLong(entry);
    } else {
      row.putInt(flags).putInt(0).putInt(offset).putInt(size).putInt(section.link).putInt(locals).putInt(1).putInt(entry);
    }
    return row.array();
  }

  private byte[] header(int table) {
    ByteBuffer header = ByteBuffer.allocate(wide ? 64 : 52).order(order);
    header.put(new byte[] {0x7f, 'E', 'L', 'F', (byte) (wide ? 2 : 1), (byte) (order == ByteOrder.BIG_ENDIAN ? 2 : 1), 1});
    header.position(16).putShort((short) 1).putShort((short) (wide ? 62 : 3)).putInt(1);
    if (wide) {
      header.putLong(0).putLong(0).putLong(table);
    } else {
      header.putInt(0).putInt(0).putInt(table);
    }
    header.putInt(0).putShort((short) (wide ? 64 : 52)).putShort((short) 0).putShort((short) 0).putShort((short) (wide ? 64 : 40));
    return header.putShort((short) sections.size()).putShort((short) (sections.size() - 1)).array();
  }

  private static void text(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    out.write(0);
  }
}
