package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Interfaces of a network namespace that is made for the test: its loopback, number 1. */
@Timeout(60)
class LinuxInterfacesTest {

  private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @BeforeEach
  void require() throws IOException, InterruptedException {
    Process made = new ProcessBuilder("unshare", "-n", "true").redirectErrorStream(true).start();
    assumeTrue(made.waitFor() == 0, "network namespaces cannot be made here: that needs root");
  }

  /** Runs in the namespace; the shell then lists the interfaces as the kernel has them. */
  private static String inNamespace(String... pairs) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("unshare", "-n", "sh", "-c", "\"$@\" && cat /proc/net/dev", "sh", JAVA, "-cp",
        System.getProperty("java.class.path"), Renamer.class.getName()));
    command.addAll(List.of(pairs));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    process.waitFor();
    return output;
  }

  @Test
  void rename_interface_hasTheNameAfterwards() throws IOException, InterruptedException {
    String output = inNamespace("1", "loop9");
    assertTrue(output.contains("renamed loop9") && output.contains("loop9:") && !output.contains(" lo:"), output);
  }

  @Test
  void rename_noSuchInterface_isRefusedWithTheErrno() throws IOException, InterruptedException {
    String output = inNamespace("77", "x");
    assertTrue(output.contains("failed sendto: ENODEV"), output);
  }

  @Test
  void rename_nameTheKernelDoesNotTake_isRefusedWithTheErrno() throws IOException, InterruptedException {
    String output = inNamespace("1", "a/b");
    assertTrue(output.contains("failed sendto: EINVAL"), output);
  }
}
