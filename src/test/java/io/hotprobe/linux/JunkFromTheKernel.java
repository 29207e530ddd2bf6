package io.hotprobe.linux;

import io.hotprobe.uevent.Malformed;
import io.hotprobe.uevent.Uevent;
import io.hotprobe.uevent.UeventParser;
import io.hotprobe.uevent.UeventSource.Reception;
import java.util.SplittableRandom;

/** Has the kernel send random bytes to this network namespace in its own name, and tells what became of them. */
public final class JunkFromTheKernel {

  private JunkFromTheKernel() {}

  public static void main(String[] args) throws Exception {
    SplittableRandom random = new SplittableRandom(9);
    int[] malformed = new int[1];
    try (UeventSocket socket = UeventSocket.open(1 << 20); Forger forger = new Forger()) {
      for (int i = 0; i < 20; i++) {
        byte[] junk = new byte[1 + random.nextInt(1800)];
        random.nextBytes(junk);
        long sent = forger.sendThroughTheKernel(junk);
        if (sent < 0) {
          System.out.println("the kernel refused it: errno " + -sent);
          return;
        }
      }
      Uevent uevent = new Uevent();
      while (socket.receive(message -> {
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        malformed[0] += UeventParser.parse(bytes, 0, bytes.length, uevent) instanceof Malformed ? 1 : 0;
      }, 200) != Reception.QUIET) {
        // until nothing more comes
      }
      System.out.println("malformed=" + malformed[0] + " refused=" + socket.refused());
    }
  }
}
