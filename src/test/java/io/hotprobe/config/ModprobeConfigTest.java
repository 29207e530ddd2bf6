package io.hotprobe.config;

import static io.hotprobe.config.TempRoot.module;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.SourceLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModprobeConfigTest {

  @TempDir Path directory;
  private TempRoot root;

  @BeforeEach
  void root() throws IOException {
    root = new TempRoot(directory);
  }

  @Test
  void empty_everyQuery_isEmpty() throws IOException {
    ModprobeConfig config = ModprobeConfig.empty();
    assertTrue(Stream.of(config.files(), config.watched(), config.aliases(), config.blacklists()).allMatch(List::isEmpty));
    assertEquals("", config.options(module("m"), null));
    assertEquals(Optional.empty(), config.install(module("m")));
  }

  @Test
  void read_nothingThere_equalsEmpty() throws IOException {
    assertEquals(List.of(), root.read().files());
  }

  @Test
  void blacklist_severalLines_firstIsNamed() throws IOException {
    config("blacklist other\nblacklist a-b\n", "blacklist a_b\n");
    assertEquals(Optional.of(new SourceLine(directory.resolve("etc/modprobe.d/0.conf"), 2)), root.read().blacklist(module("a-b")));
  }

  @Test
  void blacklist_glob_isLiteral() throws IOException {
    config("blacklist a*\n");
    assertFalse(root.read().blacklist(module("ab")).isPresent());
  }

  @Test
  void blacklist_dashOnKernelCommandLine_blocksNothing() throws IOException {
    root.file("proc/cmdline", "quiet modprobe.blacklist=snd-hda,nouveau\n");
    ModprobeConfig config = root.read();
    assertFalse(config.blacklist(module("snd_hda")).isPresent());
    assertEquals(Optional.of(new SourceLine(directory.resolve("proc/cmdline"), 0)), config.blacklist(module("nouveau")));
    assertEquals(1, root.diagnostics.size());
  }

  @Test
  void options_moduleAndAlias_areJoinedInParseOrder() throws IOException {
    config("options m a=1\noptions usb* b=2\n", "options other c=3\noptions m d=4\n");
    root.file("proc/cmdline", "m.e=5");
    ModprobeConfig config = root.read();
    assertEquals("a=1 b=2 d=4 e=5", config.options(module("m"), "usb*"));
    assertEquals("a=1 d=4 e=5", config.options(module("m"), null));
    assertEquals("a=1 d=4 e=5", config.options(module("m"), "m"));
    assertEquals("", config.options(module("usb1"), null));
    SourceLine second = config.optionsLines(module("m"), "usb*").get(1).at();
    assertEquals(new SourceLine(directory.resolve("etc/modprobe.d/0.conf"), 2), second);
  }

  @Test
  void options_kernelCommandLine_comesLast() throws IOException {
    root.file("proc/cmdline", "m.a=1").file("etc/modprobe.d/~.conf", "options m a=2\n");
    assertEquals("a=2 a=1", root.read().options(module("m"), null));
  }

  @Test
  void install_exactAndGlob_earlierLineWins() throws IOException {
    config("install snd_* first\ninstall snd_b second\ninstall snd_c third\ninstall *_c fourth\n", "install a exact\ninstall a* glob\n");
    ModprobeConfig config = root.read();
    assertEquals("first", config.install(module("snd-b")).get().command());
    assertEquals("exact", config.install(module("a")).get().command());
    assertEquals("glob", config.install(module("ab")).get().command());
    assertFalse(config.install(module("b")).isPresent());
    assertFalse(config.remove(module("a")).isPresent());
  }

  @Test
  void remove_setGlob_matches() throws IOException {
    config("remove m[0-3] x\n");
    assertTrue(root.read().remove(module("m2")).isPresent());
    assertFalse(root.read().remove(module("m4")).isPresent());
  }

  @Test
  void softdep_userFileAfterModulesSoftdep_doesNotCount() throws IOException {
    root.file("lib/modules/1.0/modules.softdep", "# x\nsoftdep m pre: shipped\n");
    root.file("etc/modprobe.d/z.conf", "softdep m pre: late\n");
    assertEquals(List.of("shipped"), root.read().softdep(module("m")).get().pre());
    root.file("etc/modprobe.d/a.conf", "softdep m pre: early\n");
    assertEquals(List.of("early"), root.read().softdep(module("m")).get().pre());
  }

  @Test
  void weakdep_firstLine_wins() throws IOException {
    config("weakdep m* a b\nweakdep m1 c\n");
    assertEquals(List.of("a", "b"), root.read().weakdep(module("m1")).get().modules());
    assertEquals(2, root.read().weakdeps().size());
  }

  @Test
  void aliases_all_areInParseOrder() throws IOException {
    config("alias b x\nalias a y\n", "alias b z\n");
    assertEquals(List.of("x", "y", "z"), root.read().aliases().stream().map(a -> a.module().value()).toList());
  }

  @Test
  void lists_cannotBeChanged() throws IOException {
    config("alias b x\n");
    assertThrows(UnsupportedOperationException.class, () -> root.read().aliases().clear());
    assertThrows(UnsupportedOperationException.class, () -> root.read().files().clear());
  }

  @Test
  void read_fileBeyondTheBound_isCutAtALineEnd() throws IOException {
    Path file = directory.resolve("etc/modprobe.d/a.conf");
    Files.createDirectories(file.getParent());
    byte[] big = new byte[ConfigFile.LARGEST_FILE + 20];
    Arrays.fill(big, (byte) '\n');
    byte[] cut = "blacklist across\n".getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(cut, 0, big, ConfigFile.LARGEST_FILE - 14, cut.length);
    big[0] = '#';
    Files.write(file, big);
    assertEquals(List.of(), root.read().blacklists());
    assertEquals(
        List.of("etc/modprobe.d/a.conf: larger than 16777216 bytes; split the file; what lies beyond is ignored"), root.said());
  }

  @Test
  void read_bytesThatAreNoUtf8_areKept() throws IOException {
    config("options m name=\u00e9\u00ff\n");
    assertEquals("name=\u00e9\u00ff", root.read().options(module("m"), null));
  }

  private void config(String... files) throws IOException {
    for (int i = 0; i < files.length; i++) {
      root.file("etc/modprobe.d/" + i + ".conf", files[i]);
    }
  }
}
