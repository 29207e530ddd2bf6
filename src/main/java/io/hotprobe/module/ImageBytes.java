package io.hotprobe.module;

import java.io.Closeable;
import java.io.IOException;

/** The bytes of an unpacked module, wherever they are. For one thread at a time. */
interface ImageBytes extends Closeable {

  /** How many there are; the same at every call. */
  long size();

  /**
   * Fills {@code into} with what begins at {@code at}; all of it lies before {@link #size}.
   *
   * @throws MalformedModuleException if it is not there any more, or cannot be read
   */
  void read(long at, byte[] into) throws MalformedModuleException;

  /** Closes what was opened; of bytes in memory nothing. */
  @Override
  default void close() throws IOException {}

  /** Bytes in memory. */
  static ImageBytes of(byte[] image) {
    return new ImageBytes() {
      @Override
      public long size() {
        return image.length;
      }

      @Override
      public void read(long at, byte[] into) {
        System.arraycopy(image, (int) at, into, 0, into.length);
      }
    };
  }
}
