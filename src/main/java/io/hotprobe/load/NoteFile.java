package io.hotprobe.load;

import io.hotprobe.module.FileFailure;
import io.hotprobe.module.ModuleName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A small file of notes that several processes share. One line for each note, ASCII:
 *
 * <pre>
 *   WHEN MODULE INSTANCE [CAUSE]
 *   2026-11-23T05:00:00Z usb_storage 48213 /devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0
 * </pre>
 *
 * <p>The last line about a module is the one that counts; a line that is no note is left out. What follows the last newline was never
 * finished: nobody reads it, and the next writer writes over it. So the file may end anywhere.
 *
 * <p>Reading needs no lock. Writers work {@link #exclusively}. The directory is made when it is missing, for all to read.
 */
final class NoteFile {

  /** Most notes that are kept; of more, the oldest go. */
  static final int MOST = 2048;

  /** Bytes of the file that are read; what is beyond is as if it were not there. A file of {@link #MOST} notes is smaller. */
  static final int BYTES = 2 << 20;

  private final Path file;

  NoteFile(Path file) {
    this.file = file;
  }

  /** @param length bytes up to the end of the last finished line */
  private record Content(List<Note> notes, int length) {}

  /** The notes, one for each module, the oldest first; empty when there is no file. */
  List<Note> read() throws IOException {
    return latest(content().notes());
  }

  /**
   * Adds notes at the end.
   *
   * @throws IOException if the file or its directory cannot be read or written
   */
  void append(List<Note> notes) throws IOException {
    Content content = content();
    List<Note> all = new ArrayList<>(content.notes());
    all.addAll(notes);
    byte[] bytes = bytes(notes);
    if (all.size() > MOST || content.length() + bytes.length > BYTES) {
      replace(all);
      return;
    }
    makeReadable(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(content.length()).position(content.length());
      writeAll(channel, bytes);
    } catch (IOException failed) {
      throw unwritten(file, failed);
    }
  }

  /** A write that fails for want of room does not say where. */
  private static IOException unwritten(Path where, IOException failed) {
    return failed instanceof FileSystemException named ? named : new FileSystemException(where.toString(), null, "cannot be written: " + FileFailure.reason(failed));
  }

  /** Puts these notes in place of all; at every moment the file has either. */
  void replace(Collection<Note> notes) throws IOException {
    List<Note> kept = latest(notes);
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    makeReadable(fresh);
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      writeAll(channel, bytes(kept.subList(Math.max(0, kept.size() - MOST), kept.size())));
    } catch (IOException failed) {
      throw unwritten(fresh, failed);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What one writer does. */
  interface Work {
    void run() throws IOException;
  }

  /**
   * Does some work while other writers are kept out, those of other processes too.
   *
   * @param wait how long to wait for them at most
   * @throws IOException if the work does, or the lock is not to be had
   */
  void exclusively(Duration wait, Work work) throws IOException {
    PathLock held = lock(wait);
    try {
      work.run();
    } finally {
      held.close();
    }
  }

  private PathLock lock(Duration wait) throws IOException {
    try {
      makeDirectory(file.getParent());
      return PathLock.take(file.resolveSibling(file.getFileName() + ".lock"), wait);
    } catch (AccessDeniedException denied) {
      throw new IOException(denied.getFile() + ": permission denied; run this as root", denied);
    }
  }

  private static void makeDirectory(Path directory) throws IOException {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new IOException(directory + ": not a directory; remove it");
    }
    if (!Files.exists(directory)) {
      Files.createDirectories(directory);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private static void makeReadable(Path made) throws IOException {
    if (!Files.exists(made)) {
      Files.createFile(made);
      Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-r--r--"));
    }
  }

  private Content content() throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException(file + ": not a regular file; remove it");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(BYTES);
    } catch (NoSuchFileException none) {
      return new Content(List.of(), 0);
    }
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] != '\n') {
      length--;
    }
    List<Note> notes = new ArrayList<>();
    for (String line : new String(bytes, 0, length, StandardCharsets.ISO_8859_1).split("\n")) {
      Note.parse(line).ifPresent(notes::add);
    }
    return new Content(notes, length);
  }

  private static List<Note> latest(Collection<Note> notes) {
    Map<ModuleName, Note> latest = new LinkedHashMap<>();
    for (Note note : notes) {
      latest.remove(note.module());
      latest.put(note.module(), note);
    }
    return new ArrayList<>(latest.values());
  }

  private static byte[] bytes(Collection<Note> notes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    notes.forEach(note -> bytes.writeBytes((note.line() + "\n").getBytes(StandardCharsets.ISO_8859_1)));
    return bytes.toByteArray();
  }

  private static void writeAll(FileChannel channel, byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      channel.write(left);
    }
  }
}
