package io.hotprobe.daemon;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A bare connection to a control socket, which sends any bytes and gives up waiting after a while. */
final class ControlWire implements AutoCloseable {

  private static final long PATIENCE_MILLIS = 20_000;

  private final SocketChannel channel;
  private final Selector selector = Selector.open();
  private final ByteBuffer in = ByteBuffer.allocate(1 << 16).flip();

  ControlWire(Path path) throws IOException {
    channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(path));
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ);
  }

  /** Sends as much as is taken now; how many bytes. */
  int offer(byte[] bytes) throws IOException {
    return channel.write(ByteBuffer.wrap(bytes));
  }

  ControlWire send(String line) throws IOException {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.ISO_8859_1);
    if (offer(bytes) != bytes.length) {
      throw new AssertionError("not taken: " + line);
    }
    return this;
  }

  String ask(String line) throws IOException {
    return send(line).line();
  }

  /** The next line; null at the end. */
  String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      while (in.hasRemaining()) {
        byte next = in.get();
        if (next == '\n') {
          return line.toString(StandardCharsets.UTF_8);
        }
        line.write(next);
      }
      if (!refill()) {
        return null;
      }
    }
  }

  private boolean refill() throws IOException {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    in.clear();
    try {
      int count = channel.read(in);
      while (count == 0) {
        if (System.nanoTime() > end) {
          throw new AssertionError("no answer");
        }
        selector.select(100);
        selector.selectedKeys().clear();
        count = channel.read(in);
      }
      return count > 0;
    } catch (IOException reset) {
      return false;
    } finally {
      in.flip();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    selector.close();
  }
}
