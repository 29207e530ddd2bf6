package io.hotprobe.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.hotprobe.journal.HistoryRecord.Denial;
import io.hotprobe.journal.HistoryRecord.Event;
import io.hotprobe.journal.HistoryRecord.Missing;
import io.hotprobe.journal.HistoryRecord.Module;
import io.hotprobe.journal.HistoryRecord.Notice;
import io.hotprobe.journal.HistoryRecord.Program;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A record of the history as a line: one JSON object in ASCII. Members that say nothing are left out. */
final class HistoryLine {

  /** Bytes that a line has at most, its end included; a record that needs more is written without its lists. */
  static final int LONGEST = 32 << 10;

  private static final JsonFactory JSON = new JsonFactory();

  private HistoryLine() {}

  /** The line, with its end. */
  static byte[] of(HistoryRecord record) {
    byte[] line = written(record);
    if (line.length > LONGEST && record instanceof Event event) {
      return written(new Event(event.when(), event.subject(), List.of(), List.of(), List.of(), event.waitedMicros(), event.tookMicros()));
    }
    return line;
  }

  private static byte[] written(HistoryRecord record) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = PlainAscii.in(JSON.createGenerator(text))) {
      json.writeStartObject();
      json.writeStringField("time", record.when().toString());
      if (record instanceof Event event) {
        write(json, event);
      } else if (record instanceof Notice notice) {
        json.writeStringField("level", notice.level());
        json.writeStringField("notice", notice.text());
      } else if (record instanceof Missing missing) {
        json.writeNumberField("missing", missing.count());
      }
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return (text + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static void write(JsonGenerator json, Event event) throws IOException {
    Subject subject = event.subject();
    json.writeNumberField("seqnum", subject.seqnum());
    json.writeStringField("action", subject.action());
    json.writeStringField("devpath", subject.devpath());
    writeUnlessEmpty(json, "devpath_old", subject.oldDevpath());
    writeUnlessEmpty(json, "subsystem", subject.subsystem());
    writeUnlessEmpty(json, "modalias", subject.modalias());
    writeList(json, "modules", event.modules(), HistoryLine::write);
    writeList(json, "denied", event.denials(), HistoryLine::write);
    writeList(json, "programs", event.programs(), HistoryLine::write);
    json.writeNumberField("waited_us", event.waitedMicros());
    json.writeNumberField("took_us", event.tookMicros());
  }

  private static void write(JsonGenerator json, Module module) throws IOException {
    json.writeStringField("name", module.name());
    writeUnlessEmpty(json, "why", module.why());
    writeUnlessEmpty(json, "how", module.how());
    json.writeStringField("outcome", module.outcome());
    if (module.errno() != 0) {
      json.writeNumberField("errno", module.errno());
    }
    writeUnlessEmpty(json, "text", module.text());
  }

  private static void write(JsonGenerator json, Denial denial) throws IOException {
    json.writeStringField("module", denial.module());
    writeUnlessEmpty(json, "by", denial.by());
  }

  private static void write(JsonGenerator json, Program program) throws IOException {
    json.writeBooleanField("succeeded", program.succeeded());
    json.writeStringField("text", program.text());
    json.writeNumberField("took_us", program.tookMicros());
  }

  private static void writeUnlessEmpty(JsonGenerator json, String name, String text) throws IOException {
    if (!text.isEmpty()) {
      json.writeStringField(name, text);
    }
  }

  /** Writes the members of an element of a list. */
  private interface Members<T> {
    void write(JsonGenerator json, T element) throws IOException;
  }

  private static <T> void writeList(JsonGenerator json, String name, List<T> list, Members<T> members) throws IOException {
    if (list.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart(name);
    for (T element : list) {
      json.writeStartObject();
      members.write(json, element);
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
