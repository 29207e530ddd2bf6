package io.hotprobe.linux;

import java.nio.ByteBuffer;

/** A process's own netlink socket, from which it may send what looks like the kernel's uevents. */
final class Sender implements AutoCloseable {

  private final Libc libc;
  private final NetlinkSocket socket;

  Sender() throws Exception {
    libc = Libc.link();
    socket = NetlinkSocket.open(libc, 0, 4096);
  }

  /** Sends to one socket; -1 if that is not allowed. */
  long send(byte[] message, int port) {
    ByteBuffer direct = Libc.allocate(message.length).put(message);
    ByteBuffer address = Libc.allocate(12).putShort(0, (short) 16).putInt(4, port);
    return libc.sendto(socket.fd(), direct, message.length, 0, address, 12);
  }

  @Override
  public void close() {
    socket.close();
  }
}
