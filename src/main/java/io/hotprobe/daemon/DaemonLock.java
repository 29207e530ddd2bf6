package io.hotprobe.daemon;

import io.hotprobe.module.FileFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * That there is one daemon at a place: a lock on a file (fcntl(2), which ends with the process) that holds the daemon's pid. The file
 * stays.
 */
final class DaemonLock implements AutoCloseable {

  private static final int LONGEST_PID = 20;

  /** A process loses its record locks when it closes any descriptor of the file, so it may open it only once. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private DaemonLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes it.
   *
   * @param socket what it is about, for the message
   * @throws ControlSocket.ServedException another daemon has it: its pid, and the remedy
   */
  static DaemonLock take(Path file, Path socket) throws IOException {
    if (!HELD.add(file)) {
      throw served(socket, String.valueOf(ProcessHandle.current().pid()));
    }
    FileChannel channel = null;
    try {
      channel = open(file);
      if (channel.tryLock() == null) {
        throw served(socket, pid(channel));
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
      return new DaemonLock(file, channel);
    } catch (IOException | RuntimeException failed) {
      HELD.remove(file);
      if (channel != null) {
        channel.close();
      }
      throw failed;
    }
  }

  private static FileChannel open(Path file) throws IOException {
    try {
      return FileChannel.open(
          file,
          Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (IOException refused) {
      throw new IOException(
          file + ": cannot be opened: " + FileFailure.reason(refused) + "; run hotprobe as root, or name another place with --control", refused);
    }
  }

  private static String pid(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(LONGEST_PID);
    channel.read(text, 0);
    String pid = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip();
    return pid.matches("[0-9]+") ? pid : "unknown";
  }

  private static ControlSocket.ServedException served(Path socket, String pid) {
    return new ControlSocket.ServedException(
        "a daemon is running already, pid " + pid + ", with " + socket
            + "; end it with hotprobe stop, or name another place with --control");
  }

  /** Gives it up. A second call does nothing. */
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      try {
        channel.close();
      } finally {
        HELD.remove(file);
      }
    }
  }
}
