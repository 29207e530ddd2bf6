package io.hotprobe.linux;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.nio.ByteBuffer;

/** Sends what looks like the kernel's uevents, with any destination and credentials the kernel lets a process claim. */
final class Forger implements AutoCloseable {

  private static final int SOL_SOCKET = 1;
  private static final int SCM_CREDENTIALS = 2;

  private final Libc libc;
  private final NetlinkSocket socket;

  static {
    Native.register(Forger.class, NativeLibrary.getProcess());
  }

  Forger() throws Exception {
    libc = Libc.link();
    socket = NetlinkSocket.open(libc, 0, 1 << 20);
  }

  private static native long sendmsg(int fd, ByteBuffer msghdr, int flags);

  private static ByteBuffer address(int port, int groups) {
    return Libc.allocate(12).putShort(0, (short) 16).putInt(4, port).putInt(8, groups);
  }

  /** Sends to a port, or with port 0 to groups; the negated errno when that is refused. */
  long send(byte[] message, int port, int groups) {
    ByteBuffer direct = Libc.allocate(message.length).put(0, message);
    long sent = libc.sendto(socket.fd(), direct, message.length, 0, address(port, groups), 12);
    return sent < 0 ? -Libc.errno() : sent;
  }

  /** The same with credentials of its own choice. */
  long sendAs(byte[] message, int port, int pid, int uid) {
    ByteBuffer direct = Libc.allocate(message.length).put(0, message);
    ByteBuffer address = address(port, 0);
    ByteBuffer vector = Libc.allocate(16).putLong(0, Libc.address(direct)).putLong(8, message.length);
    ByteBuffer control = Libc.allocate(32).putLong(0, 28).putInt(8, SOL_SOCKET).putInt(12, SCM_CREDENTIALS);
    control.putInt(16, pid).putInt(20, uid).putInt(24, uid);
    ByteBuffer header = Libc.allocate(56).putLong(0, Libc.address(address)).putInt(8, 12).putLong(16, Libc.address(vector)).putLong(24, 1);
    header.putLong(32, Libc.address(control)).putLong(40, 32);
    long sent = sendmsg(socket.fd(), header, 0);
    return sent < 0 ? -Libc.errno() : sent;
  }

  /** Asks the kernel to send it out in its own name, as containers do: root of a network namespace may have uevents sent there. */
  long sendThroughTheKernel(byte[] message) {
    ByteBuffer direct = Libc.allocate(16 + message.length).putInt(0, 16 + message.length).putShort(4, (short) 16).putShort(6, (short) 1).put(16, message);
    long sent = libc.sendto(socket.fd(), direct, direct.capacity(), 0, address(0, 0), 12);
    return sent < 0 ? -Libc.errno() : sent;
  }

  @Override
  public void close() {
    socket.close();
  }
}
