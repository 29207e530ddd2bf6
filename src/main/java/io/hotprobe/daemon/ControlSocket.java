package io.hotprobe.daemon;

import io.hotprobe.module.Distrust;
import io.hotprobe.module.FileFailure;
import io.hotprobe.module.Trust;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Optional;
import java.util.Set;

/**
 * The socket by which a daemon is spoken to, a Unix domain stream. It belongs to one daemon: the lock beside it decides, which ends with
 * the process that holds it, so the socket of a daemon that crashed is taken over.
 */
public final class ControlSocket implements AutoCloseable {

  /** Bytes that a socket's path may have. */
  static final int LONGEST_PATH = 107;

  /** Clients that may wait to be accepted. */
  private static final int BACKLOG = 128;

  private static final Set<PosixFilePermission> OWN_ONLY = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> WITH_GROUP = PosixFilePermissions.fromString("rw-rw----");
  private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwxr-xr-x");
  private static final int FILE_TYPE = 0170000;
  private static final int SOCKET = 0140000;

  private final Path path;
  private final Optional<String> group;
  private final DaemonLock lock;
  private final ServerSocketChannel channel;
  private final Set<UserPrincipal> masters;
  private final Object file;
  private boolean closed;

  private ControlSocket(Path path, Optional<String> group, DaemonLock lock, ServerSocketChannel channel) throws IOException {
    this.path = path;
    this.group = group;
    this.lock = lock;
    this.channel = channel;
    this.masters = masters(path);
    this.file = file(path);
  }

  /**
   * Takes the place of the daemon, and makes the socket.
   *
   * @param group whose members may ask what changes nothing; empty for none
   * @throws ServedException another daemon has the place
   * @throws IOException naming the path, what is wrong and the remedy
   */
  public static ControlSocket open(Path path, Optional<String> group) throws IOException {
    return open(path, group, Trust.ALL);
  }

  /**
   * The same, in a directory that is trusted only.
   *
   * @param trust which are
   */
  public static ControlSocket open(Path path, Optional<String> group, Trust trust) throws IOException {
    if (path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
      throw new IOException(
          path + ": longer than the " + LONGEST_PATH + " bytes that a socket's path may have; name another with --control");
    }
    makeDirectory(path.getParent(), trust);
    DaemonLock lock = DaemonLock.take(path.resolveSibling(path.getFileName() + ".lock"), path);
    try {
      refuseServed(path);
      return bind(path, group, lock);
    } catch (IOException | RuntimeException failed) {
      lock.close();
      throw failed;
    }
  }

  private static void makeDirectory(Path directory, Trust trust) throws IOException {
    try {
      Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(DIRECTORY));
    } catch (IOException refused) {
      throw new IOException(directory + ": cannot be made for the control socket: " + FileFailure.reason(refused)
          + "; run hotprobe as root, or name another place with --control", refused);
    }
    Optional<Distrust> why = trust.in(directory.toAbsolutePath());
    if (why.isPresent()) {
      throw new IOException(directory + ": " + why.get().of(directory) + ", so the control socket could be replaced; " + why.get().remedy()
          + ", or name another place with --control");
    }
    Set<PosixFilePermission> rights = Files.getPosixFilePermissions(directory);
    if (rights.contains(PosixFilePermission.OTHERS_WRITE) || rights.contains(PosixFilePermission.GROUP_WRITE)) {
      throw new IOException(directory + ": others may write there, so the control socket could be replaced; chmod go-w " + directory
          + ", or name another place with --control");
    }
  }

  private static Set<UserPrincipal> masters(Path own) throws IOException {
    UserPrincipal self = Files.getOwner(own, LinkOption.NOFOLLOW_LINKS);
    if ((Integer) Files.getAttribute(own, "unix:uid", LinkOption.NOFOLLOW_LINKS) == 0) {
      return Set.of(self);
    }
    return Set.of(self, FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("0"));
  }

  /** What is there is left by a daemon that crashed, or by something else that listens without our lock. */
  private static void refuseServed(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!isSocket(path)) {
      throw new IOException(path + ": there is a file that is no socket; remove it, or name another place with --control");
    }
    try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      client.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException nobody) {
      Files.deleteIfExists(path);
      return;
    }
    throw new ServedException(
        path + ": something listens there that is no hotprobe of this version (fuser " + path + " names it); end it first");
  }

  private static boolean isSocket(Path path) throws IOException {
    return ((Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & FILE_TYPE) == SOCKET;
  }

  /** Removes the socket of a daemon that is dead, although it still can be connected to. */
  static void removeLeft(Path path) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && isSocket(path)) {
      Files.delete(path);
    }
  }

  /** It appears under its name with its rights. */
  private static ControlSocket bind(Path path, Optional<String> group, DaemonLock lock) throws IOException {
    Path fresh = path.resolveSibling("." + Long.toHexString(ProcessHandle.current().pid()));
    Files.deleteIfExists(fresh);
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(fresh), BACKLOG);
      Files.setPosixFilePermissions(fresh, OWN_ONLY);
      if (group.isPresent()) {
        Files.getFileAttributeView(fresh, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS).setGroup(group(group.get()));
        Files.setPosixFilePermissions(fresh, WITH_GROUP);
      }
      channel.configureBlocking(false);
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
      return new ControlSocket(path, group, lock, channel);
    } catch (IOException | RuntimeException failed) {
      channel.close();
      Files.deleteIfExists(fresh);
      throw new IOException(path + ": the control socket cannot be made: " + reason(failed), failed);
    }
  }

  private static String reason(Exception failed) {
    return failed instanceof IOException file ? FileFailure.reason(file) : failed.toString();
  }

  private static GroupPrincipal group(String name) throws IOException {
    try {
      return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByGroupName(name);
    } catch (UserPrincipalNotFoundException unknown) {
      throw new IOException(
          "there is no group '" + name + "'; make it with groupadd --system " + name + ", or name another with --control-group");
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** What is to be told of a daemon before this one that is dead and has not let go of its place; empty in general. */
  public Optional<String> remains() {
    return lock.before().map(LockHolder::remains);
  }

  /** Whose members may ask what changes nothing. */
  Optional<String> group() {
    return group;
  }

  ServerSocketChannel channel() {
    return channel;
  }

  /** Root, and who this process runs as. Looked up once: a name service that does not answer would hold up every client. */
  Set<UserPrincipal> masters() {
    return masters;
  }

  /** Takes the socket away, unless it is another's by now; the daemon's place stays taken. A second call does nothing. */
  synchronized void hangUp() throws IOException {
    if (!closed) {
      closed = true;
      channel.close();
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && file(path).equals(file)) {
        Files.delete(path);
      }
    }
  }

  /** Takes the socket away and gives up the daemon's place. A second call does nothing. */
  @Override
  public void close() throws IOException {
    try (lock) {
      hangUp();
    }
  }

  /** Which file that is, whatever its name. */
  private static Object file(Path path) throws IOException {
    return Files.readAttributes(path, "unix:dev,ino", LinkOption.NOFOLLOW_LINKS);
  }

  /** The daemon's place is taken. */
  public static final class ServedException extends IOException {
    private static final long serialVersionUID = 1;

    ServedException(String text) {
      super(text);
    }
  }
}
