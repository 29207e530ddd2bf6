package io.hotprobe.daemon;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads requests: {@code {"v":1,"do":"settle","timeout_ms":5000}}. Any bytes give a request, or {@link Request.Misunderstood}. What a
 * request does not have a member for is refused, so that nothing is taken for done that was only mistyped. Safe for any thread.
 */
final class RequestText {

  /** Values of one list. */
  static final int LONGEST_LIST = 64;

  private static final int DEEPEST = 2;
  private static final int LONGEST_STRING = 1024;
  private static final int LONGEST_NUMBER = 20;

  /** Names are not kept: they come from anybody. */
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(LONGEST_STRING)
                  .maxNameLength(LONGEST_STRING)
                  .maxNumberLength(LONGEST_NUMBER)
                  .build())
          .build();

  private RequestText() {}

  /** Reads one line, without its end. */
  static Request read(byte[] bytes, int from, int to) {
    try {
      return request(new Members(members(bytes, from, to)));
    } catch (IOException noJson) {
      return misunderstood("json", "not a request: " + firstLine(noJson), "send one JSON object a line, as {\"v\":1,\"do\":\"status\"}");
    } catch (WrongMember wrong) {
      return misunderstood(wrong.code, wrong.getMessage(), "the manual lists requests and their members");
    }
  }

  private static Request misunderstood(String code, String text, String remedy) {
    return new Request.Misunderstood(new Answer.Failed(code, text, remedy));
  }

  private static String firstLine(IOException failure) {
    String text = String.valueOf(failure.getMessage());
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  private static Map<String, Object> members(byte[] bytes, int from, int to) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    try (JsonParser parser = JSON.createParser(bytes, from, to - from)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("it does not begin with a brace");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        members.put(name, value(parser));
      }
      if (parser.nextToken() != null) {
        throw new IOException("there is more behind the object");
      }
    }
    return members;
  }

  private static Object value(JsonParser parser) throws IOException {
    JsonToken token = parser.nextToken();
    if (token == JsonToken.START_ARRAY) {
      List<Object> list = new ArrayList<>();
      for (token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
        if (list.size() == LONGEST_LIST) {
          throw new IOException("a list is longer than " + LONGEST_LIST);
        }
        list.add(scalar(parser, token));
      }
      return list;
    }
    return scalar(parser, token);
  }

  private static Object scalar(JsonParser parser, JsonToken token) throws IOException {
    if (token == null) {
      throw new IOException("it ends early");
    }
    return switch (token) {
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw new IOException("a member is neither string, whole number, true, false, nor a list of strings");
    };
  }

  private static Request request(Members members) {
    if (members.number("v", -1) != Answer.VERSION) {
      throw new WrongMember("version", "this daemon speaks version " + Answer.VERSION + ": \"v\":" + Answer.VERSION + " is missing");
    }
    String what = members.string("do");
    Request request = request(what, members);
    members.refuseOthers(what);
    return request;
  }

  private static Request request(String what, Members members) {
    return switch (what) {
      case "status" -> new Request.Status();
      case "settle" -> new Request.Settle(members.timeout());
      case "monitor" ->
          new Request.Monitor(
              members.flag("kernel"), members.flag("handled"), members.flag("properties"), members.strings("subsystems"));
      case "expect" -> new Request.Expect(members.uuid());
      case "await" -> new Request.Await(members.count(), members.timeout());
      case "reload" -> new Request.Reload();
      case "pause" -> new Request.Pause();
      case "resume" -> new Request.Resume();
      case "stop" -> new Request.Stop();
      default -> throw new WrongMember("unknown", "there is no request '" + what + "'");
    };
  }

  /** A member that is missing, of the wrong kind, or not known. */
  static final class WrongMember extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String code;

    WrongMember(String code, String text) {
      super(text, null, false, false);
      this.code = code;
    }
  }
}
