package io.hotprobe.module;

import java.io.IOException;
import java.nio.file.Path;

/** A {@code modules.*.bin} file that is truncated or not one at all. The remedy is to run depmod again. */
public final class DamagedIndexException extends IOException {

  private static final long serialVersionUID = 1;

  private final String how;

  DamagedIndexException(Path file, String how) {
    super(file + ": damaged index: " + how);
    this.how = how;
  }

  /** A diagnostic of an index that could not be read, for a reader that goes on with the text file of the same name. */
  public static Diagnostic textInstead(Path file, Exception failure) {
    String reason = failure instanceof IOException unreadable ? FileFailure.reason(unreadable) : failure.getMessage();
    String problem = failure instanceof DamagedIndexException damaged ? damaged.problem() : "cannot be read: " + reason;
    return new Diagnostic(new SourceLine(file, 0), problem, "run depmod; the text file is used until then");
  }

  /** A diagnostic of an index that is left out. */
  public Diagnostic leftOut(Path file) {
    return new Diagnostic(new SourceLine(file, 0), problem(), "run depmod");
  }

  private String problem() {
    return "damaged index: " + how;
  }
}
