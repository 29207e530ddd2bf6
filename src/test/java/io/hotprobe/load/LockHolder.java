package io.hotprobe.load;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A process that holds a lock until it can read from its standard input. */
public final class LockHolder {

  private LockHolder() {}

  public static void main(String[] arguments) throws IOException {
    PathLock lock = PathLock.take(Path.of(arguments[0]), Duration.ofSeconds(10));
    System.out.println("held");
    if (System.in.read() >= 0) {
      lock.close();
    }
    System.out.println("given back");
  }
}
