package io.hotprobe.linux;

import io.hotprobe.module.Errno;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The start of a process: signals at their defaults and none blocked, no descriptor of ours beyond the standard three. Either apart (a
 * group of its own, standard input from {@code /dev/null}, output and error to one descriptor) or as {@code system(3)} starts it (our
 * group, our input, output and error).
 *
 * <p>Confined to one thread and single use.
 */
final class Spawn implements AutoCloseable {

  // <spawn.h>, the same in glibc and musl
  private static final short SETPGROUP = 0x02;
  private static final short SETSIGDEF = 0x04;
  private static final short SETSIGMASK = 0x08;

  /** More than glibc's and musl's attributes (336 bytes), actions (80) and signal sets (128) need. */
  private static final int OPAQUE = 512;

  private static final byte[] DEV_NULL = "/dev/null\0".getBytes(StandardCharsets.US_ASCII);
  private static final int FIRST_INHERITED = 3;

  private final Libc libc;
  private final ByteBuffer attributes = Libc.allocate(OPAQUE);
  private final ByteBuffer actions = Libc.allocate(OPAQUE);

  /** @param output what a process apart writes to; empty: as {@code system(3)} starts it */
  Spawn(Libc libc, OptionalInt output) throws ErrnoException {
    this.libc = libc;
    check("posix_spawnattr_init", libc.posix_spawnattr_init(attributes));
    check("posix_spawn_file_actions_init", libc.posix_spawn_file_actions_init(actions));
    try {
      signalsAndGroup(output.isPresent() ? SETPGROUP : 0);
      redirect(output);
    } catch (ErrnoException failed) {
      close();
      throw failed;
    }
  }

  private void signalsAndGroup(int group) throws ErrnoException {
    ByteBuffer all = Libc.allocate(OPAQUE);
    ByteBuffer none = Libc.allocate(OPAQUE);
    libc.sigfillset(all);
    libc.sigemptyset(none);
    check("posix_spawnattr_setsigdefault", libc.posix_spawnattr_setsigdefault(attributes, all));
    check("posix_spawnattr_setsigmask", libc.posix_spawnattr_setsigmask(attributes, none));
    check("posix_spawnattr_setpgroup", libc.posix_spawnattr_setpgroup(attributes, 0));
    check("posix_spawnattr_setflags", libc.posix_spawnattr_setflags(attributes, (short) (group | SETSIGDEF | SETSIGMASK)));
  }

  /** Standard input comes last, so that {@code output} may itself be descriptor 0. */
  private void redirect(OptionalInt output) throws ErrnoException {
    if (output.isPresent()) {
      check("posix_spawn_file_actions_adddup2", libc.posix_spawn_file_actions_adddup2(actions, output.getAsInt(), 1));
      check("posix_spawn_file_actions_adddup2", libc.posix_spawn_file_actions_adddup2(actions, output.getAsInt(), 2));
      check("posix_spawn_file_actions_addopen",
          libc.posix_spawn_file_actions_addopen(actions, 0, DEV_NULL, Libc.O_RDONLY, 0));
    }
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
   * Starts {@code arguments[0]} with this process's environment and {@code environment}.
   *
   * @return the process's id, which is its group's too if it is apart
   */
  int start(List<String> arguments, Map<String, String> environment) throws ErrnoException {
    ByteBuffer pid = Libc.allocate(Integer.BYTES);
    List<byte[]> argv = arguments.stream().map(argument -> argument.getBytes(StandardCharsets.ISO_8859_1)).toList();
    List<byte[]> envp = merged(environment);
    // C would silently cut it there and run something else.
    if (Stream.concat(argv.stream(), envp.stream()).anyMatch(Spawn::holdsNul)) {
      throw new ErrnoException("posix_spawn", Errno.EINVAL.number(), "NUL in a command or its environment");
    }
    byte[] path = (arguments.get(0) + "\0").getBytes(StandardCharsets.UTF_8);
    try (StringVector args = new StringVector(argv);
        StringVector env = new StringVector(envp)) {
      check("posix_spawn", libc.posix_spawn(pid, path, actions, attributes, args.pointer(), env.pointer()));
    }
    return pid.getInt(0);
  }

  private static List<byte[]> merged(Map<String, String> added) {
    List<byte[]> merged = new ArrayList<>();
    for (String variable : Libc.environment()) {
      if (!added.containsKey(variable.substring(0, Math.max(0, variable.indexOf('='))))) {
        merged.add(variable.getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    added.forEach((key, value) -> merged.add((key + "=" + value).getBytes(StandardCharsets.ISO_8859_1)));
    return merged;
  }

  private static boolean holdsNul(byte[] string) {
    for (byte b : string) {
      if (b == 0) {
        return true;
      }
    }
    return false;
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
