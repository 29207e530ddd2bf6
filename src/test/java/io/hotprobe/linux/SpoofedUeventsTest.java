package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.uevent.UeventSource.Reception;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that others send to the socket: refused and counted, each by its reason. The kernel lets only root send at all. */
@Timeout(60)
class SpoofedUeventsTest {

  private static final int KERNEL_GROUP = 1;
  private static final int UDEV_GROUP = 2;
  private static final byte[] SPOOF = bytes("add@/devices/spoof\0ACTION=add\0DEVPATH=/devices/spoof\0SUBSYSTEM=usb\0MODALIAS=usb:spoof\0SEQNUM=1\0");

  private UeventSocket socket;
  private Forger forger;
  private final List<String> believed = new ArrayList<>();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @BeforeEach
  void open() throws Exception {
    try {
      socket = UeventSocket.open(1 << 20);
    } catch (IOException none) {
      assumeTrue(false, none.getMessage());
    }
    forger = new Forger();
    long sent = forger.send(SPOOF, socket.port(), 0);
    assumeTrue(sent == SPOOF.length, "this kernel lets no process send uevents without CAP_NET_ADMIN, so there is nothing to refuse: errno " + -sent);
    drain();
    assertEquals(1, socket.refused(Refusal.SENDER));
  }

  @AfterEach
  void close() {
    if (forger != null) {
      forger.close();
    }
    if (socket != null) {
      socket.close();
    }
  }

  private void drain() throws IOException {
    while (socket.receive(message -> believed.add(SyntheticUevents.text(message)), 0) != Reception.QUIET) {
      // until the queue is empty
    }
  }

  private void assertRefused(long senders, long truncated) throws IOException {
    drain();
    assertTrue(believed.stream().noneMatch(text -> text.contains("spoof") || !text.contains("SEQNUM=")), believed.toString());
    assertEquals(senders, socket.refused(Refusal.SENDER));
    assertEquals(truncated, socket.refused(Refusal.TRUNCATED));
    assertEquals(senders + truncated + socket.refused(Refusal.CREDENTIALS), socket.refused());
  }

  @Test
  void unicast_fromAProcess_isRefused() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertEquals(SPOOF.length, forger.send(SPOOF, socket.port(), 0));
    }
    assertRefused(11, 0);
  }

  @Test
  void multicast_toTheKernelsGroup_isRefused() throws Exception {
    assertEquals(SPOOF.length, forger.send(SPOOF, 0, KERNEL_GROUP));
    assertRefused(2, 0);
  }

  @Test
  void multicast_toUdevsGroup_doesNotArrive() throws Exception {
    forger.send(SPOOF, 0, UDEV_GROUP);
    assertRefused(1, 0);
  }

  @Test
  void credentials_forged_areNoHelp() throws Exception {
    long asKernel = forger.sendAs(SPOOF, socket.port(), 0, 0);
    long asInit = forger.sendAs(SPOOF, socket.port(), 1, 0);
    long asNobody = forger.sendAs(SPOOF, socket.port(), (int) ProcessHandle.current().pid(), 65534);
    long arrived = List.of(asKernel, asInit, asNobody).stream().filter(sent -> sent > 0).count();
    assumeTrue(arrived > 0, "the kernel lets nobody claim other credentials here: errno " + -asKernel);
    assertRefused(1 + arrived, 0);
  }

  @Test
  void longerThanAMessageMayBe_isRefusedAsTruncated() throws Exception {
    byte[] tooLong = new byte[UeventSocket.MESSAGE_LIMIT + 1];
    System.arraycopy(SPOOF, 0, tooLong, 0, SPOOF.length);
    assertEquals(tooLong.length, forger.send(tooLong, socket.port(), 0));
    assertRefused(1, 1);
  }

  @Test
  void randomBytes_ofEveryLengthUpToTheLimit_areRefused() throws Exception {
    SplittableRandom random = new SplittableRandom(3);
    int sent = 0;
    for (int length = 1; length <= UeventSocket.MESSAGE_LIMIT; length = length * 2 + random.nextInt(3)) {
      byte[] junk = new byte[Math.min(length, UeventSocket.MESSAGE_LIMIT)];
      random.nextBytes(junk);
      assertEquals(junk.length, forger.send(junk, socket.port(), 0));
      sent++;
    }
    byte[] full = new byte[UeventSocket.MESSAGE_LIMIT];
    random.nextBytes(full);
    forger.send(full, socket.port(), 0);
    forger.send(full, 0, KERNEL_GROUP);
    assertRefused(1 + sent + 2, 0);
  }

  /** Other programs would see it, so it is sent in a network namespace of its own. */
  @Test
  void junkThatTheKernelSendsOut_isBelievedToBeTheKernelsAndMalformed() throws Exception {
    Process made = new ProcessBuilder("unshare", "-n", "true").redirectErrorStream(true).start();
    assumeTrue(made.waitFor() == 0, "network namespaces cannot be made here");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    assumeTrue(Files.isExecutable(java), java + " cannot be run");
    Process process =
        new ProcessBuilder("unshare", "-n", java.toString(), "-cp", System.getProperty("java.class.path"), JunkFromTheKernel.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    process.waitFor();
    assumeTrue(!output.contains("the kernel refused"), "this kernel sends nothing out for others: " + output);
    assertTrue(output.contains("malformed=20 refused=0"), output);
  }
}
