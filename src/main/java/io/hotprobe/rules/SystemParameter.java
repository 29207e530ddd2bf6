package io.hotprobe.rules;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A kernel parameter by name: {@code kernel/hostname} or {@code kernel.hostname}. Source: the manual page sysctl.d(5). */
final class SystemParameter {

  private SystemParameter() {}

  /** Its file; null when the name leads elsewhere or is no path. */
  static Path place(String name, Host host) {
    try {
      Path file = host.sysctl().resolve(slashed(name)).normalize();
      return file.startsWith(host.sysctl().normalize()) ? file : null;
    } catch (InvalidPathException noPath) {
      return null;
    }
  }

  /** If a dot is the first separator, dots separate and a slash stands for a dot in a name. */
  private static String slashed(String name) {
    int dot = name.indexOf('.');
    int slash = name.indexOf('/');
    StringBuilder path = new StringBuilder(name);
    if (dot >= 0 && (slash < 0 || dot < slash)) {
      for (int i = 0; i < path.length(); i++) {
        char c = path.charAt(i);
        path.setCharAt(i, c == '.' ? '/' : c == '/' ? '.' : c);
      }
    }
    while (path.length() > 0 && path.charAt(0) == '/') {
      path.deleteCharAt(0);
    }
    return path.toString();
  }
}
