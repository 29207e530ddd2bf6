package io.hotprobe.daemon;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;

/** Has JSON written in printable ASCII, DEL escaped, too, which Jackson leaves as it is. */
public final class PlainAscii extends CharacterEscapes {

  /** The last character that is written as it is. */
  public static final int LAST = 0x7e;

  /** There is no state, so one is enough. */
  public static final PlainAscii ESCAPES = new PlainAscii();

  private static final long serialVersionUID = 1;
  private static final int DEL = 0x7f;

  private final int[] escapes = standardAsciiEscapesForJSON();

  private PlainAscii() {
    escapes[DEL] = ESCAPE_STANDARD;
  }

  @Override
  public int[] getEscapeCodesForAscii() {
    return escapes;
  }

  @Override
  public SerializableString getEscapeSequence(int character) {
    return null;
  }
}
