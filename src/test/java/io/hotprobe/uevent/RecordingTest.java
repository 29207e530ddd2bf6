package io.hotprobe.uevent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordingTest {

  @TempDir Path directory;

  private Recording read(String text) throws IOException {
    return Recording.read(Files.writeString(directory.resolve("r"), text, StandardCharsets.ISO_8859_1));
  }

  /** Writes as the format says. */
  private static String written(List<Recording.Message> messages) {
    StringBuilder text = new StringBuilder(Recording.HEADER).append('\n');
    for (Recording.Message message : messages) {
      String[] strings = new String(message.bytes(), StandardCharsets.ISO_8859_1).split("\0", -1);
      text.append("@ ").append(message.micros()).append(' ').append(escaped(strings[0].replaceFirst("@", " "))).append('\n');
      for (int i = 1; i < strings.length - 1; i++) {
        text.append(escaped(strings[i])).append('\n');
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String escaped(String plain) {
    StringBuilder escaped = new StringBuilder();
    for (char c : plain.toCharArray()) {
      escaped.append(c < ' ' || c == '\\' || c == 0x7f ? String.format("\\x%02x", (int) c) : String.valueOf(c));
    }
    return escaped.toString();
  }

  @Test
  void read_aMessage_isTheKernelsBytes() throws IOException {
    Recording recording = read(Recording.HEADER + "\n@ 12 add /devices/a b\nACTION=add\nX=a\\x0ab\\x5cc\n");
    assertEquals(1, recording.messages().size());
    assertEquals(12, recording.messages().get(0).micros());
    assertArrayEquals(Messages.message("add@/devices/a b", "ACTION=add", "X=a\nb\\c"), recording.messages().get(0).bytes());
  }

  @Test
  void read_headerOnly_isEmpty() throws IOException {
    assertEquals(List.of(), read(Recording.HEADER + "\n").messages());
    assertEquals(List.of(), read(Recording.HEADER).messages());
    assertEquals(List.of(), read(Recording.HEADER + "\n\n\n").messages());
  }

  @Test
  void read_messageWithoutProperties_isOnlyItsFirstString() throws IOException {
    assertArrayEquals(Messages.message("add@/a"), read(Recording.HEADER + "\n@ 0 add /a").messages().get(0).bytes());
  }

  @Test
  void read_writtenMessages_areTheSame() throws IOException {
    for (int round = 0; round < 100; round++) {
      long seed = round % 2 == 0 ? round : ThreadLocalRandom.current().nextLong();
      SplittableRandom random = new SplittableRandom(seed);
      List<Recording.Message> messages = new ArrayList<>();
      for (int i = random.nextInt(5); i > 0; i--) {
        StringBuilder text = new StringBuilder("add@/").append(any(random)).append('\0');
        for (int j = random.nextInt(6); j > 0; j--) {
          text.append('K').append(j).append('=').append(any(random)).append('\0');
        }
        messages.add(new Recording.Message(random.nextLong(1L << 50), Messages.bytes(text.toString())));
      }
      List<Recording.Message> read = read(written(messages)).messages();
      assertEquals(messages.size(), read.size(), "seed=" + seed);
      for (int i = 0; i < messages.size(); i++) {
        assertEquals(messages.get(i).micros(), read.get(i).micros(), "seed=" + seed);
        assertArrayEquals(messages.get(i).bytes(), read.get(i).bytes(), "seed=" + seed);
      }
    }
  }

  private static String any(SplittableRandom random) {
    StringBuilder any = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      any.append(random.nextInt(3) == 0 ? '\\' : (char) (1 + random.nextInt(255)));
    }
    return any.toString();
  }

  @Test
  void read_realRecording_isWellFormedAndInOrder() throws IOException {
    List<Recording.Message> real = Messages.real();
    assertTrue(real.size() > 50);
    long last = 0;
    for (Recording.Message message : real) {
      assertInstanceOf(Uevent.class, Messages.parse(message.bytes()));
      assertTrue(message.micros() >= last);
      last = message.micros();
    }
    assertEquals(Files.readString(Messages.REAL, StandardCharsets.ISO_8859_1).strip(), written(real).strip());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "\"\", 1",
        "\"# hotprobe recording 2\n\", 1",
        "\"@ 0 add /a\n\", 1",
        "\"# hotprobe recording 1\nadd /a\n\", 2",
        "\"# hotprobe recording 1\n@ 0 add\n\", 2",
        "\"# hotprobe recording 1\n@ x add /a\n\", 2",
        "\"# hotprobe recording 1\n@ -1 add /a\n\", 2",
        "\"# hotprobe recording 1\n@  add /a\n\", 2",
        "\"# hotprobe recording 1\n@ 1234567890123456789 add /a\n\", 2",
        "\"# hotprobe recording 1\n\n\n@ 0 add /a\nX=\\y\n\", 5",
        "\"# hotprobe recording 1\n@ 0 add /a\nX=\\x\n\", 3",
        "\"# hotprobe recording 1\n@ 0 add /a\nX=\\x0\n\", 3",
        "\"# hotprobe recording 1\n@ 0 add /a\nX=\\xg0\n\", 3",
        "\"# hotprobe recording 1\n@ 0 add /a\\\n\", 2",
        "\"# hotprobe recording 1\n@ 0 add /a\nX=y\n\nSTRAY=1\n\", 5",
      })
  void read_malformedLine_namesFileAndLine(String text, int line) {
    IOException wrong = assertThrows(IOException.class, () -> read(text));
    assertTrue(wrong.getMessage().startsWith(directory.resolve("r") + ":" + line + ": "), wrong.getMessage());
  }

  @Test
  void read_missingFile_isAnIOException() {
    assertThrows(NoSuchFileException.class, () -> Recording.read(directory.resolve("none")));
  }

  @Test
  void read_anyText_isARecordingOrAnIOException() {
    for (int round = 0; round < 800; round++) {
      long seed = round % 2 == 0 ? round : ThreadLocalRandom.current().nextLong();
      SplittableRandom random = new SplittableRandom(seed);
      StringBuilder text = new StringBuilder(random.nextInt(9) == 0 ? "" : Recording.HEADER + "\n@ 1 add /a\n");
      for (int i = random.nextInt(60); i > 0; i--) {
        text.append(random.nextInt(4) == 0 ? (char) random.nextInt(256) : "@ 1a/\\x0=\n\r".charAt(random.nextInt(11)));
      }
      try {
        for (Recording.Message message : read(text.toString()).messages()) {
          Messages.parse(message.bytes());
        }
      } catch (IOException wrong) {
        assertTrue(wrong.getMessage().startsWith(directory.toString()), wrong.getMessage());
      } catch (RuntimeException failure) {
        throw new AssertionError("seed=" + seed, failure);
      }
    }
  }
}
