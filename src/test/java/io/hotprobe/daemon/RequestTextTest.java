package io.hotprobe.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTextTest {

  static final String UUID = "12345678-1234-1234-1234-123456789abc";

  private static Request read(String line) {
    byte[] bytes = ("  " + line + "xx").getBytes(StandardCharsets.ISO_8859_1);
    return RequestText.read(bytes, 2, bytes.length - 2);
  }

  @Test
  void read_everyRequest_isWhatItSays() {
    assertEquals(new Request.Status(), read("{\"v\":1,\"do\":\"status\"}"));
    assertEquals(new Request.Settle(Request.WAIT_MILLIS), read("{\"v\":1,\"do\":\"settle\"}"));
    assertEquals(new Request.Settle(0), read(" { \"do\" : \"settle\" , \"timeout_ms\" : 0 , \"v\" : 1 } "));
    assertEquals(
        new Request.Monitor(true, false, true, List.of("usb", "block/disk")),
        read("{\"v\":1,\"do\":\"monitor\",\"kernel\":true,\"handled\":false,\"properties\":true,\"subsystems\":[\"usb\",\"block/disk\"]}"));
    assertEquals(new Request.Expect(UUID), read("{\"v\":1,\"do\":\"expect\",\"uuid\":\"" + UUID + "\"}"));
    assertEquals(new Request.Await(7, 5), read("{\"v\":1,\"do\":\"await\",\"count\":7,\"timeout_ms\":5}"));
    assertEquals(new Request.Reload(), read("{\"v\":1,\"do\":\"reload\"}"));
    assertEquals(new Request.Pause(), read("{\"v\":1,\"do\":\"pause\"}"));
    assertEquals(new Request.Resume(), read("{\"v\":1,\"do\":\"resume\"}"));
    assertEquals(new Request.Stop(), read("{\"v\":1,\"do\":\"stop\"}"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "``|json|not a request: it does not begin with a brace",
    "[]|json|not a request: it does not begin with a brace",
    "{|json|not a request: Unexpected end-of-input",
    "{} {}|json|not a request: there is more behind the object",
    "{\"v\":1,\"v\":1,\"do\":\"status\"}|json|not a request: Duplicate field 'v'",
    "{\"v\":{}}|json|not a request: a member is neither",
    "{\"v\":[[1]]}|json|not a request: ",
    "{\"v\":1.0,\"do\":\"status\"}|json|not a request: a member is neither",
    "{\"v\":1e400}|json|not a request: a member is neither",
    "{\"v\":99999999999999999999}|json|not a request: ",
    "{\"v\":NaN}|json|not a request: ",
    "{\"do\":\"status\"}|version|this daemon speaks version 1",
    "{\"v\":2,\"do\":\"status\"}|version|this daemon speaks version 1",
    "{\"v\":\"1\",\"do\":\"status\"}|member|'v' is to be a whole number",
    "{\"v\":1}|member|'do' is to be a string",
    "{\"v\":1,\"do\":\"x\"}|unknown|there is no request 'x'",
    "{\"v\":1,\"do\":\"stop\",\"now\":true}|member|a request 'stop' has no member 'now'",
    "{\"v\":1,\"do\":\"settle\",\"timeout_ms\":-1}|member|'timeout_ms' is to be a number from 0 to 3600000",
    "{\"v\":1,\"do\":\"settle\",\"timeout_ms\":3600001}|member|'timeout_ms' is to be a number from 0 to 3600000",
    "{\"v\":1,\"do\":\"await\"}|member|'count' is to be a number",
    "{\"v\":1,\"do\":\"expect\",\"uuid\":\"0\"}|member|'uuid' is to be a UUID",
    "{\"v\":1,\"do\":\"monitor\",\"kernel\":1}|member|'kernel' is to be true or false",
    "{\"v\":1,\"do\":\"monitor\",\"subsystems\":\"usb\"}|member|'subsystems' is to be a list of strings",
    "{\"v\":1,\"do\":\"monitor\",\"subsystems\":[1]}|member|'subsystems' is to be a list of strings",
  })
  void read_whatIsNone_saysWhy(String line, String code, String text) {
    Request.Misunderstood misunderstood = assertInstanceOf(Request.Misunderstood.class, read(line));
    assertEquals(code, misunderstood.why().code());
    assertTrue(misunderstood.why().text().startsWith(text), misunderstood.why().text());
    assertTrue(!misunderstood.why().remedy().isEmpty());
  }

  @Test
  void read_listTooLong_isRefused() {
    String list = "\"a\",".repeat(RequestText.LONGEST_LIST) + "\"a\"";
    assertInstanceOf(Request.Misunderstood.class, read("{\"v\":1,\"do\":\"monitor\",\"subsystems\":[" + list + "]}"));
    assertInstanceOf(Request.Monitor.class, read("{\"v\":1,\"do\":\"monitor\",\"subsystems\":[" + list.substring(4) + "]}"));
  }

  @Test
  void read_anyBytes_giveARequest() {
    Random random = new Random(11);
    String[] seeds = {
      "{\"v\":1,\"do\":\"monitor\",\"kernel\":true,\"subsystems\":[\"usb\"]}",
      "{\"v\":1,\"do\":\"expect\",\"uuid\":\"" + UUID + "\"}",
      "{\"v\":1,\"do\":\"await\",\"count\":7,\"timeout_ms\":5}"
    };
    int understood = 0;
    for (int round = 0; round < 100_000; round++) {
      byte[] bytes = seeds[random.nextInt(seeds.length)].getBytes(StandardCharsets.ISO_8859_1);
      for (int changes = random.nextInt(4); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      int from = random.nextInt(10) == 0 ? random.nextInt(bytes.length) : 0;
      Request request = RequestText.read(bytes, from, bytes.length - (random.nextInt(10) == 0 ? random.nextInt(bytes.length - from) : 0));
      understood += request instanceof Request.Misunderstood ? 0 : 1;
    }
    assertTrue(understood > 10_000 && understood < 90_000, understood + " of 100000 were understood");
  }
}
