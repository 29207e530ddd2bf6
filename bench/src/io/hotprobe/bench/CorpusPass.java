package io.hotprobe.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Goes round and round a corpus file, and checks at the end of each round that as many hits were found as there are. */
final class CorpusPass {

  private final byte[][] lines;
  private final long expected;
  private int next;
  private long hits;

  CorpusPass(List<String> corpus, long expected) {
    lines = new byte[corpus.size()][];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = corpus.get(i).getBytes(StandardCharsets.ISO_8859_1);
    }
    this.expected = expected;
  }

  static List<String> read(Path file) throws IOException {
    return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
  }

  byte[] next() {
    if (next == lines.length) {
      if (hits != expected) {
        throw new IllegalStateException("wrong answer: " + hits + " hits in one pass instead of " + expected);
      }
      next = 0;
      hits = 0;
    }
    return lines[next++];
  }

  int found(int count) {
    hits += count;
    return count;
  }
}
