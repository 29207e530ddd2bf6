package io.hotprobe.uevent;

import java.nio.charset.StandardCharsets;

/** A property's name as the bytes a lookup compares. */
public record Key(String name, byte[] bytes) {

  public static final Key ACTION = of("ACTION");
  public static final Key DEVPATH = of("DEVPATH");
  public static final Key DEVPATH_OLD = of("DEVPATH_OLD");
  public static final Key SUBSYSTEM = of("SUBSYSTEM");
  public static final Key SEQNUM = of("SEQNUM");
  public static final Key MODALIAS = of("MODALIAS");

  /** The key of an ASCII name. */
  public static Key of(String name) {
    return new Key(name, name.getBytes(StandardCharsets.US_ASCII));
  }
}
