package io.hotprobe.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory for what a fuzzer's input is written to; each process has its own, in memory where there is such a place. */
public final class Scratch {

  private static final Path MEMORY = Path.of("/dev/shm");
  private static final Path ROOT = create();

  private Scratch() {}

  private static Path create() {
    try {
      Path root = Files.isWritable(MEMORY) ? Files.createTempDirectory(MEMORY, "hotprobe-fuzz") : Files.createTempDirectory("hotprobe-fuzz");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(root.toFile())));
      return root;
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  private static void delete(java.io.File file) {
    java.io.File[] below = file.listFiles();
    for (java.io.File each : below == null ? new java.io.File[0] : below) {
      delete(each);
    }
    file.delete();
  }

  /** The directory. */
  public static Path root() {
    return ROOT;
  }

  /** A file of that name below it, with that content. */
  public static Path file(String name, byte[] content) throws IOException {
    Path file = ROOT.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, content);
  }
}
