package io.hotprobe.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a kernel shows of its modules, in a directory: {@code sys/module}, {@code proc/modules} and the module directory of the running
 * release. Hotprobe is pointed at it; kmod sees it in place of the machine's, in a mount namespace of its own.
 *
 * <p>No module here has the name of a real one: whoever runs this as root on a kernel with modules loses none.
 */
final class FakeKernel {

  /** Each line of {@code $1/commands} is run as a command, with its output and exit code in files named by the line's number. */
  private static final String RUN_ALL = """
      set -e
      mount --bind "$1/sys/module" /sys/module
      lib=$(realpath /lib)
      mount -t overlay overlay -o "lowerdir=$1/lib:$lib" "$lib"
      if [ "$2" = proc ]; then mount --bind "$1/proc" /proc; fi
      set +e
      number=0
      while read -r line; do
        eval "$line" >"$1/$number.out" 2>"$1/$number.err" </dev/null
        echo $? >"$1/$number.status"
        number=$((number + 1))
      done <"$1/commands"
      """;

  private static List<String> namespace;

  private final Path root;
  private final Path modules;

  FakeKernel(Path root) throws IOException {
    this.root = root;
    modules = Files.createDirectories(root.resolve("sys/module"));
    Files.createDirectories(root.resolve("proc"));
    Files.createFile(root.resolve("proc/cmdline"));
    Files.createDirectories(moduleDirectory());
  }

  static String release() throws IOException {
    return Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
  }

  Path moduleDirectory() throws IOException {
    return root.resolve("lib/modules").resolve(release());
  }

  /** A line of {@code /proc/modules}. */
  FakeKernel line(String line) throws IOException {
    Files.writeString(
        root.resolve("proc/modules"), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    return this;
  }

  /** A module that is live, in sysfs and in the list. */
  FakeKernel module(String name, long size, int references, String... holders) throws IOException {
    line(name + " " + size + " " + references + " " + (holders.length == 0 ? "-" : String.join(",", holders) + ",") + " Live 0x0");
    Path directory = Files.createDirectories(modules.resolve(name).resolve("holders")).getParent();
    for (String holder : holders) {
      Files.createDirectories(directory.resolve("holders").resolve(holder));
    }
    Files.writeString(directory.resolve("initstate"), "live\n");
    Files.writeString(directory.resolve("coresize"), size + "\n");
    Files.writeString(directory.resolve("refcnt"), references + "\n");
    return this;
  }

  /** A module that is part of the kernel; kmod's depmod makes the index. */
  FakeKernel builtin(String name) throws IOException {
    Files.writeString(moduleDirectory().resolve("modules.builtin"), "kernel/" + name + ".ko\n");
    Files.writeString(moduleDirectory().resolve("modules.builtin.modinfo"), "");
    Files.writeString(moduleDirectory().resolve("modules.order"), "");
    Program depmod = run(List.of("/sbin/depmod", "-b", root.toString(), release()));
    if (depmod.status() != 0) {
      throw new IOException(depmod.err());
    }
    return this;
  }

  /** What is below {@code /sys/module/NAME}. */
  Path sys(String name) {
    return modules.resolve(name);
  }

  /** Hotprobe's tool over this kernel. */
  Program hotprobe(String tool, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(tool.split(" ")));
    command.addAll(List.of("--root", root.toString(), "--release", release()));
    command.addAll(List.of(arguments));
    return Program.run(command.toArray(new String[0]));
  }

  /** Kmod's tools over this kernel, one after the other; {@code /proc} is this kernel's too if {@code withProc}. */
  List<Program> kmod(boolean withProc, List<String> commands) throws IOException {
    Files.write(root.resolve("commands"), commands);
    List<String> full = new ArrayList<>(namespace());
    full.addAll(List.of("sh", "-c", RUN_ALL, "sh", root.toString(), withProc ? "proc" : ""));
    Program all = run(full);
    if (all.status() != 0) {
      throw new IOException(all.err());
    }
    List<Program> programs = new ArrayList<>();
    for (int i = 0; i < commands.size(); i++) {
      programs.add(new Program(Integer.parseInt(text(i + ".status").strip()), text(i + ".out"), text(i + ".err")));
    }
    return programs;
  }

  private String text(String file) throws IOException {
    return Files.readString(root.resolve(file), StandardCharsets.ISO_8859_1);
  }

  /** Why kmod cannot be run over a directory here; empty when it can. */
  static String hindrance(Path scratch) throws IOException {
    if (!Files.isExecutable(Path.of("/sbin/rmmod"))) {
      return "kmod is not installed";
    }
    try {
      new FakeKernel(scratch).kmod(true, List.of("lsmod"));
      return "";
    } catch (IOException refused) {
      return "no mount namespace with an overlay is to be had: " + refused.getMessage();
    }
  }

  private static synchronized List<String> namespace() throws IOException {
    if (namespace == null) {
      boolean root = run(List.of("unshare", "-m", "true")).status() == 0;
      namespace = root ? List.of("unshare", "-m") : List.of("unshare", "-r", "-m");
    }
    return namespace;
  }

  private static Program run(List<String> command) throws IOException {
    File errors = File.createTempFile("kmod", ".err");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors);
      builder.environment().put("LC_ALL", "C");
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("still running: " + command);
      }
      return new Program(process.exitValue(), output, Files.readString(errors.toPath(), StandardCharsets.ISO_8859_1));
    } catch (InterruptedException interrupted) {
      throw new IOException(interrupted);
    } finally {
      Files.delete(errors.toPath());
    }
  }
}
