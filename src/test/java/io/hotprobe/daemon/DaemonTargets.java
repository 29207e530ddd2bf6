package io.hotprobe.daemon;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;

/** What is promised of any bytes that come over the control socket. */
public final class DaemonTargets {

  private DaemonTargets() {}

  public static void controlRequest(byte[] bytes) {
    Request request = RequestText.read(bytes, 0, bytes.length);
    if (request instanceof Request.Misunderstood misunderstood) {
      assertFalse(misunderstood.why().text().isBlank() || misunderstood.why().remedy().isBlank());
      String line = new String(AnswerText.line(misunderstood.why()), StandardCharsets.US_ASCII);
      assertTrue(line.indexOf('\n') == line.length() - 1 && line.chars().allMatch(c -> c == '\n' || c >= ' ' && c < 0x7f), line);
    } else if (request instanceof Request.Settle settle) {
      assertTrue(settle.timeoutMillis() >= 0 && settle.timeoutMillis() <= Request.MOST_WAIT_MILLIS);
    } else if (request instanceof Request.Monitor monitor) {
      assertTrue(monitor.subsystems().size() <= RequestText.LONGEST_LIST);
    }
  }
}
