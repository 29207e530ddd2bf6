package io.hotprobe.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.hotprobe.journal.PlainAscii;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Collection;

/** How {@code hotprobe rules} writes JSON: one object in one line, in ASCII. */
final class RulesJson {

  private RulesJson() {}

  /** A generator whose end leaves {@code out} open. */
  static JsonGenerator to(PrintStream out) throws IOException {
    return PlainAscii.in(new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET));
  }

  static void strings(JsonGenerator json, String name, Collection<String> values) throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(ByteText.unicode(value));
    }
    json.writeEndArray();
  }

  /** A text of one char a byte; null where there is none. */
  static void string(JsonGenerator json, String name, String value) throws IOException {
    if (value == null) {
      json.writeNullField(name);
    } else {
      json.writeStringField(name, ByteText.unicode(value));
    }
  }
}
