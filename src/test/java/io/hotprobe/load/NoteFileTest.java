package io.hotprobe.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.ModuleName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoteFileTest {

  private static final Instant WHEN = Instant.parse("2026-11-23T05:00:00Z");

  @TempDir Path root;

  private Path path;
  private NoteFile file;

  @BeforeEach
  void setUp() {
    path = root.resolve("run/hotprobe/loaded");
    file = new NoteFile(path);
  }

  private static Note note(String module, long instance, String cause) {
    return new Note(WHEN, new ModuleName(module), instance, cause);
  }

  private void append(Note... notes) throws IOException {
    file.exclusively(Duration.ZERO, () -> file.append(List.of(notes)));
  }

  private void replace(List<Note> notes) throws IOException {
    file.exclusively(Duration.ZERO, () -> file.replace(notes));
  }

  @Test
  void read_noFile_isEmptyAndMakesNothing() throws IOException {
    assertEquals(List.of(), file.read());
    assertFalse(Files.exists(root.resolve("run")));
  }

  @Test
  void append_notes_areLinesThatReadBack() throws IOException {
    Note one = note("one", 7, "/devices/a b");
    Note two = note("two", -1, "");
    append(one);
    append(two);
    assertEquals("2026-11-23T05:00:00Z one 7 /devices/a b\n2026-11-23T05:00:00Z two -1\n", Files.readString(path));
    assertEquals(List.of(one, two), file.read());
  }

  @Test
  void append_sameModuleAgain_theLaterCounts() throws IOException {
    append(note("one", 7, ""), note("two", 8, ""));
    append(note("one", 9, ""));
    assertEquals(List.of(note("two", 8, ""), note("one", 9, "")), file.read());
  }

  @Test
  void append_newFile_isReadableByAllWhateverTheMask() throws IOException {
    append(note("one", 7, ""));
    replace(List.of(note("two", 7, "")));
    assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    assertEquals("rwxr-xr-x", PosixFilePermissions.toString(Files.getPosixFilePermissions(path.getParent())));
  }

  @Test
  void append_afterATornLine_writesOverIt() throws IOException {
    append(note("one", 7, ""), note("usb_storage", 8, "/devices/long"));
    byte[] whole = Files.readAllBytes(path);
    int first = Files.readString(path).indexOf('\n') + 1;
    for (int length = 0; length <= whole.length; length++) {
      Files.write(path, Arrays.copyOf(whole, length));
      List<Note> kept = new ArrayList<>();
      if (length >= first) {
        kept.add(note("one", 7, ""));
      }
      if (length == whole.length) {
        kept.add(note("usb_storage", 8, "/devices/long"));
      }
      assertEquals(kept, file.read(), "torn after " + length + " bytes");
      append(note("next", 9, "x"));
      kept.add(note("next", 9, "x"));
      assertEquals(kept, file.read(), "torn after " + length + " bytes, then written to");
    }
  }

  @Test
  void replace_diesBeforeTheRename_theOldFileCounts() throws IOException {
    append(note("one", 7, ""));
    Files.writeString(path.resolveSibling("loaded.new"), "2026-11-23T05:00:00Z tw");
    assertEquals(List.of(note("one", 7, "")), file.read());
    replace(List.of(note("three", 7, "")));
    assertEquals(List.of(note("three", 7, "")), file.read());
    assertFalse(Files.exists(path.resolveSibling("loaded.new")));
  }

  @Test
  void append_moreThanMost_dropsTheOldest() throws IOException {
    List<Note> notes = new ArrayList<>();
    for (int i = 0; i < NoteFile.MOST; i++) {
      notes.add(note("m" + i, Long.MIN_VALUE, "x".repeat(500)));
    }
    replace(notes);
    assertTrue(Files.size(path) < NoteFile.BYTES, "all of it is read: " + Files.size(path));
    assertEquals(NoteFile.MOST, file.read().size());
    append(note("last", 1, ""));
    List<Note> kept = file.read();
    assertEquals(NoteFile.MOST, kept.size());
    assertEquals("m1", kept.get(0).module().value());
    assertEquals("last", kept.get(kept.size() - 1).module().value());
  }

  @Test
  void read_fileTooLong_readsItsBeginningAndTheNextWriterCutsIt() throws IOException {
    append(note("one", 7, ""));
    Files.writeString(path, Files.readString(path) + "rubbish\n".repeat(NoteFile.BYTES / 4));
    assertEquals(List.of(note("one", 7, "")), file.read());
    append(note("two", 8, ""));
    assertEquals(List.of(note("one", 7, ""), note("two", 8, "")), file.read());
    assertTrue(Files.size(path) < NoteFile.BYTES);
  }

  @Test
  void read_carriageReturnInsideALine_endsNone() throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, "rubbish\r" + note("one", 7, "/d").line() + "\n" + note("two", 8, "/d").line() + "\n");
    assertEquals(List.of(note("two", 8, "/d")), file.read());
  }

  @Test
  void read_somethingElseThanAFile_isToldWithItsPath() throws IOException {
    Files.createDirectories(path);
    IOException told = assertThrows(IOException.class, file::read);
    assertTrue(told.getMessage().startsWith(path + ": not a regular file"), told.getMessage());
  }

  @Test
  void note_textOfADevice_staysOneLine() {
    Note note = note("one", 7, "/devices/a\nb\u0001\u00e9" + "c".repeat(500));
    assertEquals(Note.parse(note.line()).orElseThrow(), note);
    assertTrue(note.cause().startsWith("/devices/a?b??c"), note.cause());
    assertFalse(Note.canName(new ModuleName("a b")));
    assertFalse(Note.canName(new ModuleName("a\nb")));
    assertFalse(Note.canName(new ModuleName("a".repeat(200))));
    assertTrue(Note.canName(new ModuleName("snd_hda_codec_realtek")));
  }

  /** Every other seed is new on every run; a failure names it. */
  @Test
  void read_anyBytes_givesOnlyWholeLinesAndTakesNewOnes() throws IOException {
    append(note("one", 7, ""));
    for (int round = 0; round < 1000; round++) {
      long seed = round % 2 == 0 ? round : ThreadLocalRandom.current().nextLong();
      byte[] bytes = damaged(new Random(seed));
      Files.write(path, bytes);
      List<Note> read = file.read();
      List<String> lines = List.of(new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1));
      for (Note note : read) {
        assertTrue(lines.subList(0, lines.size() - 1).stream().anyMatch(line -> Note.parse(line).equals(Optional.of(note))), "seed=" + seed);
      }
      append(note("later", 3, "c"));
      List<Note> after = file.read();
      assertEquals(note("later", 3, "c"), after.get(after.size() - 1), "seed=" + seed);
      read.removeIf(note -> note.module().value().equals("later"));
      assertEquals(read, after.subList(0, after.size() - 1), "seed=" + seed);
    }
  }

  /** A good file with bytes changed, cut out, doubled or made up. */
  private static byte[] damaged(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(note("m" + random.nextInt(9), random.nextLong(), "/devices/" + random.nextInt())).append('\n');
      text.append(note("m" + random.nextInt(9), random.nextLong(), "/devices/" + random.nextInt()).line()).append('\n');
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? random.nextInt(256) : " \n\0-Z9".charAt(random.nextInt(6)));
    }
    if (random.nextInt(4) == 0) {
      bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
    }
    return Arrays.copyOf(bytes, random.nextBoolean() ? bytes.length : random.nextInt(bytes.length + 1));
  }
}
