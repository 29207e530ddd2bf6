package io.hotprobe.depmod;

import io.hotprobe.module.BinaryIndexWriter;
import io.hotprobe.module.ModuleName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The index files of the modules inside the kernel image, from what its build left in the module directory. */
final class BuiltinFiles {

  private static final String ALIAS = "alias=";

  private final Path directory;
  private final DepmodLog log;

  BuiltinFiles(Path directory, DepmodLog log) {
    this.directory = directory;
    this.log = log;
  }

  /** Both files; one whose source is missing has no content, which readers take for an empty index. */
  List<IndexFile> binary() throws IOException {
    return List.of(
        file("modules.builtin.bin", InputFile.read(directory.resolve("modules.builtin"), log).map(this::names)),
        file("modules.builtin.alias.bin", InputFile.read(directory.resolve("modules.builtin.modinfo"), log).map(this::aliases)));
  }

  private static IndexFile file(String name, Optional<BinaryIndexWriter> index) throws IOException {
    return new IndexFile(name, index.isPresent() ? index.get().bytes() : new byte[0]);
  }

  /** The names of {@code modules.builtin}, a path a line. */
  private BinaryIndexWriter names(String text) {
    BinaryIndexWriter index = new BinaryIndexWriter();
    int number = 0;
    for (String line : text.split("\n")) {
      number++;
      if (startsWithLetter(line) && ModuleName.isNameOf(line) && BinaryIndexWriter.isKey(ModuleName.ofPath(line).value())) {
        index.add(ModuleName.ofPath(line).value(), 0, "");
      } else if (!text.isEmpty()) {
        log.error(directory.resolve("modules.builtin") + ":" + number + ": not the path of a module; the line is ignored");
      }
    }
    return index;
  }

  private static boolean startsWithLetter(String line) {
    return !line.isEmpty() && (line.charAt(0) | 0x20) >= 'a' && (line.charAt(0) | 0x20) <= 'z';
  }

  /** The aliases of {@code modules.builtin.modinfo}: NUL-terminated texts {@code MODULE.KEY=VALUE}. */
  private BinaryIndexWriter aliases(String text) {
    BinaryIndexWriter index = new BinaryIndexWriter();
    for (String each : text.split("\0")) {
      int dot = each.indexOf('.');
      if (dot > 0 && each.startsWith(ALIAS, dot + 1)) {
        AliasKey.add(index, each.substring(dot + 1 + ALIAS.length()), 0, each.substring(0, dot), log);
      }
    }
    return index;
  }
}
