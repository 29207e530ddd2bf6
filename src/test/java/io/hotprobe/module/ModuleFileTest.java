package io.hotprobe.module;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.ModuleFile.Compression;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** The packed files were made from image.ko by gzip, xz and zstd; image-nosize.ko.zst came from a pipe and does not tell its size. */
class ModuleFileTest {

  @TempDir Path directory;

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = ModuleFileTest.class.getResourceAsStream("/module/" + name)) {
      return in.readAllBytes();
    }
  }

  private ModuleFile file(byte[] bytes) throws IOException {
    return new ModuleFile(new ModuleName("m"), Files.write(directory.resolve("m.ko"), bytes));
  }

  @ParameterizedTest
  @CsvSource({"image.ko, PLAIN", "image.ko.gz, GZIP", "image.ko.xz, XZ", "image.ko.zst, ZSTD", "image-nosize.ko.zst, ZSTD"})
  void image_packedFile_isTheOriginal(String name, Compression compression) throws IOException {
    ModuleFile file = file(resource(name));
    assertEquals(compression, file.compression());
    assertArrayEquals(resource("image.ko"), file.image());
  }

  @Test
  void image_packedHere_isTheOriginal() throws IOException {
    byte[] image = new byte[1_000_000];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < image.length; i++) {
      image[i] = (byte) (i % 5 == 0 ? random.nextInt(7) : i);
    }
    ByteArrayOutputStream gz = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gz)) {
      out.write(image);
    }
    ByteArrayOutputStream xz = new ByteArrayOutputStream();
    try (XZOutputStream out = new XZOutputStream(xz, new LZMA2Options(1))) {
      out.write(image);
    }
    assertArrayEquals(image, file(gz.toByteArray()).image());
    assertArrayEquals(image, file(xz.toByteArray()).image());
  }

  private ModuleFile gzip(int zeros) throws IOException {
    Path path = directory.resolve("large.ko.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
      for (int i = 0; i < zeros >> 16; i++) {
        out.write(new byte[1 << 16]);
      }
    }
    return new ModuleFile(new ModuleName("large"), path);
  }

  @ParameterizedTest
  @ValueSource(ints = {16 << 20, 20 << 20, ModuleFile.LARGEST_IMAGE})
  void image_large_isWhole(int size) throws IOException {
    assertArrayEquals(new byte[size], gzip(size).image());
  }

  @Test
  void image_largerThanTheBound_saysSo() throws IOException {
    ModuleFile file = gzip(70 << 20);
    assertEquals(file.path() + ": module image larger than 64 MiB", assertThrows(IOException.class, file::image).getMessage());
  }

  @Test
  void isModule_suffixes_areThoseOfModulesAndNotTheWholeName() {
    for (String name : new String[] {"a.ko", "a.ko.gz", "/x/a.b.ko.xz", "a.ko.zst"}) {
      assertTrue(ModuleFile.isModule(name), name);
    }
    for (String name : new String[] {"", ".ko", "x/.ko.gz", "a.ko.bz2", "a.o", "ako", "a.ko/b"}) {
      assertFalse(ModuleFile.isModule(name), name);
    }
    assertEquals("x.ko.d/a.ko", ModuleFile.plainName("x.ko.d/a.ko.zst"));
    assertEquals("a.ko", ModuleFile.plainName("a.ko"));
  }

  @Test
  void compression_suffixThatLies_isNotBelieved() throws IOException {
    Path path = Files.write(directory.resolve("m.ko.gz"), resource("image.ko.zst"));
    assertEquals(Compression.ZSTD, new ModuleFile(new ModuleName("m"), path).compression());
  }

  @Test
  void compression_shortOrOtherBytes_isPlain() {
    assertEquals(Compression.PLAIN, Compression.of(new byte[0]));
    assertEquals(Compression.PLAIN, Compression.of(new byte[] {0x1f}));
    assertEquals(Compression.GZIP, Compression.of(new byte[] {0x1f, (byte) 0x8b}));
    assertEquals(Compression.PLAIN, Compression.of(new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z'}));
    assertEquals(Compression.PLAIN, Compression.of(new byte[] {0x28, (byte) 0xb5, 0x2f}));
    assertEquals(Compression.PLAIN, Compression.of(new byte[] {0x7f, 'E', 'L', 'F', 2, 1}));
  }

  @Test
  void image_emptyFile_isEmpty() throws IOException {
    assertEquals(0, file(new byte[0]).image().length);
    assertEquals(Compression.PLAIN, file(new byte[0]).compression());
  }

  @Test
  void image_missingFile_isAnIOException() {
    ModuleFile missing = new ModuleFile(new ModuleName("m"), directory.resolve("none.ko"));
    assertThrows(NoSuchFileException.class, missing::image);
    assertThrows(NoSuchFileException.class, missing::compression);
  }

  @Test
  void image_directory_isAnIOException() {
    assertThrows(IOException.class, new ModuleFile(new ModuleName("m"), directory)::image);
  }

  /** At the length of the magic it is known to be packed; from there on a part is never taken for the whole. */
  @ParameterizedTest
  @CsvSource({"image.ko.gz, 2", "image.ko.xz, 6", "image.ko.zst, 4", "image-nosize.ko.zst, 4"})
  void image_truncatedAnywhere_isAnIOException(String name, int magic) throws IOException {
    byte[] whole = resource(name);
    for (int length = magic; length < whole.length; length += length < 64 || length > whole.length - 64 ? 1 : 13) {
      ModuleFile part = file(Arrays.copyOf(whole, length));
      assertThrows(IOException.class, part::image, "length=" + length);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"image.ko.gz", "image.ko.xz", "image.ko.zst", "image-nosize.ko.zst"})
  void image_bytesChanged_isAnIOExceptionOrAnImage(String name) throws IOException {
    byte[] whole = resource(name);
    SplittableRandom random = new SplittableRandom(1);
    int refused = 0;
    for (int round = 0; round < 300; round++) {
      byte[] changed = whole.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        changed[6 + random.nextInt(round % 2 == 0 ? 60 : whole.length - 6)] = (byte) random.nextInt(256);
      }
      try {
        file(changed).image();
      } catch (IOException damaged) {
        refused++;
      }
    }
    assertTrue(refused > 100, "refused=" + refused);
  }

  @ParameterizedTest
  @ValueSource(strings = {"image.ko.gz", "image.ko.xz", "image.ko.zst"})
  void image_noiseBehindTheMagic_isAnIOException(String name) throws IOException {
    byte[] noise = new byte[500];
    new SplittableRandom(2).nextBytes(noise);
    System.arraycopy(resource(name), 0, noise, 0, 6);
    assertThrows(IOException.class, file(noise)::image);
  }
}
