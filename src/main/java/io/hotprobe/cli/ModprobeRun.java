package io.hotprobe.cli;

import io.hotprobe.module.LoadOutcome;
import io.hotprobe.resolve.PlanRequest;
import io.hotprobe.resolve.Resolution;
import io.hotprobe.resolve.Resolver;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * What one run of modprobe works with.
 *
 * @param directory the module directory of the release
 * @param out one char a byte
 * @param loaded told of what came of the modules of a plan, and which word led to it
 */
record ModprobeRun(
    Resolver resolver,
    Simulation.Ports ports,
    Path directory,
    ToolLog log,
    PrintStream out,
    BiConsumer<List<LoadOutcome>, String> loaded) {

  /** The modules that a word of the command line stands for. */
  NamedModules find(String word) {
    return NamedModules.of(word, resolver);
  }

  /** Whether the configuration says that a word to which no module answers stands for none on purpose; says so at {@code -v}. */
  boolean isEmptyAlias(String word) {
    if (!NamedModules.isPath(word) && resolver.resolve(ByteText.of(word), PlanRequest.PLAIN) instanceof Resolution.Empty empty) {
      log.notice(word + " " + empty.text());
      return true;
    }
    return false;
  }

  /** Where {@code word} was looked for in vain, and what may be wrong there. */
  String notFound(String word) {
    String where = "Module " + word + " not found in directory " + directory;
    if (NamedModules.isPath(word)) {
      return where + ": there is no such module file either";
    }
    if (!Files.isDirectory(directory)) {
      return where + ", which does not exist: install that kernel's modules, or choose a release with -S";
    }
    boolean indexed = Files.exists(directory.resolve("modules.dep.bin")) || Files.exists(directory.resolve("modules.dep"));
    return indexed ? where : where + ", which was never indexed: run depmod";
  }

  /** Writes a line at once, as a command that is run next may write too. */
  void say(String line) {
    out.print(line + "\n");
    out.flush();
  }
}
