package io.hotprobe.daemon;

import io.hotprobe.journal.Journal;
import io.hotprobe.nodes.UdevMessage;
import io.hotprobe.uevent.UeventSource;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;

/** Tells a shadow what udevd sends out, on a thread of its own. */
final class UdevdListener implements AutoCloseable {

  private final UeventSource source;
  private final Shadow shadow;
  private final Journal journal;
  private final Thread thread;

  /** @param source udev's group; closed with this */
  UdevdListener(UeventSource source, Shadow shadow, Journal journal) {
    this.source = source;
    this.shadow = shadow;
    this.journal = journal;
    thread = new Thread(this::listen, "hotprobe-shadow");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void listen() {
    try {
      UeventSource.Reception reception;
      do {
        reception = source.receive(this::hear, -1);
        if (reception == UeventSource.Reception.LOST) {
          journal.notice(Level.WARNING, "shadow: messages of udevd's were lost, their events are not compared");
        }
      } while (reception != UeventSource.Reception.CLOSED);
    } catch (IOException broken) {
      journal.notice(Level.ERROR, "shadow: udevd is heard no more, nothing is compared from now on: " + broken.getMessage());
    }
  }

  /** Who only looks on does not fall over what one message holds. */
  private void hear(ByteBuffer message) {
    try {
      shadow.udevdHandled(UdevMessage.properties(message));
    } catch (RuntimeException fault) {
      journal.notice(Level.ERROR, "shadow: an event of udevd's could not be compared: " + fault);
    }
  }

  @Override
  public void close() {
    try {
      source.close();
    } catch (IOException leftBehind) {
      journal.notice(Level.DEBUG, "shadow: " + leftBehind.getMessage());
    }
    journal.notice(Level.INFO, shadow.summary());
  }
}
