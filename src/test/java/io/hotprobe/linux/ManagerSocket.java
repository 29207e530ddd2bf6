package io.hotprobe.linux;

import com.sun.jna.Pointer;
import io.hotprobe.module.Errno;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** The socket of a service manager, at a path or, behind {@code @}, in the abstract namespace. */
final class ManagerSocket implements AutoCloseable {

  private static final int CONTROL = 64;

  /** A datagram and the descriptor that came with it, -1 when none did. */
  record Told(String state, int fd) {}

  private final Libc libc = Libc.linkUnchecked();
  private final Descriptor socket;

  ManagerSocket(String name) throws Exception {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    bytes[0] = bytes[0] == '@' ? 0 : bytes[0];
    ByteBuffer address = Libc.allocate(110).putShort((short) 1).put(bytes).clear();
    socket = Descriptor.of(libc, "socket", libc.socket(1, 2 | Libc.O_CLOEXEC | Libc.O_NONBLOCK, 0), "");
    Descriptor.of(libc, "bind", libc.bind(socket.fd(), address, 2 + bytes.length), name);
  }

  /** What is told next; fails when nothing is for ten seconds. */
  Told next() throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    for (Told told = poll(); ; told = poll()) {
      if (told != null) {
        return told;
      }
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("nothing was told for 10 s");
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }

  /** Null when nothing waits. */
  Told poll() {
    ByteBuffer payload = Libc.allocate(4096);
    ByteBuffer iovec = Libc.allocate(16).putLong(0, Libc.address(payload)).putLong(8, payload.capacity());
    ByteBuffer control = Libc.allocate(CONTROL);
    ByteBuffer header = Libc.allocate(64).putLong(16, Libc.address(iovec)).putLong(24, 1);
    header.putLong(32, Libc.address(control)).putLong(40, CONTROL);
    if (libc.recvmmsg(socket.fd(), header, 1, 0, Pointer.NULL) < 1) {
      if (Libc.errno() != Errno.EAGAIN.number()) {
        throw new IllegalStateException("recvmmsg: " + Libc.errno());
      }
      return null;
    }
    byte[] text = new byte[header.getInt(56)];
    payload.get(0, text);
    boolean withDescriptor = header.getLong(40) >= 20 && control.getInt(8) == 1 && control.getInt(12) == 1;
    return new Told(new String(text, StandardCharsets.UTF_8), withDescriptor ? control.getInt(16) : -1);
  }

  @Override
  public void close() {
    socket.close();
  }
}
