package io.hotprobe.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is another user: asks from a process of its own. */
@Timeout(120)
class PeerTest {

  private static final String NOBODY = "65534";
  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

  @TempDir Path root;

  private RunningDaemon running;

  @BeforeEach
  void setUp() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")) && Files.isExecutable(SETPRIV), "another user can be had by root with setpriv only");
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(root.resolve("Ask.java"), """
        import java.io.*;
        import java.net.*;
        import java.nio.*;
        import java.nio.channels.*;
        class Ask {
          public static void main(String[] a) throws Exception {
            try (SocketChannel s = SocketChannel.open(StandardProtocolFamily.UNIX)) {
              s.connect(UnixDomainSocketAddress.of(a[0]));
              BufferedReader in = new BufferedReader(new InputStreamReader(Channels.newInputStream(s)));
              for (int i = 1; i < a.length; i++) {
                try {
                  s.write(ByteBuffer.wrap((a[i] + "\\n").getBytes()));
                } catch (IOException hungUp) {
                  // What it said before is there.
                }
                System.out.println(in.readLine());
              }
            } catch (SocketException refused) {
              System.out.println(refused.getMessage());
            }
          }
        }
        """);
  }

  @AfterEach
  void tearDown() {
    if (running != null) {
      running.close();
    }
  }

  private String[] ask(String... requests) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    List<String> command = new ArrayList<>();
    command.addAll(List.of(SETPRIV.toString(), "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
    command.addAll(List.of(java, "-Xshare:auto", root.resolve("Ask.java").toString(), running.control.toString()));
    for (String request : requests) {
      command.add("{\"v\":1,\"do\":\"" + request + "\"}");
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).directory(root.toFile()).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said.split("\n");
  }

  @Test
  void peer_otherUserWithoutGroup_doesNotGetIn() throws Exception {
    running = new RunningDaemon(root, Optional.empty());
    assertEquals("Permission denied", ask("status")[0]);
    Files.setPosixFilePermissions(running.control, PosixFilePermissions.fromString("rw-rw-rw-"));
    String refused = ask("stop")[0];
    assertTrue(refused.contains("\"code\":\"peer\""), refused);
    assertTrue(running.daemon.status().contains("refused=1"), running.daemon.status());
  }

  @Test
  void peer_ofTheGroup_mayAskWhatChangesNothing() throws Exception {
    running = new RunningDaemon(root, Optional.of(NOBODY));
    assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(running.control)));
    String[] answers = ask("status", "settle", "stop", "pause", "resume", "reload", "monitor");
    assertTrue(answers[0].contains("\"pid\"") && answers[1].contains("\"ok\""), answers[0] + answers[1]);
    for (int i = 2; i < 6; i++) {
      assertTrue(answers[i].contains("\"code\":\"permission\""), answers[i]);
    }
    assertTrue(answers[6].contains("\"ok\""), answers[6]);
    assertTrue(running.daemon.status().contains("paused=false"));
  }
}
