package io.hotprobe.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What TEST asks: whether a file is there, and has one of some mode bits. */
final class FileTest {

  private static final String MODE = "unix:mode";

  private FileTest() {}

  /** Whether the token holds. */
  static boolean holds(Token.Attempt token, Facts facts) {
    String place = token.value().expand(facts, Template.Blanks.KEPT, Limits.PATH);
    if (place == null) {
      return false;
    }
    return isThere(Places.of(place, facts.device()), token.detail()) == token.equal();
  }

  private static boolean isThere(Path file, String mode) {
    if (file == null || !Files.exists(file)) {
      return false;
    }
    if (mode.isEmpty()) {
      return true;
    }
    try {
      return ((int) Files.getAttribute(file, MODE) & Integer.parseInt(mode, 8)) != 0;
    } catch (IOException gone) {
      return false;
    }
  }
}
