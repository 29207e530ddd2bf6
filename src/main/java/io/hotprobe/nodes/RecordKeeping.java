package io.hotprobe.nodes;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.rules.DeviceRecord;
import io.hotprobe.rules.Ruling;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Keeps what rules set for a device until it is gone, in a database of hotprobe's own, and touches nothing else: for who runs
 * beside udevd. A remove finds there what its add has set.
 */
public final class RecordKeeping implements DeviceWork {

  private final Path directory;
  private final UdevDatabase database;
  private final LongSupplier monotonicMicros;

  /**
   * Touches nothing yet.
   *
   * @param directory where {@code database} is
   * @param monotonicMicros the monotonic clock, in microseconds
   */
  public RecordKeeping(Path directory, UdevDatabase database, LongSupplier monotonicMicros) {
    this.directory = directory;
    this.database = database;
    this.monotonicMicros = monotonicMicros;
  }

  /** The database that is kept here: the rules read it. */
  public UdevDatabase database() {
    return database;
  }

  @Override
  public boolean isForEveryEvent() {
    return false;
  }

  @Override
  public Processed apply(Ruling ruling) {
    Problems problems = new Problems();
    String id = DeviceEntry.id(ruling.kernel(), problems);
    DeviceRecord old = database.read(id);
    DeviceRecord now = record(ruling, old, problems);
    if (!id.isEmpty() && (!now.properties().isEmpty() || !now.tags().isEmpty() || old != DeviceRecord.NONE)) {
      problems.attempt(directory, "what rules set for " + id, () -> database.write(id, old, now));
    }
    return processed(id, ruling, now, problems);
  }

  @Override
  public Processed remove(Ruling ruling) {
    Problems problems = new Problems();
    String id = DeviceEntry.id(ruling.kernel(), problems);
    DeviceRecord old = database.read(id);
    if (old != DeviceRecord.NONE) {
      problems.attempt(directory, "what rules set for " + id, () -> database.delete(id, old));
    }
    return processed(id, ruling, old, problems);
  }

  @Override
  public Optional<Diagnostic> announce(Processed processed) {
    return Optional.empty();
  }

  private DeviceRecord record(Ruling ruling, DeviceRecord old, Problems problems) {
    Map<String, String> kept = DeviceEntry.kept(ruling.properties(), ruling.assigned(), problems);
    long initialized = old.initializedMicros() > 0 ? old.initializedMicros() : monotonicMicros.getAsLong();
    return new DeviceRecord(List.of(), 0, initialized, kept, ruling.tags(), ruling.currentTags(), false);
  }

  private static Processed processed(String id, Ruling ruling, DeviceRecord record, Problems problems) {
    Map<String, String> properties = new LinkedHashMap<>(ruling.properties());
    DeviceEntry.complete(properties, record.links(), record);
    return new Processed(id, properties, record.tags(), problems.all());
  }
}
