package io.hotprobe.daemon;

import io.hotprobe.module.FileFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * That there is one daemon at a place: a lock on a file (fcntl(2), which ends with the process) that holds the daemon's pid. The file
 * stays, but for one whose holder is dead and cannot let go of it: it is replaced. Who takes the lock holds that of a second file, {@code
 * .turn} behind its name, meanwhile, so that two do not replace it.
 */
final class DaemonLock implements AutoCloseable {

  private static final int LONGEST_PID = 20;

  /** A process loses its record locks when it closes any descriptor of the file, so it may open it only once. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;
  private final Optional<LockHolder> before;

  private DaemonLock(Path file, FileChannel channel, Optional<LockHolder> before) {
    this.file = file;
    this.channel = channel;
    this.before = before;
  }

  /**
   * Takes it.
   *
   * @param socket what it is about, for the message
   * @throws ControlSocket.ServedException another daemon has it: its pid, and the remedy
   */
  static DaemonLock take(Path file, Path socket) throws IOException {
    return take(file, socket, Path.of("/proc"));
  }

  static DaemonLock take(Path file, Path socket, Path proc) throws IOException {
    if (!HELD.add(file)) {
      throw served(socket, String.valueOf(ProcessHandle.current().pid()));
    }
    boolean taken = false;
    try (FileChannel turn = open(file.resolveSibling(file.getFileName() + ".turn"))) {
      turn.lock();
      DaemonLock lock = takeInTurn(file, socket, proc);
      taken = true;
      return lock;
    } finally {
      if (!taken) {
        HELD.remove(file);
      }
    }
  }

  private static DaemonLock takeInTurn(Path file, Path socket, Path proc) throws IOException {
    FileChannel channel = open(file);
    try {
      Optional<LockHolder> before = Optional.empty();
      if (channel.tryLock() == null) {
        before = Optional.of(new LockHolder(pid(channel), proc));
        channel.close();
        channel = inPlaceOf(before.get(), file, socket);
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
      return new DaemonLock(file, channel, before);
    } catch (IOException | RuntimeException failed) {
      channel.close();
      throw failed;
    }
  }

  /** Its socket goes first: whoever ends before the lock is replaced leaves the same to be done by the next. */
  private static FileChannel inPlaceOf(LockHolder holder, Path file, Path socket) throws IOException {
    if (!holder.isDead()) {
      throw served(socket, holder.pid());
    }
    ControlSocket.removeLeft(socket);
    Files.delete(file);
    FileChannel fresh = open(file);
    if (fresh.tryLock() == null) {
      fresh.close();
      throw served(socket, "unknown");
    }
    return fresh;
  }

  /** Whose place was taken over although it has not let go of it. */
  Optional<LockHolder> before() {
    return before;
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
        "a daemon is running already, pid " + pid + "; end it with hotprobe stop --control " + socket
            + ", or name another place with --control");
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
