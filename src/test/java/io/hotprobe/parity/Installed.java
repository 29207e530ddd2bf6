package io.hotprobe.parity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kmod of this machine in a root of its own, so that it sees a world and nothing else.
 *
 * <pre>
 *   jail/                                    its /
 *   jail/bin, tool, LOADER                   the programs and what they are linked with
 *   jail/worlds/NAME                         the worlds
 *   jail/{etc,lib,proc,run,sys,usr} -&gt; current/...    the one that is looked at; current -&gt; worlds/NAME
 *   jail/PATH/OF/jail -&gt; /                    so that the worlds' absolute paths are good inside too
 * </pre>
 */
final class Installed {

  /** The version that the recorded answers are of. */
  static final int RECORDED = 30;

  private static final Pattern LINKED_WITH = Pattern.compile("(/\\S+) \\(0x");

  private final Path jail;
  private final List<String> enter;
  private final Path kernel;

  private Installed(Path jail, List<String> enter, Path kernel) {
    this.jail = jail;
    this.enter = enter;
    this.kernel = kernel;
  }

  /** The kmod here, put into {@code jail}; empty unless it is the recorded version and may be put there. */
  static Optional<Installed> in(Path jail, Path shim) {
    try {
      Path program = Path.of("/usr/bin/kmod").toRealPath();
      if (!run(List.of(program.toString(), "--version"), Map.of()).out.startsWith("kmod version " + RECORDED + "\n")) {
        return Optional.empty();
      }
      furnish(jail, program);
      Optional<Path> kernel = compiled(shim, jail.resolve("tool/kernel.so"));
      for (List<String> enter : List.of(List.of("unshare", "-r", "chroot"), List.of("chroot"))) {
        Installed here = new Installed(jail, enter, kernel.orElse(null));
        if (here.raw(List.of(), List.of("modprobe", "--version"), Map.of()).out.startsWith("kmod version")) {
          return Optional.of(here);
        }
      }
      return Optional.empty();
    } catch (IOException absent) {
      return Optional.empty();
    }
  }

  /** Whether it can be given a kernel in memory: that takes a C compiler. */
  boolean hasKernel() {
    return kernel != null;
  }

  /** What a tool answers in a world. */
  Answer answer(World world, Case given, List<String> words) throws IOException {
    Path current = jail.resolve("current");
    Files.deleteIfExists(current);
    Files.createSymbolicLink(current, jail.relativize(world.root()));
    List<String> loading = given.kernel() ? List.of("--preload", "/tool/kernel.so") : List.of();
    Ran ran = raw(loading, words, given.environment(world));
    Told.show("kmod", given, words, ran.err);
    return Answer.of(world, ran.out + namedOutput(), ran.status, ran.err);
  }

  /** What was written to standard output by its name, which is a file here. */
  private String namedOutput() throws IOException {
    Path named = jail.resolve("dev/stdout");
    String written = Files.exists(named) ? text(named) : "";
    Files.deleteIfExists(named);
    return written;
  }

  private Ran raw(List<String> loading, List<String> words, Map<String, String> environment) throws IOException {
    List<String> command = new ArrayList<>(enter);
    command.addAll(List.of(jail.toString(), "/tool/loader", "--library-path", "/tool/lib", "--argv0", words.get(0)));
    command.addAll(loading);
    command.add("/tool/kmod");
    command.addAll(words.subList(1, words.size()));
    Map<String, String> inside = new LinkedHashMap<>(Map.of("LD_LIBRARY_PATH", "/tool/lib", "LC_ALL", "C"));
    inside.putAll(environment);
    return run(command, inside);
  }

  private record Ran(String out, String err, int status) {}

  private static Ran run(List<String> command, Map<String, String> environment) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().put("PATH", System.getenv("PATH"));
    builder.environment().putAll(environment);
    Path out = Files.createTempFile("kmod", ".out");
    Path err = Files.createTempFile("kmod", ".err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        throw new IOException("still running: " + command);
      }
      return new Ran(text(out), text(err), process.exitValue());
    } catch (InterruptedException interrupted) {
      throw new IOException(interrupted);
    } finally {
      process.destroyForcibly();
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  private static void furnish(Path jail, Path program) throws IOException {
    Path shell = Path.of("/bin/sh").toRealPath();
    for (String place : List.of("bin", "dev", "tool/lib", "usr/bin", "worlds", "tmp")) {
      Files.createDirectories(jail.resolve(place));
    }
    for (Path linked : List.of(program, shell)) {
      Matcher library = LINKED_WITH.matcher(run(List.of("ldd", linked.toString()), Map.of()).out);
      while (library.find()) {
        Path file = Path.of(library.group(1));
        copy(file, jail.resolve("tool/lib").resolve(file.getFileName()));
        if (file.getFileName().toString().startsWith("ld-")) {
          copy(file, jail.resolve("tool/loader"));
          copy(file, jail.resolve(file.toString().substring(1)));
        }
      }
    }
    copy(program, jail.resolve("tool/kmod"));
    copy(shell, jail.resolve("bin/sh"));
    Files.createFile(jail.resolve("dev/null"));
    for (String place : List.of("etc", "lib", "proc", "run", "sys")) {
      Files.createSymbolicLink(jail.resolve(place), Path.of("current/" + place));
    }
    Files.createSymbolicLink(jail.resolve("usr/local"), Path.of("../current/usr/local"));
    Files.createSymbolicLink(jail.resolve("usr/lib"), Path.of("../current/usr/lib"));
    Path self = jail.resolve(jail.toString().substring(1));
    Files.createDirectories(self.getParent());
    Files.createSymbolicLink(self, self.getParent().relativize(jail));
  }

  private static void copy(Path from, Path to) throws IOException {
    if (!Files.exists(to)) {
      Files.createDirectories(to.getParent());
      Files.copy(from.toRealPath(), to);
    }
  }

  /** Empty where there is no C compiler, or none with Linux's and glibc's headers. */
  private static Optional<Path> compiled(Path source, Path library) {
    try {
      Ran ran = run(List.of("cc", "-shared", "-fPIC", "-O1", "-o", library.toString(), source.toString(), "-ldl"), Map.of());
      return ran.status == 0 ? Optional.of(library) : Optional.empty();
    } catch (IOException noCompiler) {
      return Optional.empty();
    }
  }
}
