package io.hotprobe.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.hotprobe.journal.PlainAscii;
import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.ModuleInfo;
import io.hotprobe.module.ModuleSignature;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A module as one JSON object, in ASCII. */
final class ModinfoJson {

  private static final HexFormat HEX = HexFormat.of();

  private final JsonFactory factory = new JsonFactory();
  private final Consumer<Diagnostic> diagnostics;

  ModinfoJson(Consumer<Diagnostic> diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** The object, without a line feed. */
  String object(ModinfoLookup.Found module, ModuleInfo info, Optional<ModuleSignature.Signed> signature) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = PlainAscii.in(factory.createGenerator(text))) {
      json.writeStartObject();
      json.writeStringField("name", ByteText.unicode(module.name().value()));
      json.writeBooleanField("builtin", module.file().isEmpty());
      if (module.file().isPresent()) {
        json.writeStringField("filename", ByteText.unicode(module.filename()));
      }
      writeFields(json, info);
      Optional<byte[]> buildId = info.buildId();
      if (buildId.isPresent()) {
        json.writeStringField("build_id", HEX.formatHex(buildId.get()));
      }
      if (signature.isPresent()) {
        writeSignature(json, signature.get());
      }
      writeParameters(json, info);
      json.writeEndObject();
    }
    return text.toString();
  }

  /** Always arrays, because any key may come more than once. */
  private static void writeFields(JsonGenerator json, ModuleInfo info) throws IOException {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (ModuleInfo.Field field : info.fields()) {
      values.computeIfAbsent(ByteText.unicode(field.key()), key -> new ArrayList<>()).add(ByteText.unicode(field.value()));
    }
    json.writeObjectFieldStart("fields");
    for (Map.Entry<String, List<String>> field : values.entrySet()) {
      json.writeArrayFieldStart(field.getKey());
      for (String value : field.getValue()) {
        json.writeString(value);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void writeSignature(JsonGenerator json, ModuleSignature.Signed signed) throws IOException {
    json.writeObjectFieldStart("signature");
    json.writeStringField("id", signed.kind().text());
    json.writeStringField("signer", ByteText.unicode(signed.signer()));
    json.writeStringField("key", HEX.formatHex(signed.key()));
    json.writeStringField("hash", signed.hash());
    json.writeStringField("value", HEX.formatHex(signed.signature()));
    json.writeEndObject();
  }

  private void writeParameters(JsonGenerator json, ModuleInfo info) throws IOException {
    json.writeArrayFieldStart("parameters");
    for (ModuleInfo.Parameter parameter : info.parameters(diagnostics)) {
      json.writeStartObject();
      json.writeStringField("name", ByteText.unicode(parameter.name()));
      if (parameter.description().isPresent()) {
        json.writeStringField("description", ByteText.unicode(parameter.description().get()));
      }
      if (parameter.type().isPresent()) {
        json.writeStringField("type", ByteText.unicode(parameter.type().get()));
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
