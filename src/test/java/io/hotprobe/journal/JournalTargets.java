package io.hotprobe.journal;

import java.nio.charset.StandardCharsets;

/** What is promised of any bytes that are taken for a line of the history. */
public final class JournalTargets {

  private JournalTargets() {}

  /** It is a record, whose parts can be shown, or none. */
  public static void history(byte[] bytes) {
    HistoryParser.parse(new String(bytes, StandardCharsets.ISO_8859_1)).ifPresent(Object::toString);
  }
}
