package io.hotprobe.nodes;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.FileFailure;
import io.hotprobe.module.SourceLine;
import io.hotprobe.rules.Database;
import io.hotprobe.rules.DeviceRecord;
import io.hotprobe.sysfs.FileNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * udev's database: an entry per device in {@code data/ID}, and for each of its tags an empty file {@code tags/TAG/ID}. Entries are
 * replaced at once or not at all. Safe for any thread as long as one device's entry is written by one at a time.
 */
public final class UdevDatabase implements Database {

  /** Most bytes of an entry that are read: more than links, tags and properties take that rules may set. */
  static final int LONGEST_ENTRY = 2 << 20;

  private static final int READABLE = 0644;
  private static final int STICKY = 01000;

  private final Path data;
  private final Path tags;
  private final Consumer<Diagnostic> damage;

  /**
   * @param directory {@code /run/udev}, or another that has {@code data} and {@code tags} below it; made when it is missing
   * @param damage is told what is wrong in an entry that is read; called by the thread that reads
   */
  public UdevDatabase(Path directory, Consumer<Diagnostic> damage) {
    this.data = directory.resolve("data");
    this.tags = directory.resolve("tags");
    this.damage = damage;
  }

  @Override
  public DeviceRecord read(String id) {
    if (!FileNames.isName(id)) {
      return DeviceRecord.NONE;
    }
    Path file = data;
    try {
      file = FileNames.below(data, id);
      return read(file);
    } catch (NoSuchFileException none) {
      return DeviceRecord.NONE;
    } catch (IOException unreadable) {
      tell(file, "cannot be read: " + FileFailure.reason(unreadable));
      return DeviceRecord.NONE;
    }
  }

  private DeviceRecord read(Path file) throws IOException {
    int mode = (Integer) Files.getAttribute(file, "unix:mode");
    if (!Files.isRegularFile(file)) {
      tell(file, "not a regular file");
      return DeviceRecord.NONE;
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LONGEST_ENTRY);
      if (bytes.length == LONGEST_ENTRY && in.read() >= 0) {
        tell(file, "longer than " + LONGEST_ENTRY + " bytes, of which the first are read");
      }
    }
    return RecordText.read(file, new String(bytes, StandardCharsets.ISO_8859_1), (mode & STICKY) != 0, damage);
  }

  private void tell(Path file, String problem) {
    damage.accept(new Diagnostic(new SourceLine(file, 0), problem, "remove it; the device's next event writes the entry anew"));
  }

  /** As {@link #write(String, DeviceRecord, DeviceRecord)}, with the old entry read first. */
  public void write(String id, DeviceRecord now) throws IOException {
    write(id, read(id), now);
  }

  /**
   * Replaces a device's entry and brings the index of tags up to date. Properties with a line end in name or value, and those whose
   * name begins with a dot, are left out. There is no entry for a device that nothing is to be said about and that has neither a
   * device number nor an interface index.
   *
   * @param old the entry that is replaced
   * @throws IOException naming the path and the reason; the old entry is whole then
   */
  public void write(String id, DeviceRecord old, DeviceRecord now) throws IOException {
    requireName(id);
    for (String tag : old.tags()) {
      if (!now.tags().contains(tag)) {
        dropTag(tag, id);
      }
    }
    for (String tag : now.tags()) {
      addTag(tag, id);
    }
    if (RecordText.saysNothing(now) && id.charAt(0) == '+') {
      Files.deleteIfExists(FileNames.below(data, id));
      return;
    }
    Files.createDirectories(data);
    replace(id, RecordText.write(now, id.charAt(0) != 'n' && id.charAt(0) != '+'), now.persistent() ? READABLE | STICKY : READABLE);
  }

  private void replace(String id, String text, int mode) throws IOException {
    Path temporary = data.resolve(".#" + Long.toHexString(ThreadLocalRandom.current().nextLong()));
    try {
      Files.write(temporary, text.getBytes(StandardCharsets.ISO_8859_1), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      Files.setAttribute(temporary, "unix:mode", mode);
      Files.move(temporary, FileNames.below(data, id), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failed) {
      Files.deleteIfExists(temporary);
      throw failed;
    }
  }

  /** Takes a device's entry and its tags away. What is not there is no error. */
  public void delete(String id) throws IOException {
    delete(id, read(id));
  }

  /**
   * Takes a device's entry and its tags away.
   *
   * @param old the entry, whose tags are in the index
   */
  public void delete(String id, DeviceRecord old) throws IOException {
    requireName(id);
    for (String tag : old.tags()) {
      dropTag(tag, id);
    }
    Files.deleteIfExists(FileNames.below(data, id));
  }

  private void addTag(String tag, String id) throws IOException {
    if (!RecordText.isTag(tag)) {
      return;
    }
    Path file = FileNames.below(FileNames.below(tags, tag), id);
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.createDirectories(file.getParent());
    try {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r--r--r--")));
    } catch (FileAlreadyExistsException meanwhile) {
      // As wanted.
      return;
    }
  }

  private void dropTag(String tag, String id) throws IOException {
    if (RecordText.isTag(tag)) {
      Files.deleteIfExists(FileNames.below(FileNames.below(tags, tag), id));
    }
  }

  private static void requireName(String id) throws IOException {
    if (!FileNames.isName(id)) {
      throw new IOException("'" + id + "' cannot be a device's id: it is no file name");
    }
  }
}
