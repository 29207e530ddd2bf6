package io.hotprobe.module;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** There is no module directory for a release, or it holds no {@code modules.dep}. */
public final class MissingModuleTreeException extends IOException {

  private static final long serialVersionUID = 1;

  /** Most other releases that are named. */
  private static final int MOST_OTHERS = 8;

  private final String problem;
  private final transient Path directory;
  private final String how;

  MissingModuleTreeException(Path directory, String how) {
    super(problem(directory, how) + "--release or --modules-dir");
    this.problem = problem(directory, how);
    this.directory = directory;
    this.how = how;
  }

  private static String problem(Path directory, String how) {
    return directory + ": " + how + "; install the modules of this release, run depmod, or name another with ";
  }

  /**
   * What to tell of the running kernel's directory when it is gone: with the releases that are there it was upgraded, and a module that is
   * not live can be loaded after a reboot only.
   */
  public Diagnostic unlessRebooted() {
    List<String> others = others();
    String remedy =
        others.isEmpty()
            ? "install the modules of this release and run depmod"
            : "if the kernel was upgraded (" + String.join(", ", others) + " beside it), reboot, or install this release's modules again";
    return new Diagnostic(new SourceLine(directory, 0), how, remedy + "; the tables read before stay in use");
  }

  private List<String> others() {
    Path parent = directory.toAbsolutePath().resolveSibling(".");
    TreeSet<String> found = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent, Files::isDirectory)) {
      for (Path entry : entries) {
        if (!entry.getFileName().equals(directory.getFileName())) {
          found.add(entry.getFileName().toString());
        }
      }
    } catch (IOException | DirectoryIteratorException absent) {
      return List.of();
    }
    List<String> latest = new ArrayList<>(found.descendingSet());
    return latest.subList(0, Math.min(MOST_OTHERS, latest.size()));
  }

  /** The message for a command that has other options to name a release and its place by. */
  public String naming(String options) {
    return problem + options;
  }
}
