package io.hotprobe.linux;

import io.hotprobe.module.Errno;
import io.hotprobe.module.Programs.Sandbox;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A sandbox by way of util-linux: {@code setpriv} becomes the user and gives up gaining privileges, {@code prlimit} sets the limits,
 * each replaced by the next, so that there is one process. Safe for any thread.
 */
final class Confinement {

  // include/uapi/asm-generic: access(2)
  private static final int X_OK = 1;

  private final Optional<Path> setpriv;
  private final Optional<Path> prlimit;

  /** @param tools directories of util-linux's programs */
  Confinement(List<Path> tools) {
    setpriv = find(tools, "setpriv");
    prlimit = find(tools, "prlimit");
  }

  private static Optional<Path> find(List<Path> directories, String tool) {
    return directories.stream().map(directory -> directory.resolve(tool)).filter(Files::isExecutable).findFirst();
  }

  /**
   * What to run so that {@code program} runs confined.
   *
   * @param program not empty
   * @throws ErrnoException if a tool is missing, the user is unknown or not ours to become, or the program cannot be executed: then
   *     nothing is to be run
   */
  List<String> words(Libc libc, Sandbox sandbox, List<String> program) throws ErrnoException {
    byte[] path = (program.get(0) + "\0").getBytes(StandardCharsets.ISO_8859_1);
    if (libc.access(path, X_OK) != 0) {
      throw new ErrnoException("access", Libc.errno(), program.get(0));
    }
    List<String> words = new ArrayList<>(List.of(tool(setpriv, "setpriv"), "--no-new-privs", "--pdeathsig=KILL"));
    if (sandbox.user().isPresent()) {
      become(libc, sandbox.user().get(), words);
    }
    words.add("--");
    if (sandbox.memoryBytes().isPresent() || sandbox.cpuSeconds().isPresent()) {
      words.add(tool(prlimit, "prlimit"));
      sandbox.memoryBytes().ifPresent(bytes -> words.add("--as=" + bytes));
      sandbox.cpuSeconds().ifPresent(seconds -> words.add("--cpu=" + seconds));
      words.add("--");
    }
    words.addAll(program);
    return words;
  }

  private static void become(Libc libc, String name, List<String> words) throws ErrnoException {
    Account account = Account.of(libc, name);
    int ours = libc.geteuid();
    if (ours == account.user()) {
      return;
    }
    if (ours != 0) {
      throw new ErrnoException("setresuid", Errno.EPERM.number(), name);
    }
    words.add("--reuid=" + Integer.toUnsignedString(account.user()));
    words.add("--regid=" + Integer.toUnsignedString(account.group()));
    words.add("--init-groups");
  }

  private static String tool(Optional<Path> found, String name) throws ErrnoException {
    return found
        .map(Path::toString)
        .orElseThrow(() -> new ErrnoException("the search for " + name, Errno.ENOENT.number(), "install util-linux"));
  }
}
