package io.hotprobe.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.Diagnostic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples that are shipped, and those of the manual. */
class ShippedPolicyTest {

  private static final Path EXAMPLES = Path.of("rules/policy").toAbsolutePath();

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.sorted().toList();
    }
  }

  private static Policy example(String name) {
    return PolicyFiles.read(EXAMPLES.resolve(name), diagnostic -> {
      throw new AssertionError(diagnostic.toString());
    });
  }

  @ParameterizedTest
  @MethodSource("examples")
  void example_isUnderstoodAndSaysWhatItIsFor(Path file) throws IOException {
    List<Diagnostic> wrong = new ArrayList<>();
    assertFalse(PolicyFiles.read(file, wrong::add).isEmpty());
    assertEquals(List.of(), wrong);
    assertTrue(Files.readString(file).startsWith("# "));
    assertTrue(file.toString().endsWith(".policy"));
  }

  @Test
  void usbPorts_laterStick_isKeptOutAndKeyboardsAreNot() {
    Policy policy = example("20-usb-ports.policy");
    FakeDevice keyboard = new FakeDevice("usb:v046DpC31Cd6400dc00dsc00dp00ic03isc01ip01in00").on("usb", "/devices/k");
    assertTrue(PolicySource.claim(policy, "usbhid", keyboard).startsWith("allow"));
    assertTrue(PolicySource.claim(policy, "usb_storage", FakeDevice.stick()).startsWith("deny"));
    assertEquals("", PolicySource.claim(policy, "usb_storage", FakeDevice.stick().at(Occasion.BOOT)));
  }

  @Test
  void manual_everyExampleLine_isUnderstood() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("docs/policy.md")).stream()
        .filter(line -> line.matches("    (allow|deny|warn|default|prefer|mode|boot-grace) .*")).toList();
    assertTrue(lines.size() >= 15, lines.toString());
    assertEquals(List.of(), PolicySource.text(String.join("\n", lines)).wrong);
  }
}
