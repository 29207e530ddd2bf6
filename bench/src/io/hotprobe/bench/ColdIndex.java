package io.hotprobe.bench;

import io.hotprobe.modalias.AliasFile;
import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.AliasIndex;
import io.hotprobe.modalias.Modalias;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A fresh process that reads the alias tables, answers one lookup and ends. */
public final class ColdIndex {

  private ColdIndex() {}

  /**
   * Prints the microseconds from the exec and from the beginning of this method until the first answer is there.
   *
   * @param args the module directory; microseconds of the epoch just before the exec; a modalias with at least one match
   */
  public static void main(String[] args) {
    long entered = micros();
    Path directory = Path.of(args[0]);
    AliasIndex aliases = new AliasFile(directory, "modules.alias", diagnostic -> {}).read();
    new AliasFile(directory, "modules.builtin.alias", diagnostic -> {}).read();
    int hits = aliases.match(Modalias.of(args[2]), new AliasHits());
    long ready = micros();
    if (hits == 0) {
      throw new IllegalStateException("wrong answer: no hit for " + args[2]);
    }
    System.out.println((ready - Long.parseLong(args[1])) + " " + (ready - entered));
  }

  static long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}
