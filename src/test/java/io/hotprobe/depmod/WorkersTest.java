package io.hotprobe.depmod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class WorkersTest {

  @Test
  void run_manyPieces_doesEachOnce() throws IOException {
    AtomicIntegerArray done = new AtomicIntegerArray(1000);
    Workers.run(1000, done::incrementAndGet);
    for (int i = 0; i < 1000; i++) {
      assertEquals(1, done.get(i));
    }
    Workers.run(0, piece -> done.set(0, 9));
    assertEquals(1, done.get(0));
  }

  @Test
  void run_failingPiece_throwsWhatItThrew() {
    IOException failure = new IOException("no");
    assertEquals(
        failure,
        assertThrows(
            IOException.class,
            () ->
                Workers.run(
                    50,
                    piece -> {
                      if (piece == 20) {
                        throw failure;
                      }
                    })));
    assertThrows(NumberFormatException.class, () -> Workers.run(3, piece -> Integer.parseInt("x")));
  }
}
