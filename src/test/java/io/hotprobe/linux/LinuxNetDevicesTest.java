package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinuxNetDevicesTest {

  private final LinuxNetDevices devices = new LinuxNetDevices();

  @Test
  void loopback_hasNoDriverKindOrAddress() throws IOException {
    assertEquals(Optional.empty(), devices.driver("lo"));
    assertEquals(Optional.empty(), devices.kind(1));
    assertEquals(Optional.empty(), devices.permanentAddress("lo"));
  }

  @Test
  void interfaceThatIsNotThere_isAnErrorThatNamesIt() {
    assertNames("hp-none", "ENODEV", () -> devices.driver("hp-none"));
    assertNames("a-name-that-is-too-long", "ENODEV", () -> devices.driver("a-name-that-is-too-long"));
    assertNames("2147483647", "ENODEV", () -> devices.kind(Integer.MAX_VALUE));
  }

  private interface Question {
    Object answer() throws IOException;
  }

  private static void assertNames(String name, String errno, Question question) {
    String message = assertThrows(IOException.class, question::answer).getMessage();
    assertTrue(message.contains(name) && message.contains(errno), message);
  }

  /** Prints what it is told of an interface; run in a network namespace of its own. */
  static final class Teller {
    public static void main(String[] names) throws IOException {
      LinuxNetDevices devices = new LinuxNetDevices();
      for (int i = 0; i < names.length; i += 2) {
        System.out.println(
            devices.driver(names[i]).orElse("-") + " " + devices.kind(Integer.parseInt(names[i + 1])).orElse("-") + " "
                + devices.permanentAddress(names[i]).orElse("-"));
      }
    }
  }

  @Test
  void virtualInterfaces_tellDriverAndKind() throws Exception {
    assumeTrue(Libc.link().geteuid() == 0, "only root can make interfaces");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String script =
        "ip link add hpbr type bridge && ip link add hpveth type veth && exec \"$0\" -cp \"$1\" '" + Teller.class.getName()
            + "' hpbr $(ip -o link show hpbr | cut -d: -f1) hpveth $(ip -o link show hpveth | cut -d: -f1)";
    ProcessBuilder unshare = new ProcessBuilder(List.of("unshare", "-n", "sh", "-c", script, java, System.getProperty("java.class.path")));
    Process process = unshare.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assumeTrue(process.waitFor() == 0, "this kernel has no network namespaces, bridges or veth");
    assertEquals("bridge bridge -\nveth veth -\n", output);
  }
}
