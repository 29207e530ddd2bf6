package io.hotprobe.pipeline;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** Kernel messages for tests. */
final class Messages {

  private static final AtomicLong SEQNUM = new AtomicLong();

  private Messages() {}

  /** An add of a device with a modalias. */
  static byte[] add(String devpath, String modalias) {
    return of("add", devpath, "MODALIAS=" + modalias);
  }

  /** A message with the four properties that must be there, and more. */
  static byte[] of(String action, String devpath, String... more) {
    StringBuilder text = new StringBuilder(action + "@" + devpath + "\0ACTION=" + action + "\0DEVPATH=" + devpath + "\0SUBSYSTEM=test\0");
    for (String property : more) {
      text.append(property).append('\0');
    }
    return raw(text + "SEQNUM=" + SEQNUM.incrementAndGet() + "\0");
  }

  static byte[] raw(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
