package io.hotprobe.config;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.ModuleName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A small root directory under construction, and what reading it said. */
final class TempRoot {

  final Path root;
  final List<Diagnostic> diagnostics = new ArrayList<>();

  TempRoot(Path root) {
    this.root = root;
  }

  /** Writes {@code text} (one char a byte) to {@code path} below the root. */
  TempRoot file(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  TempRoot link(String path, String target) throws IOException {
    Path link = root.resolve(path);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, Path.of(target));
    return this;
  }

  ModprobeConfig read() throws InvalidConfigException {
    return read(ConfigSources.defaults(root).withModuleDirectory(root.resolve("lib/modules/1.0")));
  }

  ModprobeConfig read(ConfigSources sources) throws InvalidConfigException {
    return ModprobeConfig.read(sources, diagnostics::add);
  }

  /** The lines of the diagnostics, without the root. */
  List<String> said() {
    return diagnostics.stream().map(d -> d.toString().replace(root + "/", "")).toList();
  }

  static ModuleName module(String name) {
    return new ModuleName(name);
  }
}
