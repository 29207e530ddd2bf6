package io.hotprobe.cli;

import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Runs of modprobe in a small world below a temporary directory, on a kernel in memory where a script is given. */
final class ModprobeWorld {

  final SmallWorld tree;
  private final Path root;

  /** A stack top, mid, base; side by itself; two claimants of {@code p:1}; a builtin. */
  ModprobeWorld(Path root) throws IOException {
    this.root = root;
    tree =
        new SmallWorld(root)
            .module("base")
            .module("mid", "base")
            .module("top", "mid", "base")
            .module("side")
            .alias("p:1*", "side")
            .alias("p:*", "top")
            .builtin("inside")
            .write();
  }

  /** The path of a module's file. */
  String file(String module) {
    return tree.moduleDirectory().resolve("kernel/" + module + ".ko").toString();
  }

  /** The option that names a script of these lines. */
  String script(String... lines) throws IOException {
    return "--script=" + Files.write(root.resolve("kernel.script"), List.of(lines));
  }

  Program run(String... arguments) {
    return under(Map.of(), arguments);
  }

  Program under(Map<String, String> environment, String... arguments) {
    List<String> all = new ArrayList<>(List.of("modprobe", "--root", root.toString(), "--release", SmallWorld.RELEASE));
    all.addAll(Arrays.asList(arguments));
    return Program.under(environment, all.toArray(new String[0]));
  }
}
