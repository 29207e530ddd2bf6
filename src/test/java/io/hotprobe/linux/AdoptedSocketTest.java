package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.uevent.Ignored;
import io.hotprobe.uevent.UeventSource.Reception;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AdoptedSocketTest {

  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int F_GETFD = 1;

  private final Libc libc = Libc.linkUnchecked();

  @Test
  void adopt_afterTheFirstOwnerEnded_hasWhatCameMeanwhile() throws Exception {
    SyntheticUevents uevents = SyntheticUevents.assumed();
    UeventSocket first = UeventSocket.open(1 << 20);
    int kept = libc.fcntl(first.descriptor(), F_DUPFD_CLOEXEC, 3);
    first.close();
    uevents.send(7);
    AtomicInteger seen = new AtomicInteger();
    try (UeventSocket second = UeventSocket.adopt(kept, 1 << 20)) {
      while (second.receive(message -> seen.addAndGet(uevents.sent(message) ? 1 : 0), 0) == Reception.RECEIVED) {
        continue;
      }
      uevents.send(1);
      while (seen.get() < 8 && second.receive(message -> seen.addAndGet(uevents.sent(message) ? 1 : 0), 5_000) == Reception.RECEIVED) {
        continue;
      }
      assertEquals(8, seen.get());
      assertTrue(second.receiveBuffer() >= 2 << 20, "its receive buffer is " + second.receiveBuffer());
    }
  }

  @Test
  void adopt_filteredByTheFirstOwner_filtersNothing() throws Exception {
    SyntheticUevents uevents = SyntheticUevents.assumed();
    UeventSocket first = UeventSocket.open(1 << 20);
    assertTrue(first.leaveOut(Ignored.named(List.of("/devices/virtual/mem/"))));
    int kept = libc.fcntl(first.descriptor(), F_DUPFD_CLOEXEC, 3);
    first.close();
    AtomicInteger seen = new AtomicInteger();
    try (UeventSocket second = UeventSocket.adopt(kept, 1 << 20)) {
      uevents.send(7);
      while (second.receive(message -> seen.addAndGet(uevents.sent(message) ? 1 : 0), 0) == Reception.RECEIVED) {
        continue;
      }
    }
    assertEquals(7, seen.get());
  }

  @Test
  void adopt_somethingElse_saysSoAndClosesIt() throws Exception {
    int event = libc.eventfd(0, Libc.O_CLOEXEC);
    assertThrows(IOException.class, () -> UeventSocket.adopt(event, 4096));
    assertEquals(-1, libc.fcntl(event, F_GETFD, 0), "it is still open");
    NetlinkSocket noGroup = NetlinkSocket.open(libc, 0, 4096);
    assertTrue(assertThrows(IOException.class, () -> UeventSocket.adopt(noGroup.fd(), 4096)).getMessage().contains("no uevent socket"));
  }

  @Test
  void passed_forAnotherProcessOrNonsense_areNone() throws Exception {
    String own = Long.toString(ProcessHandle.current().pid());
    assertEquals(OptionalInt.empty(), PassedDescriptors.of(Map.of()).named("uevents"));
    Map<String, String> others = Map.of("LISTEN_PID", "1", "LISTEN_FDS", "1", "LISTEN_FDNAMES", "uevents");
    assertEquals(OptionalInt.empty(), PassedDescriptors.of(others).named("uevents"));
    for (String wrong : new String[] {"", "-1", "x", "99999999999999999999"}) {
      Map<String, String> nonsense = Map.of("LISTEN_PID", own, "LISTEN_FDS", wrong, "LISTEN_FDNAMES", "a");
      assertEquals(OptionalInt.empty(), PassedDescriptors.of(nonsense).named("a"), wrong);
    }
  }
}
