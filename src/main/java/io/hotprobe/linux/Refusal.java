package io.hotprobe.linux;

/** Why a message on the uevent socket was not believed. */
public enum Refusal {
  /** It did not fit {@link UeventSocket#MESSAGE_LIMIT}, or its control data was cut (MSG_TRUNC, MSG_CTRUNC). */
  TRUNCATED,
  /** Sent by a process (port id other than 0), or not to the kernel's group: anyone could have written it. */
  SENDER,
  /** Without the sender's credentials, or these are not root's. */
  CREDENTIALS
}
