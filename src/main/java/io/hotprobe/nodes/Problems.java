package io.hotprobe.nodes;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.FileFailure;
import io.hotprobe.module.SourceLine;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What could not be done for one event. Confined to one thread. */
final class Problems {

  /** Most that are kept of one event. */
  private static final int MOST = 100;

  private final List<Diagnostic> found = new ArrayList<>();

  /** Something that may fail. */
  @FunctionalInterface
  interface Attempt {
    void run() throws IOException;
  }

  /** Does something; a failure is kept. */
  void attempt(Path at, String what, Attempt attempt) {
    try {
      attempt.run();
    } catch (IOException failed) {
      add(at, what + ": " + reason(failed), remedy(failed));
    }
  }

  void add(Path at, String problem, String remedy) {
    if (found.size() < MOST) {
      found.add(new Diagnostic(new SourceLine(at, 0), problem, remedy));
    }
  }

  List<Diagnostic> all() {
    return List.copyOf(found);
  }

  private static String reason(IOException failed) {
    if (failed instanceof FileSystemException named && named.getFile() != null) {
      return FileFailure.reason(failed) + " (" + named.getFile() + ")";
    }
    return FileFailure.reason(failed);
  }

  private static String remedy(IOException failed) {
    String reason = FileFailure.reason(failed);
    if (reason.contains("No space left")) {
      return "make room there; what was there before was left as it was";
    }
    if (reason.contains("permission denied") || reason.contains("not permitted") || reason.contains("EPERM")) {
      return "run this as root";
    }
    if (reason.contains("Read-only")) {
      return "mount it writable or leave --manage-nodes out";
    }
    return "the rest of the event was done";
  }
}
