package io.hotprobe.linux;

import io.hotprobe.nodes.Interfaces;
import java.io.IOException;

/** Renames an interface of the network namespace that it is started in; says what became of it. */
final class Renamer {

  private Renamer() {}

  /** Pairs of arguments: an interface's number and its new name. */
  public static void main(String[] arguments) throws IOException {
    Interfaces interfaces = new LinuxInterfaces();
    for (int i = 0; i < arguments.length; i += 2) {
      try {
        interfaces.rename(Integer.parseInt(arguments[i]), arguments[i + 1]);
        System.out.println("renamed " + arguments[i + 1]);
      } catch (IOException failed) {
        System.out.println("failed " + failed.getMessage());
      }
    }
  }
}
