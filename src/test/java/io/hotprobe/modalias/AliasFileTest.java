package io.hotprobe.modalias;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.IndexWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AliasFileTest {

  private static final String TEXT =
      """
      # Aliases extracted from modules themselves.
      alias usb:v1D6Bp* hub
      alias usb:v1D6Bp0002* fast-hub
      alias usb:v* any
      alias platform:snd-soc dash
      alias usb:v1D6B[0-9a-f]* set
      """;
  private static final String[] DEVICES = {"usb:v1D6Bp0002d0100", "usb:v1D6B7", "platform:snd-soc", "pci:x", "usb:v1D6B"};

  @TempDir Path directory;
  private final List<Diagnostic> said = new ArrayList<>();

  private AliasIndex read() {
    said.clear();
    return new AliasFile(directory, "modules.alias", said::add).read();
  }

  private void text(String text) throws IOException {
    Files.writeString(directory.resolve("modules.alias"), text, StandardCharsets.ISO_8859_1);
  }

  private Path binary(byte[] bytes) throws IOException {
    return Files.write(directory.resolve("modules.alias.bin"), bytes);
  }

  /** What depmod makes of {@link #TEXT}: places are those of the modules. */
  private static IndexWriter index() {
    return new IndexWriter()
        .add("usb:v1D6Bp*", 0, "hub")
        .add("usb:v1D6Bp0002*", 1, "fast_hub")
        .add("usb:v*", 2, "any")
        .add("platform:snd_soc", 3, "dash")
        .add("usb:v1D6B[0-9a-f]*", 4, "set");
  }

  private static List<List<String>> answers(AliasIndex index) {
    return Stream.of(DEVICES).map(device -> AliasTable.lookUp(index, device)).toList();
  }

  @Test
  void read_neitherFile_isEmptyAndQuiet() {
    assertEquals(0, read().size());
    assertEquals(List.of(), said);
  }

  @Test
  void read_binary_isUsedAndTextIsNot() throws IOException {
    binary(index().bytes());
    text("alias * wrong\n");
    AliasIndex index = read();
    assertEquals(5, index.size());
    assertEquals(
        List.of("hub usb:v1D6Bp*", "fast_hub usb:v1D6Bp0002*", "any usb:v*"), AliasTable.lookUp(index, "usb:v1D6Bp0002d0100"));
    assertEquals(List.of(), said);
  }

  @Test
  void read_noBinary_textGivesTheSameAnswers() throws IOException {
    binary(index().bytes());
    List<List<String>> expected = answers(read());
    Files.delete(directory.resolve("modules.alias.bin"));
    text(TEXT);
    assertEquals(expected, answers(read()));
    assertEquals(List.of(), said);
  }

  @Test
  void read_binaryOfNoBytesBesideAText_usesTheTextAndSaysSo() throws IOException {
    binary(new byte[0]);
    text(TEXT);
    assertTrue(read().size() > 0);
    assertEquals(1, said.size());
  }

  @Test
  void read_binaryOfNoBytesAlone_isEmptyAndQuiet() throws IOException {
    binary(new byte[0]);
    assertEquals(0, read().size());
    assertEquals(List.of(), said);
  }

  @Test
  void read_emptyIndex_isEmptyAndQuiet() throws IOException {
    binary(new IndexWriter().bytes());
    assertEquals(0, read().size());
    assertEquals(List.of(), said);
  }

  @Test
  void read_binaryTruncatedAnywhere_isSaidAndTextGivesTheSameAnswers() throws IOException {
    byte[] whole = index().bytes();
    binary(whole);
    List<List<String>> expected = answers(read());
    text(TEXT);
    for (int length = 1; length < whole.length; length++) {
      Path file = binary(Arrays.copyOf(whole, length));
      assertEquals(expected, answers(read()), "length=" + length);
      assertEquals(1, said.size(), "length=" + length);
      assertEquals(file, said.get(0).at().file());
      assertTrue(said.get(0).toString().startsWith(file + ": damaged index: "), said.get(0).toString());
      assertTrue(said.get(0).remedy().startsWith("run depmod"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"not an index at all", "\u00b0\u0007\u00f4\u0057\0\1\0\1\0\0\0\14", "\0\0\0\0\0\0\0\0\0\0\0\0\0"})
  void read_garbageBinary_isSaidAndTextIsUsed(String garbage) throws IOException {
    binary(garbage.getBytes(StandardCharsets.ISO_8859_1));
    text(TEXT);
    assertEquals(5, read().size());
    assertEquals(1, said.size());
  }

  @Test
  void read_garbageBinaryNoText_isEmptyAndSaid() throws IOException {
    binary(new byte[20]);
    assertEquals(0, read().size());
    assertEquals(1, said.size());
  }

  @Test
  void read_binaryIsADirectory_isSaidAndTextIsUsed() throws IOException {
    Files.createDirectories(directory.resolve("modules.alias.bin/x"));
    text(TEXT);
    assertEquals(5, read().size());
    assertEquals(1, said.size());
  }

  @Test
  void read_textIsADirectory_isEmptyAndSaid() throws IOException {
    Files.createDirectories(directory.resolve("modules.alias"));
    assertEquals(0, read().size());
    assertEquals(1, said.size());
  }

  @Test
  void read_binaryWithAnyByteChanged_neverThrows() throws IOException {
    byte[] whole = index().bytes();
    text(TEXT);
    SplittableRandom random = new SplittableRandom(1);
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= (byte) (1 + random.nextInt(255));
      binary(changed);
      answers(read());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alias usb:v*",
        "alias",
        "alias a b c",
        "Alias a b",
        "usb:v* hub",
        "alias usb:v[ hub",
        "alias usb:v] hub",
        "alias a kernel/hub.ko",
        "alias a .",
        "alias a ..",
        "alias a b\0c",
        "\u00ff\u00fe",
      })
  void read_oddTextLine_isSaidWithItsNumberAndSkipped(String line) throws IOException {
    text("# first\n" + line + "\nalias x good\n");
    AliasIndex index = read();
    assertEquals(1, index.size());
    assertEquals(List.of("good x"), AliasTable.lookUp(index, "x"));
    assertEquals(1, said.size());
    assertEquals(2, said.get(0).at().line());
    assertEquals(directory.resolve("modules.alias"), said.get(0).at().file());
  }

  @Test
  void read_textWithOddBlanks_isRead() throws IOException {
    text("\n   \nalias\tusb:a  m-n \r\nalias usb:b m");
    AliasIndex index = read();
    assertEquals(List.of("m_n usb:a"), AliasTable.lookUp(index, "usb:a"));
    assertEquals(List.of("m usb:b"), AliasTable.lookUp(index, "usb:b"));
    assertEquals(List.of(), said);
  }
}
