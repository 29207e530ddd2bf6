package io.hotprobe.linux;

import io.hotprobe.module.Errno;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What {@code execve} is given. The path is the first argument; nothing is searched for.
 *
 * @param environment all of it, entries {@code KEY=VALUE}
 */
record Execution(List<byte[]> arguments, List<byte[]> environment) {

  /** @param words one char a byte */
  static Execution of(List<String> words, Map<String, String> environment) {
    return new Execution(
        words.stream().map(Execution::bytes).toList(),
        environment.entrySet().stream().map(entry -> bytes(entry.getKey() + "=" + entry.getValue())).toList());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** @throws ErrnoException if there is no path, or a string holds a NUL: C would silently cut it there and run something else */
  void check() throws ErrnoException {
    if (arguments.isEmpty()) {
      throw new ErrnoException("posix_spawn", Errno.EINVAL.number(), "nothing to run");
    }
    if (arguments.stream().anyMatch(Execution::holdsNul) || environment.stream().anyMatch(Execution::holdsNul)) {
      throw new ErrnoException("posix_spawn", Errno.EINVAL.number(), "NUL in a command or its environment");
    }
  }

  private static boolean holdsNul(byte[] string) {
    for (byte b : string) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }
}
