package io.hotprobe.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hotprobe.resolve.Decision;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** What a policy said, as JSON. */
final class DecisionJson {

  private DecisionJson() {}

  /** A field {@code policy} with an array. */
  static void write(JsonGenerator json, List<Decision> decisions) throws IOException {
    json.writeArrayFieldStart("policy");
    for (Decision decision : decisions) {
      json.writeStartObject();
      RulesJson.string(json, "module", decision.module().value());
      json.writeStringField("part", decision.part().name().toLowerCase(Locale.ROOT));
      if (!decision.of().equals(decision.module())) {
        RulesJson.string(json, "of", decision.of().value());
      }
      json.writeStringField("verdict", decision.verdict().kind().word());
      json.writeBooleanField("enforced", decision.verdict().enforced());
      RulesJson.string(json, "file", decision.verdict().at().file().toString());
      json.writeNumberField("line", decision.verdict().at().line());
      RulesJson.string(json, "text", decision.verdict().line());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
