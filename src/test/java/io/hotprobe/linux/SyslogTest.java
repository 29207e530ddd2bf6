package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes to a log that listens at {@code /dev/log} of a mount namespace of its own, so the machine's log stays out of it. */
class SyslogTest {

  private static final String WITH_OWN_DEV = """
      mount -t tmpfs none "$1" && mkdir "$1/upper" "$1/work" \
      && mount -t overlay overlay -o "lowerdir=/dev,upperdir=$1/upper,workdir=$1/work" /dev && rm -f /dev/log || exit 77
      shift
      exec "$@"
      """;

  private static final int NO_NAMESPACE = 77;

  @Test
  void write_messages_arriveWithProgramFacilityAndPriority(@TempDir Path directory) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/unshare")), "unshare is not installed");
    Process process = new ProcessBuilder(
        "unshare", "-m", "sh", "-c", WITH_OWN_DEV, "sh", directory.toString(),
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
        SyslogTest.class.getName()).redirectErrorStream(true).start();
    String received = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    assumeTrue(process.exitValue() != NO_NAMESPACE && !received.startsWith("unshare: "), "no mount namespace with its own /dev: " + received);
    List<String> messages = received.lines().map(line -> line.replaceFirst("^(<\\d+>)\\w+ +\\d+ [0-9:]+ ", "$1")).toList();
    assertEquals(List.of("<27>rmmod: ERROR: 100%s sure", "<28>insmod: WARNING: second"), messages);
  }

  /** What runs in the namespace: listens, writes, and prints what arrived. */
  public static void main(String[] none) throws IOException {
    try (ServerSocketChannel log = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      log.bind(UnixDomainSocketAddress.of("/dev/log"));
      Syslog.write("rmmod", 3, "ERROR: 100%s sure");
      try (SocketChannel first = log.accept()) {
        print(first);
        Syslog.write("insmod", 4, "WARNING: second");
        print(first);
      }
    }
  }

  /** On a stream every message ends in a NUL. */
  private static void print(SocketChannel channel) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    StringBuilder message = new StringBuilder();
    while (channel.read(one) == 1 && one.get(0) != 0) {
      message.append((char) one.get(0));
      one.clear();
    }
    System.out.println(message);
  }
}
