package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.builtins.BlockProbe;
import io.hotprobe.builtins.BlockProbe.Request;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibBlkidTest {

  private static final Request WHOLE = new Request(0, true, List.of());

  @TempDir Path directory;
  private BlockProbe probe;

  @BeforeEach
  void needTheLibrary() {
    Optional<BlockProbe> found = LibBlkid.find();
    assumeTrue(found.isPresent(), "libblkid.so.1 is not installed");
    probe = found.get();
  }

  private Path image(String name) throws IOException {
    Path image = directory.resolve(name + ".img");
    try (InputStream in = new GZIPInputStream(LibBlkidTest.class.getResourceAsStream("/blkid/" + name + ".img.gz"))) {
      Files.copy(in, image);
    }
    return image;
  }

  @Test
  void probe_fileSystem_isRecognised() throws IOException {
    Map<String, String> values = probe.probe(image("ext4"), WHOLE);
    assertEquals("ext4", values.get("TYPE"));
    assertEquals("My disk/1\u00c3\u00a9", values.get("LABEL"), "one char a byte");
    assertEquals("11111111-2222-3333-4444-555555555555", values.get("UUID"));
    assertEquals("filesystem", values.get("USAGE"));
  }

  @Test
  void probe_smallDiskWithATable_isNotTakenForAFileSystem() throws IOException {
    assertEquals(Map.of("PTTYPE", "dos", "PTUUID", "1234abcd"), probe.probe(image("floppy-dos"), WHOLE));
  }

  @Test
  void probe_nothingThere_isNothing() throws IOException {
    assertEquals(Map.of(), probe.probe(image("empty"), WHOLE));
    assertEquals(Map.of(), probe.probe(image("shifted"), WHOLE));
  }

  @Test
  void probe_offset_isWhereItLooks() throws IOException {
    assertEquals("swap", probe.probe(image("shifted"), new Request(1 << 20, true, List.of())).get("TYPE"));
  }

  @Test
  void probe_twoFileSystems_isRefused() throws IOException {
    Path both = image("both");
    String message = assertThrows(IOException.class, () -> probe.probe(both, WHOLE)).getMessage();
    assertTrue(message.contains("more than one") && message.contains(both.toString()), message);
  }

  @Test
  void probe_raidMember_isNotLookedForWhenNotWanted() throws IOException {
    // A version 1.0 superblock of Linux RAID is near the end; libblkid asks its magic, its version, its place and its checksum.
    Path image = directory.resolve("raid");
    byte[] disk = new byte[4 << 20];
    int superblock = (disk.length / 512 - 16 & ~7) * 512;
    ByteBuffer bytes = ByteBuffer.wrap(disk).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(superblock, 0xa92b4efc).putInt(superblock + 4, 1).putLong(superblock + 144, superblock / 512);
    checksum(bytes, superblock);
    Files.write(image, disk);
    assertEquals("linux_raid_member", probe.probe(image, WHOLE).get("TYPE"));
    assertEquals(Map.of(), probe.probe(image, new Request(0, false, List.of())));
  }

  /** As the kernel's md does: the 256 bytes as words, added up with carry. */
  private static void checksum(ByteBuffer bytes, int superblock) {
    long sum = 0;
    for (int at = 0; at < 256; at += 4) {
      sum += Integer.toUnsignedLong(bytes.getInt(superblock + at));
    }
    bytes.putInt(superblock + 216, (int) ((sum & 0xffff_ffffL) + (sum >>> 32)));
  }

  @Test
  void probe_missingOrUnreadable_namesTheCallAndThePath() {
    Path missing = directory.resolve("missing");
    String message = assertThrows(IOException.class, () -> probe.probe(missing, WHOLE)).getMessage();
    assertTrue(message.startsWith("open: ENOENT") && message.contains(missing.toString()), message);
    assertThrows(IOException.class, () -> probe.probe(directory, WHOLE));
    assertThrows(IOException.class, () -> probe.probe(Path.of("/dev/null/x"), WHOLE));
  }

  @Test
  void probe_hintForAnotherFormat_isTaken() throws IOException {
    assertEquals(Map.of(), probe.probe(image("empty"), new Request(0, true, List.of("session_offset=2048"))));
  }

  @Test
  void probe_fromManyThreads_keepsThemApart() throws IOException {
    Path ext4 = image("ext4");
    Path swap = image("swap");
    List<CompletableFuture<String>> answers =
        Stream.iterate(0, i -> i < 40, i -> i + 1).map(i -> CompletableFuture.supplyAsync(() -> type(i % 2 == 0 ? ext4 : swap))).toList();
    for (int i = 0; i < answers.size(); i++) {
      assertEquals(i % 2 == 0 ? "ext4" : "swap", answers.get(i).join());
    }
  }

  private String type(Path image) {
    try {
      return probe.probe(image, WHOLE).get("TYPE");
    } catch (IOException failed) {
      return failed.getMessage();
    }
  }

  @Test
  void find_noLibrary_isEmpty() {
    assertEquals(Optional.empty(), LibBlkid.find("libhotprobe-no-such-library.so.1"));
  }

  /** The program of the same library says more (secondary types, magic numbers), but where both speak they agree. */
  @ParameterizedTest
  @ValueSource(strings = {"ext4", "vfat", "swap", "gpt"})
  void probe_image_isWhatTheProgramBlkidSays(String name) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/sbin/blkid")), "util-linux's blkid is not installed");
    Path image = image(name);
    Process blkid = new ProcessBuilder("/usr/sbin/blkid", "-p", "-o", "export", image.toString()).start();
    Map<String, String> theirs = new TreeMap<>();
    for (String line : new String(blkid.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1).split("\n")) {
      int equals = line.indexOf('=');
      theirs.put(line.substring(0, equals), line.substring(equals + 1).replaceAll("\\\\(.)", "$1"));
    }
    Map<String, String> ours = new TreeMap<>(probe.probe(image, WHOLE));
    // It writes labels in a notation of its own.
    ours.remove("LABEL");
    theirs.keySet().retainAll(ours.keySet());
    assertEquals(theirs, ours);
  }
}
