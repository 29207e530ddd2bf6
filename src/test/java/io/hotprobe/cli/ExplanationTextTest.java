package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hotprobe.cli.ExplainedLine.Step;
import io.hotprobe.cli.ExplainedLine.Verdict;
import io.hotprobe.module.SourceLine;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplanationTextTest {

  private static final SourceLine AT = new SourceLine(Path.of("/r/10-a.rules"), 3);

  private static final ExplainedLine LINE =
      new ExplainedLine(
          AT,
          List.of(
              new Step("KERNEL==\"sd*\"", "sda", null, Verdict.HOLDS),
              new Step("ATTRS{idVendor}==\"1234\"", "1234", "/devices/pci0000:00/usb1/1-1", Verdict.HOLDS),
              new Step("ATTR{size}!=\"0\"", null, null, Verdict.FAILS),
              new Step("ENV{A}=\"$kernel\"", "sda", null, Verdict.DONE),
              new Step("ENV{B}=\"b\"", "b", null, Verdict.DONE),
              new Step("TAG+=\"\"", "it is empty", null, Verdict.REFUSED)),
          new SourceLine(Path.of("/r/10-a.rules"), 9),
          List.of("odd \033[31m"));

  private static String written(boolean colored, int columns) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.ISO_8859_1);
    new ExplanationText(out, colored, columns).accept(LINE);
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void accept_notATerminal_isALineForEachToken() {
    String expected =
        "/r/10-a.rules:3\n"
            + "  holds    KERNEL==\"sd*\"  \"sda\"\n"
            + "  holds    ATTRS{idVendor}==\"1234\"  \"1234\" of /devices/pci0000:00/usb1/1-1\n"
            + "  fails    ATTR{size}!=\"0\"  (nothing there)\n"
            + "  sets     ENV{A}=\"$kernel\"  \"sda\"\n"
            + "  sets     ENV{B}=\"b\"\n"
            + "  refused  TAG+=\"\"  it is empty\n"
            + "  problem  odd \\x1b[31m\n"
            + "  goes to  /r/10-a.rules:9\n";
    assertEquals(expected, written(false, Integer.MAX_VALUE));
  }

  @Test
  void accept_narrowTerminal_putsWhatDoesNotFitBelow() {
    List<String> lines = written(false, 40).lines().toList();
    assertEquals("  holds    ATTRS{idVendor}==\"1234\"", lines.get(2));
    assertEquals("           \"1234\" of /devices/pci0000:00/usb1/1-1", lines.get(3));
    assertEquals("  holds    KERNEL==\"sd*\"  \"sda\"", lines.get(1));
  }

  @Test
  void accept_colored_differsInColorOnly() {
    String colored = written(true, 40);
    assertEquals("\033[1m/r/10-a.rules:3\033[0m", colored.lines().findFirst().orElseThrow());
    assertEquals(written(false, 40), colored.replaceAll("\033\\[[0-9]+m", ""));
  }
}
