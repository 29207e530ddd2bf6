package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SignalsTest {

  private static final int SIGHUP = 1;

  @Test
  void on_signals_runEachTimeAndTheProcessGoesOn() throws Exception {
    for (int i = 0; i < 2; i++) {
      CountDownLatch came = new CountDownLatch(1);
      assertTrue(Signals.on("HUP", came::countDown));
      Libc.link().kill((int) ProcessHandle.current().pid(), SIGHUP);
      assertTrue(came.await(10, TimeUnit.SECONDS));
    }
  }
}
