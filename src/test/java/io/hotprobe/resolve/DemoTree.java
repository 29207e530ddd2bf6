package io.hotprobe.resolve;

import io.hotprobe.bench.Corpus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The module tree that the demo brings along: real index files of a Debian kernel, without the modules themselves. */
public final class DemoTree {

  public static final String RELEASE = "6.1.0-56-amd64";
  public static final Path RELEASES = Path.of("src/main/dist/share/demo/lib/modules").toAbsolutePath();
  public static final Path DIRECTORY = RELEASES.resolve(RELEASE);

  private DemoTree() {}

  /** One modalias for each alias of the tree. */
  public static List<String> modaliases() throws IOException {
    return Corpus.concrete(DIRECTORY.resolve("modules.alias"));
  }

  /** The names of the modules that have a file. */
  public static List<String> modules() throws IOException {
    List<String> names = new ArrayList<>();
    for (String path : paths()) {
      names.add(path.substring(path.lastIndexOf('/') + 1, path.lastIndexOf(".ko")));
    }
    return names;
  }

  private static List<String> paths() throws IOException {
    List<String> paths = new ArrayList<>();
    for (String line : Files.readAllLines(DIRECTORY.resolve("modules.dep"), StandardCharsets.ISO_8859_1)) {
      paths.add(line.substring(0, line.indexOf(':')));
    }
    return paths;
  }

  /** A copy below {@code root} in which every module is an empty file, as modprobe looks whether they are there. */
  public static Path copyTo(Path root) throws IOException {
    Path copy = root.resolve("lib/modules").resolve(RELEASE);
    Files.createDirectories(copy);
    try (DirectoryStream<Path> indexes = Files.newDirectoryStream(DIRECTORY, "modules.*")) {
      for (Path index : indexes) {
        Files.copy(index, copy.resolve(index.getFileName()));
      }
    }
    for (String path : paths()) {
      Files.createDirectories(copy.resolve(path).getParent());
      Files.createFile(copy.resolve(path));
    }
    return copy;
  }
}
