package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.Errno;
import org.junit.jupiter.api.Test;

class MessageBatchTest {

  private static final int SOL_SOCKET = 1;
  private static final int SO_PASSCRED = 16;

  @Test
  void deliver_kernelMessageWithoutCredentials_isRefusedAndCounted() throws Exception {
    SyntheticUevents uevents = SyntheticUevents.assumed();
    Libc libc = Libc.link();
    try (NetlinkSocket socket = NetlinkSocket.open(libc, UeventGroup.KERNEL.bit(), 1 << 20)) {
      libc.setsockopt(socket.fd(), SOL_SOCKET, SO_PASSCRED, Libc.allocate(4).putInt(0, 0), 4);
      MessageBatch batch = new MessageBatch(UeventGroup.KERNEL);
      while (batch.receive(libc, socket.fd()) > 0) {
        batch.deliver(message -> {});
      }
      long before = batch.refused(Refusal.CREDENTIALS);
      uevents.send(3);
      assertTrue(batch.receive(libc, socket.fd()) >= 3);
      batch.deliver(message -> {
        throw new AssertionError("believed " + SyntheticUevents.text(message));
      });
      assertTrue(batch.isEmpty());
      assertTrue(batch.refused(Refusal.CREDENTIALS) >= before + 3);
      assertEquals(-Errno.EAGAIN.number(), emptied(batch, libc, socket.fd()));
    }
  }

  private static int emptied(MessageBatch batch, Libc libc, int fd) {
    int received = 1;
    while (received > 0) {
      received = batch.receive(libc, fd);
      batch.deliver(message -> {});
    }
    return received;
  }
}
