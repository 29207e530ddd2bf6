package io.hotprobe.module;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.ElfModule.Needed;
import io.hotprobe.module.ElfModule.Symbol;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElfModuleTest {

  private static final Path PATH = Path.of("/x/m.ko");

  @TempDir Path directory;

  private static ElfModule module(KoFile file) throws MalformedModuleException {
    return ElfModule.of(file.bytes(), PATH);
  }

  private static KoFile full(boolean wide, ByteOrder order) {
    return new KoFile(wide, order)
        .modinfo("license=GPL")
        .modinfo("description=")
        .modinfo("alias=usb:v*")
        .export("one", 0x80000001)
        .exportAbsolute("two", 0xfffffffe)
        .need("printk")
        .needWeakly("maybe")
        .version("module_layout", 0x9)
        .version("printk", 0xabcdef01)
        .version(".dot", 3)
        .buildId(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
  }

  @ParameterizedTest
  @CsvSource({"true, LE", "true, BE", "false, LE", "false, BE"})
  void module_ofAnyClassAndByteOrder_isReadWhole(boolean wide, String order) throws Exception {
    ElfModule module = module(full(wide, order.equals("LE") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN));
    assertEquals(List.of("license=GPL", "description=", "alias=usb:v*"), module.modinfo());
    assertEquals(List.of(new Symbol("one", 0x80000001L), new Symbol("two", 0xfffffffeL)), module.exports());
    assertEquals(
        List.of(new Symbol("module_layout", 9), new Symbol("printk", 0xabcdef01L), new Symbol("dot", 3)), module.versions());
    assertEquals(
        List.of(
            new Needed("printk", false, 0xabcdef01L), new Needed("maybe", true, 0),
            new Needed("module_layout", false, 9), new Needed(".dot", false, 3)),
        module.needed());
    assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, module.buildId().orElseThrow());
  }

  @Test
  void exports_withoutChecksums_areTheNamesOfTheStringTable() throws Exception {
    assertEquals(List.of(new Symbol("a", 0), new Symbol("b", 0)), module(new KoFile().export("a").export("b")).exports());
  }

  @Test
  void module_withNothingToSay_givesEmptyLists() throws Exception {
    ElfModule module = module(new KoFile());
    assertEquals(List.of(), module.modinfo());
    assertEquals(List.of(), module.exports());
    assertEquals(List.of(), module.versions());
    assertEquals(List.of(), module.needed());
    assertTrue(module.buildId().isEmpty());
  }

  @Test
  void exports_checksumPastItsSection_isMinusOne() throws Exception {
    byte[] bytes = new KoFile().export("one", 1).bytes();
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(offset(bytes, 3) + 24 + 8, 1);
    assertEquals(List.of(new Symbol("one", -1)), ElfModule.of(bytes, PATH).exports());
  }

  /** Where a section of a 64-bit, little endian file starts. */
  private static int offset(byte[] bytes, int section) {
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return (int) file.getLong((int) file.getLong(40) + section * 64 + 24);
  }

  @Test
  void of_otherFile_saysPathAndByte() {
    var failure = assertThrows(MalformedModuleException.class, () -> ElfModule.of(new byte[100], PATH));
    assertEquals("/x/m.ko: byte 0: not an ELF file", failure.getMessage());
    failure = assertThrows(MalformedModuleException.class, () -> ElfModule.of(new byte[0], PATH));
    assertEquals("/x/m.ko: byte 0: the file ends at byte 0, inside the ELF header", failure.getMessage());
  }

  @Test
  void of_truncatedAnywhere_isMalformed() throws Exception {
    byte[] whole = full(true, ByteOrder.LITTLE_ENDIAN).bytes();
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThrows(MalformedModuleException.class, () -> ElfModule.of(part, PATH), "length=" + length);
    }
  }

  @Test
  void needed_withoutSymbolTable_isMalformed() throws Exception {
    byte[] bytes = new KoFile().need("x").bytes();
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    bytes[text.indexOf(".symtab") + 1] = 'x';
    ElfModule module = ElfModule.of(bytes, PATH);
    assertTrue(assertThrows(MalformedModuleException.class, module::needed).getMessage().contains(".symtab"));
    assertEquals(List.of(), module.exports());
  }

  @Test
  void open_plainAndPacked_areTheSame() throws Exception {
    byte[] bytes = full(true, ByteOrder.LITTLE_ENDIAN).bytes();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    Path plain = Files.write(directory.resolve("m.ko"), bytes);
    Path gzip = Files.write(directory.resolve("m.ko.gz"), packed.toByteArray());
    ModuleName name = new ModuleName("m");
    try (ElfModule a = ElfModule.open(new ModuleFile(name, plain));
        ElfModule b = ElfModule.open(new ModuleFile(name, gzip))) {
      assertEquals(a.needed(), b.needed());
    }
    Files.write(directory.resolve("empty.ko"), new byte[0]);
    ModuleFile empty = new ModuleFile(name, directory.resolve("empty.ko"));
    assertTrue(assertThrows(MalformedModuleException.class, () -> ElfModule.open(empty)).getMessage().contains("empty.ko: byte 0"));
    assertThrows(IOException.class, () -> ElfModule.open(new ModuleFile(name, directory)));
  }

  @Test
  void needed_namesThatOverlap_areBounded() throws Exception {
    KoFile file = new KoFile().need("x".repeat(1 << 20));
    for (int i = 0; i < 16; i++) {
      file.need("y");
    }
    byte[] bytes = file.bytes();
    for (int i = 2; i < 18; i++) {
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(offset(bytes, 1) + 24 * i, i);
    }
    ElfModule module = ElfModule.of(bytes, PATH);
    assertTrue(assertThrows(MalformedModuleException.class, module::needed).getMessage().contains("more than"));
  }

  @Test
  void module_anyBytesChanged_givesAValueOrMalformed() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    int malformed = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = full(random.nextBoolean(), random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN).bytes();
      for (int i = random.nextInt(6); i >= 0; i--) {
        int at = switch (random.nextInt(3)) {
          case 0 -> random.nextInt(64);
          case 1 -> bytes.length - 1 - random.nextInt(640);
          default -> random.nextInt(bytes.length);
        };
        bytes[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextBoolean() ? 0xff : 0x7f);
      }
      try {
        ElfModule module = ElfModule.of(bytes, PATH);
        malformed += refusals(module);
      } catch (MalformedModuleException refused) {
        assertTrue(refused.getMessage().startsWith("/x/m.ko: byte "), refused.getMessage());
        malformed++;
      }
    }
    assertTrue(malformed > 2_000, "malformed=" + malformed);
  }

  private interface Question {
    Object ask() throws MalformedModuleException;
  }

  private static int refusals(ElfModule module) {
    int refused = 0;
    for (Question each : List.<Question>of(module::modinfo, module::buildId, module::exports, module::versions, module::needed)) {
      try {
        each.ask();
      } catch (MalformedModuleException malformed) {
        refused = 1;
      }
    }
    return refused;
  }

  @Test
  void open_randomBytes_isAnIOException() throws Exception {
    SplittableRandom random = new SplittableRandom(8);
    for (int round = 0; round < 500; round++) {
      byte[] noise = new byte[random.nextInt(400)];
      random.nextBytes(noise);
      ModuleFile file = new ModuleFile(new ModuleName("m"), Files.write(directory.resolve("noise.ko"), noise));
      assertThrows(IOException.class, () -> ElfModule.open(file));
    }
  }

  @Test
  void open_fileCutShortAfterwards_isMalformed() throws Exception {
    KoFile large = new KoFile().modinfo("license=GPL");
    for (int i = 0; i < 10_000; i++) {
      large.need("symbol_" + i);
    }
    Path path = Files.write(directory.resolve("m.ko"), large.bytes());
    try (ElfModule module = ElfModule.open(new ModuleFile(new ModuleName("m"), path));
        FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
      file.truncate(200);
      String message = assertThrows(MalformedModuleException.class, module::needed).getMessage();
      assertTrue(message.startsWith(path + ": byte ") && message.endsWith("the file was cut short while it was read"), message);
    }
  }

  @Test
  void open_fileReadPieceByPiece_givesWhatTheBytesGive() throws Exception {
    KoFile large = full(true, ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 20_000; i++) {
      large.need("symbol_" + i).export("export_" + i, i);
    }
    byte[] bytes = large.bytes();
    Path path = Files.write(directory.resolve("m.ko"), bytes);
    ElfModule whole = ElfModule.of(bytes, PATH);
    try (ElfModule module = ElfModule.open(new ModuleFile(new ModuleName("m"), path))) {
      assertEquals(whole.modinfo(), module.modinfo());
      assertEquals(whole.exports(), module.exports());
      assertEquals(20_002, module.exports().size());
      assertEquals(whole.needed(), module.needed());
      assertArrayEquals(whole.buildId().orElseThrow(), module.buildId().orElseThrow());
    }
  }

  @Test
  void modinfo_sectionAboveTheBound_isMalformed() throws Exception {
    ElfModule module = module(new KoFile().modinfo("x".repeat(ElfImage.LARGEST_SECTION)));
    String message = assertThrows(MalformedModuleException.class, module::modinfo).getMessage();
    assertTrue(message.contains("section 1 has 16777217 bytes, more than the 16777216 that are read"), message);
  }

  /** A module of {@code rows} sections of notes that all are the same {@code size} bytes, and one more with a build id. */
  private static ElfModule notes(int rows, int size) throws IOException {
    byte[] note = {4, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 'G', 'N', 'U', 0, 7, 8, 0, 0};
    int table = 64 + size + note.length;
    ByteBuffer elf = ByteBuffer.allocate(table + 64 * (rows + 3)).order(ByteOrder.LITTLE_ENDIAN);
    elf.put(0, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).put(64 + size, note);
    elf.putLong(40, table).putShort(58, (short) 64).putShort(60, (short) (rows + 3)).putShort(62, (short) (rows + 2));
    for (int i = 1; i <= rows + 1; i++) {
      int at = table + 64 * i;
      elf.putInt(at + 4, ElfImage.NOTES).putLong(at + 24, i <= rows ? 64 : 64 + size).putLong(at + 32, i <= rows ? size : note.length);
    }
    elf.putInt(table + 64 * (rows + 2) + 4, 3).putLong(table + 64 * (rows + 2) + 24, 64).putLong(table + 64 * (rows + 2) + 32, 1);
    return ElfModule.of(elf.array(), PATH);
  }

  @Test
  void buildId_behindManyLargeNotes_isFoundAtOnce() throws Exception {
    ElfModule module = notes(60_000, 8 << 20);
    assertArrayEquals(new byte[] {7, 8}, assertTimeoutPreemptively(Duration.ofSeconds(20), module::buildId).orElseThrow());
  }

  @Test
  void buildId_behindMoreNotesThanTheBound_isNotLookedFor() throws Exception {
    assertTrue(notes(ElfModule.MOST_TEXT / ElfModule.LARGEST_NOTES - 1, ElfModule.LARGEST_NOTES).buildId().isPresent());
    assertTrue(notes(ElfModule.MOST_TEXT / ElfModule.LARGEST_NOTES, ElfModule.LARGEST_NOTES).buildId().isEmpty());
  }
}
