package io.hotprobe.journal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Reads the history, the oldest record first. A line that is no record, as one that a crash cut short, is passed over and counted. */
public final class HistoryReader {

  private final Path directory;
  private long damaged;

  /** @param directory hotprobe's below {@code /run} */
  public HistoryReader(Path directory) {
    this.directory = directory;
  }

  /**
   * Hands over every record with its line.
   *
   * @return how many lines were passed over
   * @throws NoSuchFileException if there is no history
   * @throws IOException if a file cannot be read
   */
  public long read(BiConsumer<HistoryRecord, String> sink) throws IOException {
    damaged = 0;
    try (InputStream newer = open(HistoryFile.NAME); InputStream older = open(HistoryFile.OLDER)) {
      if (newer == null && older == null) {
        String file = directory.resolve(HistoryFile.NAME).toString();
        throw new NoSuchFileException(file, null, "no such file: no daemon has kept a history there");
      }
      read(older, sink);
      read(newer, sink);
    }
    return damaged;
  }

  private InputStream open(String name) throws IOException {
    try {
      return new BufferedInputStream(Files.newInputStream(directory.resolve(name)), 1 << 16);
    } catch (NoSuchFileException none) {
      return null;
    }
  }

  /** A line longer than any record is not kept while it is read. What has no end is no line. */
  private void read(InputStream in, BiConsumer<HistoryRecord, String> sink) throws IOException {
    if (in == null) {
      return;
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next == '\n') {
        take(line, sink);
        line.reset();
      } else if (line.size() <= HistoryLine.LONGEST) {
        line.write(next);
      }
    }
    damaged += line.size() > 0 ? 1 : 0;
  }

  private void take(ByteArrayOutputStream line, BiConsumer<HistoryRecord, String> sink) {
    if (line.size() == 0) {
      return;
    }
    String text = line.toString(StandardCharsets.US_ASCII);
    Optional<HistoryRecord> record = line.size() > HistoryLine.LONGEST ? Optional.empty() : HistoryParser.parse(text);
    record.ifPresentOrElse(each -> sink.accept(each, text), () -> damaged++);
  }
}
