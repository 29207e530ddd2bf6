package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.uevent.Ignored;
import io.hotprobe.uevent.UeventSource.Reception;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the running kernel leaves out for us; skipped where it will not send. The test device is /devices/virtual/mem/null. */
@Timeout(60)
class EarlyFilterSocketTest {

  private SyntheticUevents uevents;

  @BeforeEach
  void kernelSends() {
    try {
      UeventSocket.open(4096).close();
    } catch (IOException none) {
      assumeTrue(false, none.getMessage());
    }
    uevents = SyntheticUevents.assumed();
  }

  private List<String> received(UeventSocket socket) throws IOException {
    List<String> own = new ArrayList<>();
    while (socket.receive(message -> {
      if (uevents.sent(message)) {
        own.add(SyntheticUevents.text(message));
      }
    }, 0) != Reception.QUIET) {
      // until the queue is empty
    }
    return own;
  }

  @Test
  void leaveOut_devpath_isDroppedByTheKernelAndTakesNoRoom() throws IOException {
    try (UeventSocket socket = UeventSocket.open(64 << 10)) {
      assertTrue(socket.leaveOut(Ignored.named(List.of("/devices/virtual/mem/"))));
      uevents.send(5_000);
      assertEquals(List.of(), received(socket));
      assertEquals(0, socket.dropped(), "a flood that nobody wants does not overrun the buffer");
      assertTrue(socket.leaveOut(Ignored.NOTHING));
      uevents.send(2);
      assertEquals(2, received(socket).size());
    }
  }

  @Test
  void leaveOut_otherDevpathOrAction_passes() throws IOException {
    try (UeventSocket socket = UeventSocket.open(1 << 20)) {
      Ignored others = Ignored.named(List.of("/devices/virtual/mem/nul1", "/devices/virtual/mem/null/below/and/more/than/the/whole/message", "cpu"));
      assertTrue(socket.leaveOut(others));
      uevents.send(3);
      assertEquals(3, received(socket).size());
    }
  }

  @Test
  void leaveOut_whatIsQueuedAlready_stillComes() throws IOException {
    try (UeventSocket socket = UeventSocket.open(1 << 20)) {
      uevents.send(3);
      assertTrue(socket.leaveOut(Ignored.named(List.of("/devices/virtual/mem/null"))));
      uevents.send(3);
      assertEquals(3, received(socket).size());
    }
  }

  @Test
  void leaveOut_afterClose_isRefused() throws IOException {
    UeventSocket socket = UeventSocket.open(4096);
    socket.close();
    assertFalse(socket.leaveOut(Ignored.named(List.of("cpu"))));
  }
}
