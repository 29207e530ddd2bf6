package io.hotprobe.daemon;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.hotprobe.journal.JsonValue;
import io.hotprobe.journal.PlainAscii;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes answers: one object in one line, in ASCII, so that nothing a device says reaches a terminal as it is. Safe for any thread. */
final class AnswerText {

  private static final JsonFactory JSON = new JsonFactory();

  private AnswerText() {}

  /** The line with its end. */
  static byte[] line(Answer answer) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    try (JsonGenerator json = PlainAscii.in(JSON.createGenerator(line))) {
      json.writeStartObject();
      json.writeNumberField("v", Answer.VERSION);
      write(answer, json);
      json.writeEndObject();
    } catch (IOException neverInMemory) {
      throw new UncheckedIOException(neverInMemory);
    }
    line.write('\n');
    return line.toByteArray();
  }

  private static void write(Answer answer, JsonGenerator json) throws IOException {
    if (answer instanceof Answer.Done done) {
      json.writeFieldName("ok");
      JsonValue.write(done.members(), json);
    } else if (answer instanceof Answer.Failed failed) {
      json.writeObjectFieldStart("error");
      json.writeStringField("code", failed.code());
      json.writeStringField("text", failed.text());
      json.writeStringField("remedy", failed.remedy());
      json.writeEndObject();
    } else if (answer instanceof Answer.Event event) {
      json.writeFieldName("event");
      JsonValue.write(event.members(), json);
    } else if (answer instanceof Answer.Lost lost) {
      json.writeNumberField("lost", lost.lines());
    }
  }
}
