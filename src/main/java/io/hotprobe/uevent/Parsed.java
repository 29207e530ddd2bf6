package io.hotprobe.uevent;

/** What the parser made of a message. */
public sealed interface Parsed permits Uevent, Malformed {}
