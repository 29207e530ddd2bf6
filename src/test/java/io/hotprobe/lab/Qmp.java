package io.hotprobe.lab;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** QEMU's monitor: commands and events, one JSON object on a line. Confined to one thread. */
final class Qmp {
  private static final Duration REPLY_LIMIT = Duration.ofSeconds(30);

  private final JsonFactory json = new JsonFactory();
  private final LineSocket socket;
  private final List<Map<?, ?>> events = new ArrayList<>();

  /** Takes QEMU's greeting and leaves negotiation. */
  Qmp(LineSocket socket) throws IOException, InterruptedException {
    this.socket = socket;
    receive(Deadline.in(REPLY_LIMIT)).orElseThrow(() -> new IOException("QEMU's monitor sent no greeting"));
    execute("qmp_capabilities", Map.of());
  }

  void execute(String command, Map<String, ?> arguments) throws IOException, InterruptedException {
    socket.send(command(command, arguments));
    Deadline deadline = Deadline.in(REPLY_LIMIT);
    while (true) {
      Map<?, ?> message = receive(deadline)
          .orElseThrow(() -> new IOException("no reply to " + command + " " + arguments));
      if (message.containsKey("error")) {
        throw new IOException(command + " " + arguments + ": " + ((Map<?, ?>) message.get("error")).get("desc"));
      }
      if (message.containsKey("return")) {
        return;
      }
      events.add(message);
    }
  }

  /** Waits until the guest has let go of a device and QEMU has deleted it. */
  void awaitDeleted(String id, Duration limit) throws IOException, InterruptedException {
    Deadline deadline = Deadline.in(limit);
    while (events.stream().noneMatch(event -> isDeletion(event, id))) {
      events.add(receive(deadline)
          .orElseThrow(() -> new IOException("the guest did not let go of device " + id + " within " + limit)));
    }
    events.removeIf(event -> isDeletion(event, id));
  }

  private static boolean isDeletion(Map<?, ?> event, String id) {
    return "DEVICE_DELETED".equals(event.get("event")) && id.equals(((Map<?, ?>) event.get("data")).get("device"));
  }

  private Optional<Map<?, ?>> receive(Deadline deadline) throws IOException, InterruptedException {
    Optional<String> line = socket.next(deadline.remaining());
    if (line.isEmpty()) {
      return Optional.empty();
    }
    try (JsonParser parser = json.createParser(line.get())) {
      parser.nextToken();
      return Optional.of((Map<?, ?>) value(parser));
    }
  }

  private static Object value(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      Map<String, Object> object = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        parser.nextToken();
        object.put(key, value(parser));
      }
      return object;
    }
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      List<Object> array = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        array.add(value(parser));
      }
      return array;
    }
    return parser.getText();
  }

  private String command(String command, Map<String, ?> arguments) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = json.createGenerator(text)) {
      generator.writeStartObject();
      generator.writeStringField("execute", command);
      generator.writeObjectFieldStart("arguments");
      for (Map.Entry<String, ?> argument : arguments.entrySet()) {
        generator.writeFieldName(argument.getKey());
        generator.writeObject(argument.getValue());
      }
      generator.writeEndObject();
      generator.writeEndObject();
    }
    return text.toString();
  }
}
