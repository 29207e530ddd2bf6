package io.hotprobe.lab;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One of the guest's serial ports, or QEMU's monitor: lines over a Unix socket.
 *
 * <p>A thread reads ahead, so that QEMU never waits for the test. All else is for one thread.
 */
final class LineSocket implements Closeable {
  /** Gives every byte back as it came. */
  private static final Charset BYTES = StandardCharsets.ISO_8859_1;

  private static final int MAX_LINES_WAITING = 1_000_000;
  private static final String END = new String("end of stream");

  private final Path path;
  private final SocketChannel channel;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>(MAX_LINES_WAITING);

  private LineSocket(Path path, SocketChannel channel) {
    this.path = path;
    this.channel = channel;
    Thread reader = new Thread(this::readAhead, "lab-" + path.getFileName());
    reader.setDaemon(true);
    reader.start();
  }

  static LineSocket connect(Path path) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(path));
    return new LineSocket(path, channel);
  }

  void send(String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(BYTES));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * Waits for the next line.
   *
   * @return empty when the time is up
   * @throws EOFException if the other end is gone
   */
  Optional<String> next(Duration limit) throws IOException, InterruptedException {
    String line = lines.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
    if (line == END) {
      lines.add(END);
      throw new EOFException("QEMU ended or the guest is off, socket=" + path.getFileName());
    }
    return Optional.ofNullable(line);
  }

  private void readAhead() {
    try (BufferedReader reader = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), BYTES))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.put(line);
      }
    } catch (IOException | UncheckedIOException e) {
      // The channel was closed or QEMU died; both are the end of the stream.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lines.add(END);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
