package io.hotprobe.linux;

import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules.LiveModule;
import io.hotprobe.module.Modules.State;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What {@code /sys/module/NAME/} says of one module ({@code Documentation/ABI/testing/sysfs-module}): {@code coresize} in bytes, {@code
 * refcnt}, which only kernels that can unload have, and a link for each holder in {@code holders/}.
 */
final class SysModule {

  /** Most holders of one module that are told; a kernel has some hundred modules. */
  static final int MOST_HOLDERS = 10_000;

  /** More than the longest number and its newline. */
  private static final int NUMBER = 32;

  private SysModule() {}

  /** A module as listed, corrected by its directory; {@code ABSENT} when it has none any more. */
  static LiveModule of(Path sysModule, LiveModule listed) {
    Path directory;
    try {
      directory = sysModule.resolve(listed.name().value());
    } catch (InvalidPathException notOfThisLocale) {
      return listed;
    }
    State state = Files.isDirectory(directory) ? listed.state() : State.ABSENT;
    long size = number(directory.resolve("coresize")).orElse(listed.size());
    OptionalLong references = number(directory.resolve("refcnt"));
    OptionalInt refcount = references.isPresent() ? OptionalInt.of((int) references.getAsLong()) : listed.refcount();
    List<ModuleName> holders = holders(directory.resolve("holders"), listed.holders());
    return new LiveModule(listed.name(), size, refcount, listed.permanent(), holders, state);
  }

  private static OptionalLong number(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return OptionalLong.of(Long.parseLong(new String(in.readNBytes(NUMBER), StandardCharsets.ISO_8859_1).strip()));
    } catch (IOException | NumberFormatException untold) {
      return OptionalLong.empty();
    }
  }

  /** In the order of the directory, as lsmod shows them. */
  private static List<ModuleName> holders(Path directory, List<ModuleName> listed) {
    List<ModuleName> holders = new ArrayList<>();
    try (DirectoryStream<Path> links = Files.newDirectoryStream(directory)) {
      for (Path link : links) {
        if (holders.size() < MOST_HOLDERS) {
          holders.add(new ModuleName(link.getFileName().toString()));
        }
      }
      return holders;
    } catch (IOException | DirectoryIteratorException untold) {
      return listed;
    }
  }
}
