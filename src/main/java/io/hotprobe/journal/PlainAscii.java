package io.hotprobe.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;

/** Has JSON written in printable ASCII, DEL escaped, too, which Jackson leaves as it is. */
public final class PlainAscii extends CharacterEscapes {

  private static final int LAST_PLAIN = 0x7e;

  /** There is no state, so one is enough. */
  private static final PlainAscii ESCAPES = new PlainAscii();

  private static final long serialVersionUID = 1;
  private static final int DEL = 0x7f;

  private final int[] escapes = standardAsciiEscapesForJSON();

  private PlainAscii() {
    escapes[DEL] = ESCAPE_STANDARD;
  }

  /** Has a generator write so. */
  public static JsonGenerator in(JsonGenerator json) {
    return json.setCharacterEscapes(ESCAPES).setHighestNonEscapedChar(LAST_PLAIN);
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
