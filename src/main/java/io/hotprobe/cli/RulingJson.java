package io.hotprobe.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hotprobe.cli.ExplainedLine.Step;
import io.hotprobe.module.Programs.Sandbox;
import io.hotprobe.module.SourceLine;
import io.hotprobe.rules.AccountFiles;
import io.hotprobe.rules.Ruling;
import io.hotprobe.rules.RunCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Writes what rules decided, and line by line why, as fields of a JSON object. */
final class RulingJson {

  private final JsonGenerator json;

  RulingJson(JsonGenerator json) {
    this.json = json;
  }

  /** All that was decided; what was not is null or empty. */
  void write(Ruling ruling, AccountFiles accounts) throws IOException {
    writeMap("properties", RulingText.decided(ruling));
    RulesJson.strings(json, "tags", ruling.currentTags());
    RulesJson.strings(json, "all_tags", ruling.tags());
    RulesJson.strings(json, "symlinks", ruling.links());
    json.writeNumberField("link_priority", ruling.linkPriority());
    writeAccount("owner", ruling.owner(), ruling.owner().isPresent() ? accounts.userName(ruling.owner().getAsInt()) : Optional.empty());
    writeAccount("group", ruling.group(), ruling.group().isPresent() ? accounts.groupName(ruling.group().getAsInt()) : Optional.empty());
    RulesJson.string(json, "mode", ruling.mode().isPresent() ? String.format("%04o", ruling.mode().getAsInt()) : null);
    writeMap("labels", ruling.labels());
    RulesJson.string(json, "name", ruling.name().orElse(null));
    if (ruling.watch().isPresent()) {
      json.writeBooleanField("watch", ruling.watch().get());
    } else {
      json.writeNullField("watch");
    }
    json.writeBooleanField("persistent", ruling.persistent());
    json.writeArrayFieldStart("run");
    for (RunCommand command : ruling.run()) {
      writeRun(command);
    }
    json.writeEndArray();
  }

  /** What would be written to attributes and kernel parameters. */
  void write(List<TestedEffects.Write> writes) throws IOException {
    json.writeArrayFieldStart("writes");
    for (TestedEffects.Write write : writes) {
      json.writeStartObject();
      json.writeStringField("file", write.file().toString());
      RulesJson.string(json, "value", write.value());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writeMap(String name, Map<String, String> values) throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, String> each : values.entrySet()) {
      RulesJson.string(json, ByteText.unicode(each.getKey()), each.getValue());
    }
    json.writeEndObject();
  }

  /** {@code NAME} is the number, {@code NAME_name} what it is called. */
  private void writeAccount(String field, OptionalInt number, Optional<String> name) throws IOException {
    if (number.isPresent()) {
      json.writeNumberField(field, Integer.toUnsignedLong(number.getAsInt()));
    } else {
      json.writeNullField(field);
    }
    RulesJson.string(json, field + "_name", name.orElse(null));
  }

  private void writeRun(RunCommand command) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", command.type().name().toLowerCase(Locale.ROOT));
    RulesJson.string(json, "command", command.command());
    json.writeStringField("at", command.at().toString());
    Optional<Sandbox> sandbox = SandboxText.of(command);
    if (sandbox.isPresent()) {
      writeSandbox(sandbox.get());
    } else {
      json.writeNullField("sandbox");
    }
    json.writeEndObject();
  }

  /** Bytes and seconds; null for a part that is not limited. */
  private void writeSandbox(Sandbox sandbox) throws IOException {
    json.writeObjectFieldStart("sandbox");
    RulesJson.string(json, "user", sandbox.user().orElse(null));
    writeNumber("memory", sandbox.memoryBytes());
    writeNumber("cpu", sandbox.cpuSeconds());
    json.writeEndObject();
  }

  private void writeNumber(String name, OptionalLong number) throws IOException {
    if (number.isPresent()) {
      json.writeNumberField(name, number.getAsLong());
    } else {
      json.writeNullField(name);
    }
  }

  /** One line of the rules, as an element of an array. */
  void write(ExplainedLine line) {
    try {
      json.writeStartObject();
      json.writeStringField("at", line.at().toString());
      json.writeArrayFieldStart("tokens");
      for (Step step : line.steps()) {
        writeStep(step);
      }
      json.writeEndArray();
      writePlace("goto", line.jump());
      RulesJson.strings(json, "problems", line.problems());
      json.writeEndObject();
    } catch (IOException unwritten) {
      throw new UncheckedIOException(unwritten);
    }
  }

  private void writePlace(String name, SourceLine place) throws IOException {
    if (place == null) {
      json.writeNullField(name);
    } else {
      json.writeStringField(name, place.toString());
    }
  }

  private void writeStep(Step step) throws IOException {
    json.writeStartObject();
    RulesJson.string(json, "token", step.token());
    RulesJson.string(json, "value", step.value());
    RulesJson.string(json, "parent", step.parent());
    json.writeStringField("verdict", step.verdict().name().toLowerCase(Locale.ROOT));
    RulesJson.string(json, "note", step.note());
    writeMap("imported", step.imported());
    json.writeEndObject();
  }
}
