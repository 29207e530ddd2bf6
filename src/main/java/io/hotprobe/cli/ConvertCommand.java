package io.hotprobe.cli;

import io.hotprobe.config.Conversion;
import io.hotprobe.module.FileFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hotprobe convert}: a modules.conf becomes a file of modprobe.d. */
@Command(
    name = "convert",
    description = {
      "Turns a modules.conf of the time of kernel 2.4 into a file of modprobe.d that kmod reads as well.",
      "What could not be carried over is told line by line on standard error."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Exit codes: 0 written, 1 a line makes no sense or nothing could be written, 2 the command line is wrong."})
final class ConvertCommand implements Callable<Integer> {

  /** Sorts before modules.softdep: of several softdep lines the first counts. */
  private static final String FILE_NAME = "converted.conf";

  @Mixin private World world = new World();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Write " + FILE_NAME + " there, unless there is one already; - is standard output (default: -).")
  private String output = "-";

  @Parameters(paramLabel = "FILE", arity = "0..1", description = "The modules.conf (default: ROOT/etc/modules.conf).")
  private Path file;

  @Override
  public Integer call() throws IOException {
    String text = Conversion.text(world.modulesConf(file), world.configSources(), Diagnostics::tell);
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (output.equals("-")) {
      System.out.write(bytes, 0, bytes.length);
      System.out.flush();
    } else {
      write(Path.of(output), bytes);
    }
    return 0;
  }

  /** Module configuration is for everybody to read. */
  private static final FileAttribute<Set<PosixFilePermission>> READABLE_BY_ALL =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));

  /** Whole or not at all: under another name first, which no reader of the directory knows. */
  private static void write(Path directory, byte[] bytes) throws IOException {
    Path target = directory.resolve(FILE_NAME);
    Path draft = draft(directory);
    try {
      Files.write(draft, bytes);
      Files.createLink(target, draft);
    } catch (FileAlreadyExistsException there) {
      throw new IOException(target + " is there already; remove it, or name another directory", there);
    } catch (IOException failure) {
      throw named(target, failure);
    } finally {
      Files.delete(draft);
    }
    System.err.println("hotprobe: written: " + target);
  }

  private static Path draft(Path directory) throws IOException {
    try {
      return Files.createTempFile(Files.createDirectories(directory), FILE_NAME, ".new", READABLE_BY_ALL);
    } catch (FileAlreadyExistsException there) {
      throw new IOException(directory + " is not a directory; name another", there);
    } catch (IOException failure) {
      throw named(directory, failure);
    }
  }

  /** A failure of the draft told of what the user knows by name. */
  private static IOException named(Path path, IOException failure) {
    return new IOException(path + ": " + FileFailure.reason(failure), failure);
  }
}
