package io.hotprobe.fuzz;

import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the fuzzers found worth keeping goes through every parser again; {@code bench/fuzz/run} looks for more. */
class CorpusTest {

  private static final long LARGEST_CORPUS = 2 << 20;
  private static final Duration SOON = Duration.ofSeconds(60);

  private static List<Path> inputs(Path corpus) throws IOException {
    try (Stream<Path> files = Files.list(corpus)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @EnumSource
  void parse_everyInputKept_keepsItsPromise(FuzzTarget target) throws IOException {
    List<Path> inputs = inputs(target.corpus());
    assertTrue(inputs.size() > 1, "no corpus in " + target.corpus());
    for (Path input : inputs) {
      assertTimeout(SOON, () -> parse(target, input), input.toString());
    }
  }

  private static void parse(FuzzTarget target, Path input) {
    try {
      target.parse(Files.readAllBytes(input));
    } catch (Exception | Error broken) {
      throw new AssertionError(input.toString(), broken);
    }
  }

  @Test
  void corpus_allOfIt_isSmallAndOfTargetsThatExist() throws IOException {
    long bytes = 0;
    for (Path corpus : inputs(Path.of("src/test/resources/fuzz"))) {
      FuzzTarget.of(corpus.getFileName().toString());
      for (Path input : inputs(corpus)) {
        bytes += Files.size(input);
      }
    }
    assertTrue(bytes < LARGEST_CORPUS, bytes + " bytes");
  }
}
