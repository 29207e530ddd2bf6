package io.hotprobe.uevent;

/** Why a message is not a uevent. */
public enum Malformed implements Parsed {
  EMPTY("the message is empty"),
  UNTERMINATED("the message does not end in a NUL"),
  NO_HEADER("the first string is not ACTION@DEVPATH"),
  NOT_KEY_VALUE("a string is not KEY=VALUE"),
  TOO_MANY_PROPERTIES("more than " + Uevent.MAX_PROPERTIES + " properties"),
  NO_ACTION("there is no ACTION"),
  NO_DEVPATH("there is no DEVPATH, or it does not start with a slash"),
  PATH_TRAVERSAL("DEVPATH leads out of /sys"),
  NO_SUBSYSTEM("there is no SUBSYSTEM"),
  NO_SEQNUM("there is no SEQNUM, or it is not a number");

  private final String reason;

  Malformed(String reason) {
    this.reason = reason;
  }

  /** One clause in words. */
  public String reason() {
    return reason;
  }
}
