package io.hotprobe.rules;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What rules ask of the machine besides its devices.
 *
 * @param dev where device nodes are, {@code $root}
 * @param sysctl where {@code SYSCTL} reads and writes, {@code /proc/sys}
 * @param commandLine the kernel command line, for IMPORT{cmdline}
 * @param programs where programs named without a slash are, {@code /usr/lib/udev}
 * @param constants CONST{...} by name: {@code arch}, {@code virt}
 */
public record Host(Path dev, Path sysctl, String commandLine, Path programs, Map<String, String> constants, Accounts accounts) {

  /** Users and groups by name. */
  public interface Accounts {
    /** The number of a user; empty when nobody has that name. */
    OptionalInt user(String name);

    /** The number of a group; empty when none has that name. */
    OptionalInt group(String name);

    /** Where they are kept; what changes there counts from the next {@link #refresh} on. */
    default List<Path> files() {
      return List.of();
    }

    /** Reads anew who there is. */
    default void refresh() {}
  }
}
