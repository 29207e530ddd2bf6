package io.hotprobe.modalias;

import io.hotprobe.module.ModuleName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What an {@link AliasIndex} was built from, and the same question answered by looking at every pattern. */
final class AliasTable {

  private final List<Row> rows = new ArrayList<>();

  private record Row(String pattern, int place, String module, boolean isGlob) {

    boolean matches(String text) {
      int fixed = 0;
      while (!isGlob && fixed < pattern.length() && "*?[".indexOf(pattern.charAt(fixed)) < 0) {
        fixed++;
      }
      return text.startsWith(pattern.substring(0, fixed)) && AliasPattern.matches(pattern.substring(fixed), text.substring(fixed));
    }
  }

  AliasTable add(String pattern, int place, String module) {
    rows.add(new Row(pattern, place, module, false));
    return this;
  }

  AliasTable addGlob(String pattern, int place, String module) {
    rows.add(new Row(pattern, place, module, true));
    return this;
  }

  AliasIndex index() {
    AliasIndex.Builder builder = new AliasIndex.Builder(0);
    for (Row row : rows) {
      if (row.isGlob()) {
        builder.addGlob(row.pattern(), row.place(), new ModuleName(row.module()));
      } else {
        byte[] pattern = row.pattern().getBytes(StandardCharsets.ISO_8859_1);
        byte[] name = ("<" + row.module() + ">").getBytes(StandardCharsets.ISO_8859_1);
        builder.add(pattern, pattern.length, row.place(), name, 1, name.length - 1);
      }
    }
    return builder.build();
  }

  /** {@code MODULE PATTERN} for each row that matches: lower places first, of equal ones the last first. */
  List<String> scan(String text) {
    if (Modalias.normalise(text) == null) {
      return List.of();
    }
    List<Row> matching = new ArrayList<>();
    for (Row row : rows) {
      if (row.matches(Modalias.normalise(text))) {
        matching.add(0, row);
      }
    }
    matching.sort(Comparator.comparingInt(Row::place));
    return matching.stream().map(row -> row.module() + " " + row.pattern()).toList();
  }

  /** The same from the index. */
  static List<String> lookUp(AliasIndex index, String text) {
    AliasHits hits = new AliasHits();
    int count = index.match(Modalias.of(text), hits);
    if (count != hits.count()) {
      throw new AssertionError("match gave " + count + ", hits hold " + hits.count());
    }
    List<String> found = new ArrayList<>();
    for (int i = 0; i < hits.count(); i++) {
      found.add(hits.module(i) + " " + hits.pattern(i));
    }
    return found;
  }
}
