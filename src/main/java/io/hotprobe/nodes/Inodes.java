package io.hotprobe.nodes;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** Port to device nodes themselves, without opening the devices. Safe for any thread. */
public interface Inodes {

  /**
   * Takes hold of what is at a path, no link followed: what is done to it is done to this very inode, whatever takes its place.
   *
   * @throws java.nio.file.NoSuchFileException if nothing is there
   */
  Inode hold(Path path) throws IOException;

  /** A node that is held. Confined to one thread. */
  interface Inode extends Closeable {

    Status status() throws IOException;

    void owner(int user, int group) throws IOException;

    void mode(int mode) throws IOException;

    /** Sets an extended attribute, as security modules have them. */
    void attribute(String name, byte[] value) throws IOException;

    /** Sets its times to now. */
    void touch() throws IOException;
  }

  /**
   * What a node is.
   *
   * @param permissions the lower twelve bits of its mode
   */
  record Status(Type type, int major, int minor, int permissions, int user, int group) {}

  /** What kind of inode it is. */
  enum Type {
    BLOCK,
    CHARACTER,
    LINK,
    OTHER
  }
}
