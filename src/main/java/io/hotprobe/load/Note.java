package io.hotprobe.load;

import io.hotprobe.module.ModuleName;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A note about one instance of a module.
 *
 * @param instance tells it from another after an unload, see {@link io.hotprobe.sysfs.ModuleDirectories#instance}
 * @param cause why it is there: a devpath, or what the kernel asked for; may be empty
 */
record Note(Instant when, ModuleName module, long instance, String cause) {

  /** Longest name of a module that a note is made of; the kernel has room for 56 characters. */
  private static final int LONGEST_NAME = 64;

  /** Characters of a cause that are kept. */
  private static final int LONGEST_CAUSE = 400;

  private static final int FIELDS = 4;

  Note {
    when = when.truncatedTo(ChronoUnit.SECONDS);
    cause = plain(cause.length() > LONGEST_CAUSE ? cause.substring(0, LONGEST_CAUSE) : cause);
  }

  /** A note made now. */
  static Note now(ModuleName module, long instance, String cause) {
    return new Note(Instant.now(), module, instance, cause);
  }

  /** Whether a line can hold the module's name. */
  static boolean canName(ModuleName module) {
    return module.value().length() <= LONGEST_NAME && module.value().indexOf(' ') < 0 && plain(module.value()).equals(module.value());
  }

  /** Whether both are about the same instance of the same module. */
  boolean sameInstance(Note other) {
    return other != null && module.equals(other.module) && instance == other.instance;
  }

  /** The line of a {@link NoteFile}, without its end. */
  String line() {
    return (when + " " + module + " " + instance + " " + cause).stripTrailing();
  }

  /** The note of a line; empty when it is none. */
  static Optional<Note> parse(String line) {
    String[] field = line.split(" ", FIELDS);
    try {
      if (field.length < FIELDS - 1 || !ModuleName.isName(field[1]) || !canName(new ModuleName(field[1]))) {
        return Optional.empty();
      }
      String cause = field.length == FIELDS ? field[FIELDS - 1] : "";
      return Optional.of(new Note(Instant.parse(field[0]), new ModuleName(field[1]), Long.parseLong(field[2]), cause));
    } catch (DateTimeParseException | NumberFormatException none) {
      return Optional.empty();
    }
  }

  /** What is not printable ASCII as question marks. */
  private static String plain(String text) {
    return text.replaceAll("[^ -~]", "?");
  }
}
