package io.hotprobe.rules;

import io.hotprobe.module.Distrust;
import io.hotprobe.module.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file of a rules directory and what becomes of it.
 *
 * @param detail what is wrong with an unusable one, the path that hides a shadowed one, else empty
 */
public record RuleSource(Path path, State state, String detail) {

  private static final Path NOTHING = Path.of("/dev/null");

  /** What becomes of a file. */
  public enum State {
    /** It is read. */
    READ,
    /** It is empty or a link to /dev/null: it hides the weaker files of its name and is nothing itself. */
    MASK,
    /** A stronger file of its name hides it. */
    SHADOWED,
    /** It should be read and cannot be. */
    UNUSABLE
  }

  static RuleSource hidden(Path path, Path by) {
    return new RuleSource(path, State.SHADOWED, by.toString());
  }

  /** Of a directory that may hold more files than are looked at. */
  static RuleSource overfull(Path directory, int most) {
    return new RuleSource(directory, State.UNUSABLE, "has " + most + " rule files or more; those after them are ignored");
  }

  static RuleSource distrusted(Path path, Distrust why) {
    return new RuleSource(path, State.UNUSABLE, why.of(path) + "; " + why.remedy() + "; until then it is ignored");
  }

  static RuleSource of(Path path) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (attributes.isOther() && path.toRealPath().equals(NOTHING) || attributes.isRegularFile() && attributes.size() == 0) {
        return new RuleSource(path, State.MASK, "");
      }
      if (attributes.isRegularFile()) {
        return new RuleSource(path, State.READ, "");
      }
      String what = attributes.isDirectory() ? "is a directory" : "is neither a file nor a link to /dev/null";
      return new RuleSource(path, State.UNUSABLE, what + "; it is ignored");
    } catch (IOException failure) {
      return new RuleSource(path, State.UNUSABLE, "cannot be read: " + FileFailure.reason(failure) + "; it is ignored");
    }
  }
}
