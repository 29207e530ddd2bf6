package io.hotprobe.module;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.Modules.Check;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UncheckedImageTest {

  private static final Path PATH = Path.of("a.ko");
  private static final String VERMAGIC = "vermagic=6.1.0-56-amd64 SMP preempt mod_unload modversions ";

  private static KoFile module(boolean wide, String order) {
    return new KoFile(wide, order.equals("big") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
        .modinfo("license=GPL").modinfo(VERMAGIC).modinfo("vermagi").modinfo("depends=").version("module_layout", 0x11223344).need("printk");
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** The flags in the row of the section table that points at the bytes {@code content}. */
  private static long flags(byte[] bytes, boolean wide, String order, String content) {
    ByteBuffer elf = ByteBuffer.wrap(bytes).order(order.equals("big") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int at = text(bytes).indexOf(content) - (wide ? 8 : 4);
    int table = wide ? (int) elf.getLong(40) : elf.getInt(32);
    int size = wide ? 64 : 40;
    for (int row = table; row < bytes.length; row += size) {
      long offset = wide ? elf.getLong(row + 24) : elf.getInt(row + 16);
      if (offset == at) {
        return wide ? elf.getLong(row + 8) : elf.getInt(row + 8);
      }
    }
    throw new AssertionError("no section at " + at);
  }

  @ParameterizedTest
  @CsvSource({"true,little", "true,big", "false,little", "false,big"})
  void strip_vermagic_isZeroedAndNothingElse(boolean wide, String order) throws MalformedModuleException {
    byte[] bytes = module(wide, order).bytes();
    String before = text(bytes);
    UncheckedImage.strip(bytes, PATH, Set.of(Check.VERMAGIC));
    assertEquals(before.replace(VERMAGIC, "\0".repeat(VERMAGIC.length())), text(bytes));
    assertEquals(
        List.of("license=GPL", "vermagi", "depends="), ElfModule.of(bytes, PATH).modinfo(), "the rest is still there");
  }

  @ParameterizedTest
  @CsvSource({"true,little", "true,big", "false,little", "false,big"})
  void strip_modversions_hidesTheSectionAndNothingElse(boolean wide, String order) throws MalformedModuleException {
    byte[] bytes = module(wide, order).bytes();
    byte[] before = bytes.clone();
    assertEquals(2, flags(bytes, wide, order, "module_layout"));
    UncheckedImage.strip(bytes, PATH, Set.of(Check.MODVERSIONS));
    assertEquals(0, flags(bytes, wide, order, "module_layout"));
    int changed = Arrays.mismatch(before, bytes);
    bytes[changed] = before[changed];
    assertArrayEquals(before, bytes);
  }

  @Test
  void strip_nothingToIgnoreOrToStrip_changesNothing() throws MalformedModuleException {
    byte[] noModule = {1, 2, 3};
    UncheckedImage.strip(noModule, PATH, Set.of());
    assertArrayEquals(new byte[] {1, 2, 3}, noModule);
    byte[] bare = new KoFile().need("printk").bytes();
    byte[] before = bare.clone();
    UncheckedImage.strip(bare, PATH, EnumSet.allOf(Check.class));
    assertArrayEquals(before, bare);
  }

  @Test
  void strip_noModule_saysWhere() {
    Exception noModule = assertThrows(MalformedModuleException.class, () -> UncheckedImage.strip(new byte[3], PATH, Set.of(Check.VERMAGIC)));
    assertTrue(noModule.getMessage().startsWith("a.ko: byte "), noModule.getMessage());
  }

  @Test
  void strip_sectionThatIsNotRead_isEditedInPlace() throws MalformedModuleException {
    byte[] bytes = new KoFile().modinfo("x".repeat(ElfImage.LARGEST_SECTION)).modinfo(VERMAGIC).bytes();
    UncheckedImage.strip(bytes, PATH, Set.of(Check.VERMAGIC));
    assertEquals(-1, text(bytes).indexOf("vermagic"));
  }

  /** Whatever stands in the file, the answer is an edited image of the same size or {@link MalformedModuleException}. */
  @Test
  void strip_damagedModules_areEditedOrRefused() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = module(i % 2 == 0, i % 4 < 2 ? "big" : "little").bytes();
      for (int hit = random.nextInt(4); hit >= 0; hit--) {
        bytes[random.nextInt(random.nextBoolean() ? 64 : bytes.length)] = (byte) random.nextInt();
      }
      byte[] cut = random.nextBoolean() ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length));
      try {
        UncheckedImage.strip(cut, PATH, EnumSet.allOf(Check.class));
      } catch (MalformedModuleException refused) {
        assertTrue(refused.getMessage().startsWith("a.ko: byte "), refused.getMessage());
      }
    }
  }
}
