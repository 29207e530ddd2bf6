package io.hotprobe.nodes;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.SourceLine;
import io.hotprobe.rules.DeviceRecord;
import io.hotprobe.sysfs.FileNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Reads and writes the text of a database entry, a line each:
 *
 * <pre>
 *   S:link  L:priority  I:microseconds  E:KEY=VALUE  G:tag ever  Q:tag now  V:1
 * </pre>
 *
 * Source: {@code src/libsystemd/sd-device} of systemd 252 and 257, {@code device_update_db}, {@code handle_db_line}.
 */
final class RecordText {

  private static final String REMEDY = "the line is ignored; the device's next event writes the entry anew";

  private final Path file;
  private final Consumer<Diagnostic> damage;

  private final Set<String> links = new LinkedHashSet<>();
  private final Map<String, String> properties = new LinkedHashMap<>();
  private final Set<String> tags = new LinkedHashSet<>();
  private final Set<String> currentTags = new LinkedHashSet<>();
  private int priority;
  private long initializedMicros;
  private int version;

  private RecordText(Path file, Consumer<Diagnostic> damage) {
    this.file = file;
    this.damage = damage;
  }

  /** Reads an entry. Lines that mean nothing are told and passed over. */
  static DeviceRecord read(Path file, String written, boolean persistent, Consumer<Diagnostic> damage) {
    RecordText entry = new RecordText(file, damage);
    String text = written.replace('\r', '\n');
    int line = 1;
    int from = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from), line++) {
      if (from < end) {
        entry.readLine(line, text.substring(from, end));
      }
      from = end + 1;
    }
    if (from < text.length()) {
      entry.wrong(line, "the entry ends within a line");
    }
    return entry.record(persistent);
  }

  private DeviceRecord record(boolean persistent) {
    // Before version 1 there was one kind of tags.
    Set<String> current = version == 0 ? tags : currentTags;
    return new DeviceRecord(new ArrayList<>(links), priority, initializedMicros, properties, tags, current, persistent);
  }

  private void readLine(int number, String line) {
    if (line.length() < 2 || line.charAt(1) != ':' || line.indexOf('\0') >= 0) {
      wrong(number, "not of the form LETTER:VALUE");
      return;
    }
    String value = line.substring(2);
    boolean understood =
        switch (line.charAt(0)) {
          case 'S' -> FileNames.leadsDown(value) && links.add(value);
          case 'L' -> readPriority(value);
          case 'I' -> readInitialized(value);
          case 'E' -> readProperty(value);
          case 'G' -> isTag(value) && tags.add(value);
          case 'Q' -> isTag(value) && currentTags.add(value);
          case 'V' -> readVersion(value);
          // The handle of an inotify watch, of udev before 249.
          case 'W' -> true;
          default -> false;
        };
    if (!understood) {
      wrong(number, "no valid or new value for '" + line.charAt(0) + ":'");
    }
  }

  private boolean readPriority(String value) {
    try {
      priority = Integer.parseInt(value);
      return true;
    } catch (NumberFormatException noNumber) {
      return false;
    }
  }

  private boolean readInitialized(String value) {
    try {
      initializedMicros = Math.max(0, Long.parseLong(value));
      return true;
    } catch (NumberFormatException noNumber) {
      return false;
    }
  }

  private boolean readVersion(String value) {
    try {
      version = Integer.parseInt(value);
      return true;
    } catch (NumberFormatException noNumber) {
      return false;
    }
  }

  private boolean readProperty(String value) {
    int equals = value.indexOf('=');
    if (equals <= 0) {
      return false;
    }
    if (equals + 1 == value.length()) {
      properties.remove(value.substring(0, equals));
    } else {
      properties.put(value.substring(0, equals), value.substring(equals + 1));
    }
    return true;
  }

  /** Whether it can be a tag: printable ASCII without a colon, and the index has a directory of its name. */
  static boolean isTag(String tag) {
    return FileNames.isName(tag) && tag.chars().allMatch(c -> c > ' ' && c < 127 && c != ':');
  }

  private void wrong(int line, String problem) {
    damage.accept(new Diagnostic(new SourceLine(file, line), problem, REMEDY));
  }

  /** Whether there is nothing worth an entry; for udev the time of a device's first event alone is not. */
  static boolean saysNothing(DeviceRecord record) {
    return record.links().isEmpty() && record.linkPriority() == 0 && record.properties().isEmpty()
        && record.tags().isEmpty() && record.currentTags().isEmpty();
  }

  /**
   * Whether the database can keep a property: the name begins with no dot, and nothing ends the line.
   *
   * @param value empty for one that is not to be kept
   */
  static boolean isKept(String key, String value) {
    return !key.startsWith(".") && !value.isEmpty() && isOneLine(key) && isOneLine(value);
  }

  static boolean isOneLine(String text) {
    return text.indexOf('\n') < 0 && text.indexOf('\r') < 0 && text.indexOf('\0') < 0;
  }

  /**
   * Writes an entry.
   *
   * @param hasNode whether links and their priority mean anything
   * @return empty when there is nothing to say
   */
  static String write(DeviceRecord record, boolean hasNode) {
    if (saysNothing(record)) {
      return "";
    }
    StringBuilder text = new StringBuilder(512);
    if (hasNode) {
      lines(text, 'S', record.links(), RecordText::isOneLine);
      if (record.linkPriority() != 0) {
        text.append("L:").append(record.linkPriority()).append('\n');
      }
    }
    if (record.initializedMicros() > 0) {
      text.append("I:").append(record.initializedMicros()).append('\n');
    }
    record.properties().forEach((key, value) -> {
      if (isKept(key, value)) {
        text.append("E:").append(key).append('=').append(value).append('\n');
      }
    });
    lines(text, 'G', record.tags(), RecordText::isTag);
    lines(text, 'Q', record.currentTags(), RecordText::isTag);
    return text.append("V:1\n").toString();
  }

  private static void lines(StringBuilder text, char letter, Iterable<String> values, Predicate<String> kept) {
    for (String value : values) {
      if (kept.test(value)) {
        text.append(letter).append(':').append(value).append('\n');
      }
    }
  }
}
