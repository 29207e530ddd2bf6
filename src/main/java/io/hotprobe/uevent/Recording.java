package io.hotprobe.uevent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Uevents kept in a text file, each with the time it came.
 *
 * <pre>
 *   # hotprobe recording 1
 *   &#64; MICROSECONDS ACTION DEVPATH       since the first uevent
 *   KEY=VALUE                           one line a property; control bytes and backslashes as \xHH
 *                                       an empty line ends the uevent
 * </pre>
 *
 * @param messages in the order they came
 */
public record Recording(List<Message> messages) {

  /** First line of every recording. */
  public static final String HEADER = "# hotprobe recording 1";

  /** Largest recording that is read, in bytes. */
  public static final long LARGEST_FILE = 256L << 20;

  /**
   * One kernel message.
   *
   * @param micros microseconds since the first message
   * @param bytes the message as the socket gave it
   */
  public record Message(long micros, byte[] bytes) {}

  public Recording {
    messages = List.copyOf(messages);
  }

  /**
   * Reads a recording.
   *
   * @throws IOException if the file cannot be read or is not a recording; names file and line
   */
  public static Recording read(Path file) throws IOException {
    if (Files.size(file) > LARGEST_FILE) {
      throw new IOException(file + ": a recording of more than " + LARGEST_FILE + " bytes");
    }
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      return new Reader(file, lines).read();
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    }
  }

  /** One pass over a recording's lines. */
  private static final class Reader {

    private final Path file;
    private final BufferedReader lines;
    private int number;

    Reader(Path file, BufferedReader lines) {
      this.file = file;
      this.lines = lines;
    }

    Recording read() throws IOException {
      if (!HEADER.equals(next())) {
        throw wrong("the first line of a recording is '" + HEADER + "'");
      }
      List<Message> messages = new ArrayList<>();
      for (String line = next(); line != null; line = next()) {
        if (!line.isEmpty()) {
          messages.add(message(line));
        }
      }
      return new Recording(messages);
    }

    private Message message(String first) throws IOException {
      String[] words = first.split(" ", 4);
      if (words.length != 4 || !words[0].equals("@") || !words[1].matches("[0-9]{1,18}")) {
        throw wrong("expected '@ MICROSECONDS ACTION DEVPATH', found '" + first + "'");
      }
      StringBuilder message = new StringBuilder(plain(words[2])).append('@').append(plain(words[3])).append('\0');
      for (String line = next(); line != null && !line.isEmpty(); line = next()) {
        message.append(plain(line)).append('\0');
      }
      return new Message(Long.parseLong(words[1]), message.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private String plain(String escaped) throws IOException {
      if (escaped.indexOf('\\') < 0) {
        return escaped;
      }
      StringBuilder plain = new StringBuilder();
      for (int i = 0; i < escaped.length(); i++) {
        if (escaped.charAt(i) != '\\') {
          plain.append(escaped.charAt(i));
          continue;
        }
        String code = escaped.substring(i, Math.min(escaped.length(), i + 4));
        if (!code.matches("\\\\x[0-9a-fA-F]{2}")) {
          throw wrong("expected \\xHH, found '" + code + "'");
        }
        plain.append((char) Integer.parseInt(code.substring(2), 16));
        i += 3;
      }
      return plain.toString();
    }

    private String next() throws IOException {
      number++;
      return lines.readLine();
    }

    private IOException wrong(String what) {
      return new IOException(file + ":" + number + ": " + what);
    }
  }
}
