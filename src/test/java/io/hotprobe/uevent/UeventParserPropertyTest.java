package io.hotprobe.uevent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Any bytes give a uevent or say why not. Every other seed is new on every run; a failure names it. */
class UeventParserPropertyTest {

  private static final int ROUNDS = 20_000;
  private static final byte[] ODD = Messages.bytes("\0\0==@/.\n\u00ff.-A1");

  @Test
  void parse_changedRealMessages_giveAUeventOrMalformed() throws IOException {
    List<Recording.Message> real = Messages.real();
    int wellFormed = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long seed = round % 2 == 0 ? round : ThreadLocalRandom.current().nextLong();
      SplittableRandom random = new SplittableRandom(seed);
      byte[] message = changed(real.get(random.nextInt(real.size())).bytes(), random);
      wellFormed += check(message, random.nextInt(5), seed) ? 1 : 0;
    }
    assertTrue(wellFormed > ROUNDS / 10 && wellFormed < ROUNDS * 9 / 10, "a one-sided sample, wellFormed=" + wellFormed);
  }

  @Test
  void parse_noise_givesAUeventOrMalformed() {
    for (int round = 0; round < ROUNDS; round++) {
      long seed = round % 2 == 0 ? round : ThreadLocalRandom.current().nextLong();
      SplittableRandom random = new SplittableRandom(seed);
      byte[] noise = new byte[random.nextInt(200)];
      for (int i = 0; i < noise.length; i++) {
        noise[i] = random.nextInt(3) == 0 ? (byte) random.nextInt(256) : ODD[random.nextInt(ODD.length)];
      }
      check(noise, random.nextInt(5), seed);
    }
  }

  private static byte[] changed(byte[] real, SplittableRandom random) {
    byte[] message = random.nextInt(6) == 0 ? Arrays.copyOf(real, random.nextInt(real.length + 1)) : real.clone();
    for (int i = random.nextInt(4); i > 0 && message.length > 0; i--) {
      int at = random.nextInt(message.length);
      switch (random.nextInt(3)) {
        case 0 -> message[at] = ODD[random.nextInt(ODD.length)];
        case 1 -> message[at] = (byte) random.nextInt(256);
        default -> {
          byte[] shorter = Arrays.copyOf(message, message.length - 1);
          System.arraycopy(message, at + 1, shorter, at, shorter.length - at);
          message = shorter;
        }
      }
    }
    return message;
  }

  /** Parses the message in the middle of other bytes and compares what came out with a reading by plain strings. */
  private static boolean check(byte[] message, int margin, long seed) {
    byte[] around = new byte[message.length + 2 * margin];
    Arrays.fill(around, (byte) '=');
    System.arraycopy(message, 0, around, margin, message.length);
    Uevent into = new Uevent();
    try {
      Parsed parsed = UeventParser.parse(around, margin, margin + message.length, into);
      if (parsed instanceof Malformed) {
        return false;
      }
      assertSame(into, parsed);
      String text = new String(message, StandardCharsets.ISO_8859_1);
      assertTrue(text.endsWith("\0"));
      Map<String, String> expected = new LinkedHashMap<>();
      String[] strings = text.substring(0, text.length() - 1).split("\0", -1);
      for (int i = 1; i < strings.length; i++) {
        int equals = strings[i].indexOf('=');
        expected.put(strings[i].substring(0, equals), strings[i].substring(equals + 1).split("[\n\r]", 2)[0]);
      }
      assertEquals(strings.length - 1, into.count());
      for (Map.Entry<String, String> property : expected.entrySet()) {
        Key key = new Key(property.getKey(), Messages.bytes(property.getKey()));
        assertEquals(property.getValue(), into.text(key));
      }
      assertEquals(expected.get("DEVPATH"), into.text(into.devpath()));
      assertEquals(Long.parseLong(expected.get("SEQNUM")), into.seqnum());
      assertTrue(!List.of(expected.get("DEVPATH").split("/")).contains(".."));
      return true;
    } catch (RuntimeException | AssertionError failure) {
      throw new AssertionError("seed=" + seed, failure);
    }
  }
}
