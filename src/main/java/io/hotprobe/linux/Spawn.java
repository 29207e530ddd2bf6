package io.hotprobe.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The start of a process: signals at their defaults and none blocked, no descriptor of ours beyond the standard three. Either apart (a
 * session and group of its own, standard input from {@code /dev/null}, output and error to descriptors given) or as {@code system(3)}
 * starts it (our group, our input, output and error).
 *
 * <p>Confined to one thread and single use.
 */
final class Spawn implements AutoCloseable {

  // <spawn.h>, the same in glibc and musl
  private static final short SETPGROUP = 0x02;
  private static final short SETSID = 0x80;
  private static final short SETSIGDEF = 0x04;
  private static final short SETSIGMASK = 0x08;

  /** More than glibc's and musl's attributes (336 bytes), actions (80) and signal sets (128) need. */
  private static final int OPAQUE = 512;

  private static final byte[] DEV_NULL = "/dev/null\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ROOT = "/\0".getBytes(StandardCharsets.US_ASCII);

  /** The first descriptor that is not standard input, output or error. */
  static final int FIRST_INHERITED = 3;

  private final Libc libc;
  private final ByteBuffer attributes = Libc.allocate(OPAQUE);
  private final ByteBuffer actions = Libc.allocate(OPAQUE);

  private Spawn(Libc libc) throws ErrnoException {
    this.libc = libc;
    check("posix_spawnattr_init", libc.posix_spawnattr_init(attributes));
    check("posix_spawn_file_actions_init", libc.posix_spawn_file_actions_init(actions));
  }

  /** As {@code system(3)} starts a process. */
  static Spawn inheriting(Libc libc) throws ErrnoException {
    return new Spawn(libc).prepared(spawn -> spawn.flags(spawn.signals(), (short) 0));
  }

  /** As {@link #apart}, in the root directory; with a C library that cannot, in ours. */
  static Spawn apartAtRoot(Libc libc, int output, int errors) throws ErrnoException {
    Spawn spawn = apart(libc, output, errors);
    Libc.posix_spawn_file_actions_addchdir_np(spawn.actions, ROOT);
    return spawn;
  }

  /** A process apart that writes to these descriptors, neither of which is one of the standard three. */
  static Spawn apart(Libc libc, int output, int errors) throws ErrnoException {
    return new Spawn(libc)
        .prepared(
            spawn -> {
              spawn.session();
              spawn.redirect(output, errors);
            });
  }

  private interface Preparation {
    void of(Spawn spawn) throws ErrnoException;
  }

  private Spawn prepared(Preparation preparation) throws ErrnoException {
    try {
      preparation.of(this);
      closeInherited();
      return this;
    } catch (ErrnoException failed) {
      close();
      throw failed;
    }
  }

  /** In a session of its own no terminal is its, and it leads a group; with a C library that knows no such start, in a group alone. */
  private void session() throws ErrnoException {
    short signals = signals();
    check("posix_spawnattr_setpgroup", libc.posix_spawnattr_setpgroup(attributes, 0));
    if (libc.posix_spawnattr_setflags(attributes, (short) (signals | SETSID)) != 0) {
      flags(signals, SETPGROUP);
    }
  }

  private void flags(short signals, short group) throws ErrnoException {
    check("posix_spawnattr_setflags", libc.posix_spawnattr_setflags(attributes, (short) (signals | group)));
  }

  private short signals() throws ErrnoException {
    ByteBuffer all = Libc.allocate(OPAQUE);
    ByteBuffer none = Libc.allocate(OPAQUE);
    libc.sigfillset(all);
    libc.sigemptyset(none);
    check("posix_spawnattr_setsigdefault", libc.posix_spawnattr_setsigdefault(attributes, all));
    check("posix_spawnattr_setsigmask", libc.posix_spawnattr_setsigmask(attributes, none));
    return SETSIGDEF | SETSIGMASK;
  }

  private void redirect(int output, int errors) throws ErrnoException {
    check("posix_spawn_file_actions_addopen", libc.posix_spawn_file_actions_addopen(actions, 0, DEV_NULL, Libc.O_RDONLY, 0));
    check("posix_spawn_file_actions_adddup2", libc.posix_spawn_file_actions_adddup2(actions, output, 1));
    check("posix_spawn_file_actions_adddup2", libc.posix_spawn_file_actions_adddup2(actions, errors, 2));
  }

  private void closeInherited() throws ErrnoException {
    if (!Libc.posix_spawn_file_actions_addclosefrom_np(actions, FIRST_INHERITED)) {
      closeEachOpen();
    }
  }

  /** The JDK's sockets are inherited unless closed here. One that another thread opens meanwhile slips through. */
  private void closeEachOpen() throws ErrnoException {
    for (int fd : openDescriptors()) {
      if (fd >= FIRST_INHERITED) {
        check("posix_spawn_file_actions_addclose", libc.posix_spawn_file_actions_addclose(actions, fd));
      }
    }
  }

  private static List<Integer> openDescriptors() {
    try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
      return fds.map(fd -> Integer.valueOf(fd.getFileName().toString())).toList();
    } catch (IOException | UncheckedIOException noProc) {
      return List.of();
    }
  }

  /**
   * Starts it.
   *
   * @return the process's id, which is its group's too if it is apart
   */
  int start(Execution execution) throws ErrnoException {
    execution.check();
    ByteBuffer pid = Libc.allocate(Integer.BYTES);
    byte[] name = execution.arguments().get(0);
    byte[] path = Arrays.copyOf(name, name.length + 1);
    try (StringVector args = new StringVector(execution.arguments());
        StringVector env = new StringVector(execution.environment())) {
      check("posix_spawn", libc.posix_spawn(pid, path, actions, attributes, args.pointer(), env.pointer()));
    }
    return pid.getInt(0);
  }

  private static void check(String call, int errno) throws ErrnoException {
    if (errno != 0) {
      throw new ErrnoException(call, errno, "");
    }
  }

  @Override
  public void close() {
    libc.posix_spawnattr_destroy(attributes);
    libc.posix_spawn_file_actions_destroy(actions);
  }
}
