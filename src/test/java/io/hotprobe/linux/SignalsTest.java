package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SignalsTest {

  @Test
  void on_signal_runsTheActionEachTime() throws Exception {
    CountDownLatch twice = new CountDownLatch(2);
    assertTrue(Signals.on("HUP", twice::countDown));
    String pid = String.valueOf(ProcessHandle.current().pid());
    for (int i = 0; i < 2; i++) {
      assertTrue(new ProcessBuilder("kill", "-HUP", pid).start().waitFor() == 0);
      TimeUnit.MILLISECONDS.sleep(200);
    }
    assertTrue(twice.await(20, TimeUnit.SECONDS));
  }

  @Test
  void on_noSuchSignal_isSaid() {
    assertFalse(Signals.on("NOSUCH", () -> { }));
  }
}
