package io.hotprobe.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads what {@link HistoryLine} writes. Members it does not know are passed over, those that are missing count as empty. */
final class HistoryParser {

  /** Objects and lists in one another; a record has three. */
  private static final int DEEPEST = 8;

  private static final JsonFactory JSON = new JsonFactory();

  private HistoryParser() {}

  /** The record of a line without its end; empty when it is none: torn, damaged, or something else. */
  static Optional<HistoryRecord> parse(String line) {
    try (JsonParser json = JSON.createParser(line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      HistoryRecord record = record(new Members(object(json, 0)));
      return json.nextToken() == null ? Optional.of(record) : Optional.empty();
    } catch (IOException | DateTimeException | IllegalArgumentException damaged) {
      return Optional.empty();
    }
  }

  /** Objects as maps, arrays as lists, integers as longs, all else as text. */
  private static Object value(JsonParser json, int depth) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> object(json, depth + 1);
      case START_ARRAY -> array(json, depth + 1);
      case VALUE_NUMBER_INT -> json.getLongValue();
      default -> json.getText();
    };
  }

  private static Map<String, Object> object(JsonParser json, int depth) throws IOException {
    check(depth);
    Map<String, Object> object = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      object.put(name, value(json, depth));
    }
    return object;
  }

  private static List<Object> array(JsonParser json, int depth) throws IOException {
    check(depth);
    List<Object> array = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(json, depth));
    }
    return array;
  }

  private static void check(int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new IOException("nested too deep, depth=" + depth);
    }
  }

  private static HistoryRecord record(Members members) {
    Instant when = Instant.parse(members.text("time"));
    if (members.has("notice")) {
      return new HistoryRecord.Notice(when, members.text("level"), members.text("notice"));
    }
    if (members.has("missing")) {
      return new HistoryRecord.Missing(when, members.number("missing"));
    }
    if (!members.has("action") || !members.has("devpath")) {
      throw new IllegalArgumentException("no record of this kind");
    }
    return new HistoryRecord.Event(
        when,
        subject(members),
        members.list("modules", HistoryParser::module),
        members.list("denied", each -> new HistoryRecord.Denial(each.text("module"), each.text("by"))),
        members.list("programs", HistoryParser::program),
        members.number("waited_us"),
        members.number("took_us"));
  }

  private static Subject subject(Members members) {
    return new Subject(
        members.number("seqnum"),
        members.text("action"),
        members.text("devpath"),
        members.text("devpath_old"),
        members.text("subsystem"),
        members.text("modalias"));
  }

  private static HistoryRecord.Module module(Members each) {
    return new HistoryRecord.Module(
        each.text("name"), each.text("why"), each.text("how"), each.text("outcome"), (int) each.number("errno"), each.text("text"));
  }

  private static HistoryRecord.Program program(Members each) {
    return new HistoryRecord.Program(each.text("succeeded").equals("true"), each.text("text"), each.number("took_us"));
  }

  /** The members of an object. */
  private record Members(Map<?, ?> values) {

    boolean has(String name) {
      return values.containsKey(name);
    }

    String text(String name) {
      return values.get(name) instanceof String text ? text : "";
    }

    long number(String name) {
      return values.get(name) instanceof Long number ? number : 0;
    }

    <T> List<T> list(String name, Function<Members, T> element) {
      List<T> list = new ArrayList<>();
      if (values.get(name) instanceof List<?> elements) {
        for (Object each : elements) {
          if (each instanceof Map<?, ?> object) {
            list.add(element.apply(new Members(object)));
          }
        }
      }
      return list;
    }
  }
}
