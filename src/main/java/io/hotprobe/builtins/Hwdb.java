package io.hotprobe.builtins;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.FileFailure;
import io.hotprobe.module.SourceLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The hardware database: properties by what a device is called. It stays open, some blocks of it in memory, until another one takes
 * its place. Safe for any thread; searches wait for each other.
 */
public final class Hwdb {

  /** Where it is looked for below a root; the first that is there counts, as with udev. */
  public static final List<String> PLACES =
      List.of("etc/systemd/hwdb/hwdb.bin", "etc/udev/hwdb.bin", "usr/lib/systemd/hwdb/hwdb.bin", "usr/lib/udev/hwdb.bin");

  private static final int MOST_REPORTS = 16;

  /** What tells one file from the next at a place. */
  private record Identity(Path place, Object key, FileTime changed, long size) {}

  private final List<Path> places;
  private final Consumer<Diagnostic> damage;
  private final Set<Diagnostic> reported = new HashSet<>();
  private Identity identity;
  private HwdbFile file;

  /**
   * @param places in the order in which they are tried
   * @param damage is told of a file that cannot be used, of each thing once
   */
  public Hwdb(List<Path> places, Consumer<Diagnostic> damage) {
    this.places = List.copyOf(places);
    this.damage = damage;
  }

  /** That of the system below a root. */
  public static Hwdb below(Path root, Consumer<Diagnostic> damage) {
    return new Hwdb(PLACES.stream().map(root::resolve).toList(), damage);
  }

  /** The properties of what is called so, in the order they are come upon; empty when there are none or there is no database. */
  public synchronized Map<String, String> find(String modalias) {
    for (Path place : places) {
      if (!place.toFile().exists()) {
        continue;
      }
      try {
        return HwdbSearch.run(opened(place), modalias);
      } catch (NoSuchFileException gone) {
        continue;
      } catch (IOException unusable) {
        close();
        report(place, unusable);
        return Map.of();
      }
    }
    return Map.of();
  }

  private HwdbFile opened(Path place) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(place, BasicFileAttributes.class);
    Identity current = new Identity(place, attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
    if (!current.equals(identity)) {
      close();
      file = HwdbFile.open(place);
      identity = current;
    }
    return file;
  }

  private void close() {
    identity = null;
    if (file != null) {
      try {
        file.close();
      } catch (IOException ignored) {
        // Nothing was written: there is nothing to lose.
      }
      file = null;
    }
  }

  private void report(Path place, IOException failure) {
    boolean damaged = failure instanceof DamagedHwdbException;
    String problem = damaged ? failure.getMessage() : "cannot be read: " + FileFailure.reason(failure);
    Diagnostic diagnostic = new Diagnostic(new SourceLine(place, 0), problem, "run systemd-hwdb update");
    if (reported.size() < MOST_REPORTS && reported.add(diagnostic)) {
      damage.accept(diagnostic);
    }
  }
}
