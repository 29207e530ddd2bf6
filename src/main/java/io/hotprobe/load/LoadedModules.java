package io.hotprobe.load;

import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleName;
import io.hotprobe.resolve.Resolver;
import io.hotprobe.sysfs.ModuleDirectories;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The record of the modules that hotprobe itself loaded, and for what; autoclean touches no other. It is a {@link NoteFile} named {@code
 * loaded} in hotprobe's directory below {@code /run}.
 *
 * <p>A module is recorded when its whole plan has been carried out, so that one just loaded for another is not taken for idle. Of one that
 * was unloaded since, and perhaps loaded again by somebody else, the note is void.
 *
 * <p>Safe for any thread and for several processes.
 */
public final class LoadedModules {

  /** How long to wait for another process that writes the record. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Lines after which the void ones are taken out. */
  static final int SWEPT_LINES = 1024;

  private final Path directory;
  private final NoteFile file;
  private final Path sysfsRoot;
  private final ModuleDirectories sysfs;

  /**
   * A record.
   *
   * @param directory hotprobe's below {@code /run}; made at the first write
   * @param sysfs where sysfs is
   */
  public LoadedModules(Path directory, Path sysfs) {
    this.directory = directory;
    this.file = new NoteFile(directory.resolve("loaded"));
    this.sysfsRoot = sysfs;
    this.sysfs = new ModuleDirectories(sysfs);
  }

  /**
   * Records those that the kernel took; does nothing when there are none. Blocks, {@link #PATIENCE} at most for others.
   *
   * @param cause the devpath they were loaded for, or the name that the kernel asked for
   * @throws IOException if the record cannot be written
   */
  public void add(List<LoadOutcome> outcomes, String cause) throws IOException {
    List<Note> notes = new ArrayList<>();
    for (LoadOutcome outcome : outcomes) {
      ModuleName module = outcome.module();
      if (outcome instanceof LoadOutcome.Loaded && Note.canName(module)) {
        notes.add(Note.now(module, sysfs.instance(module), cause));
      }
    }
    if (!notes.isEmpty()) {
      file.exclusively(PATIENCE, () -> write(notes));
    }
  }

  private void write(List<Note> notes) throws IOException {
    List<Note> before = file.read();
    if (before.size() + notes.size() <= SWEPT_LINES) {
      file.append(notes);
      return;
    }
    List<Note> all = new ArrayList<>(before);
    all.removeIf(this::isVoid);
    all.addAll(notes);
    file.replace(all);
  }

  /** The notes, void ones included, one for each module. */
  List<Note> read() throws IOException {
    return file.read();
  }

  /** Takes these notes out, unless they were replaced by later ones. */
  void drop(Collection<Note> gone) throws IOException {
    if (gone.isEmpty()) {
      return;
    }
    file.exclusively(PATIENCE, () -> {
      List<Note> left = file.read();
      left.removeAll(gone);
      file.replace(left);
    });
  }

  /** Whether the kernel holds, as far as sysfs tells, the very instance that the note is about. */
  boolean isCurrent(Note note) {
    return sysfs.instance(note.module()) == note.instance();
  }

  /** Whether sysfs says that the instance that the note is about is gone. Where it says nothing, no note is void. */
  boolean isVoid(Note note) {
    long now = sysfs.instance(note.module());
    return now == ModuleDirectories.NO_INSTANCE ? sysfs.denies(note.module()) : now != note.instance();
  }

  ModuleDirectories sysfs() {
    return sysfs;
  }

  PresentDevices devicesFor(Resolver resolver) {
    return new PresentDevices(sysfsRoot, resolver);
  }

  /** Another file of notes beside the record. */
  NoteFile beside(String name) {
    return new NoteFile(directory.resolve(name));
  }
}
