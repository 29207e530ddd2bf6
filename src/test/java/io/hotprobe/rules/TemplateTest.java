package io.hotprobe.rules;

import static io.hotprobe.rules.RuleWorld.event;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Substitutions; the answers are those of udev 257. */
class TemplateTest {

  private static final String DISK = "/devices/pci0/usb1/block/sda";

  @TempDir Path root;
  private RuleWorld world;

  @BeforeEach
  void plugIn() {
    world = new RuleWorld(root);
    world.device("/devices/pci0", "pci", "vendor=0x8086\n");
    world.device("/devices/pci0/usb1", "usb", "idVendor=1d6b \n", "uevent=DEVNAME=bus/usb/001\n");
    world.link("sys/devices/pci0/usb1/driver", "sys/bus/usb/drivers/stick");
    world.device(DISK, "block", "size=8\n", "model=A  B\t\u00c3\u00a4;\n", "long=" + "x".repeat(600) + "\n", "just=" + "x".repeat(511) + "\n");
  }

  private String expanded(String value, String... before) {
    String[] lines = java.util.Arrays.copyOf(before, before.length + 1);
    lines[before.length] = "ENV{V}=\"<" + value + ">\"";
    Ruling ruling = world.rule(event("add", DISK, "SUBSYSTEM=block", "MAJOR=8", "MINOR=16", "DEVNAME=sda", "A=x y"), lines);
    return RuleWorld.property(ruling, "V").map(text -> text.substring(1, text.length() - (text.endsWith(">") ? 1 : 0))).orElse(null);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "$kernel %k, sda sda", "$kernelfoo, sdafoo", "$kernel{foo}bar, sdabar", "$idx, x", "$devpath, /devices/pci0/usb1/block/sda",
        "$major:%M:$minor:%m, 8:8:16:16", "$env{A}|%E{A}|$env{NONE}, x y|x y|", "$name %D, sda sda", "$root %r $sys %S, /dev /dev /sys /sys",
        "$devnode %N $tempnode, /dev/sda /dev/sda /dev/sda", "$$x %% $foo %z $, $x % $foo %z $", "$attr{size}%s{size}$sysfs{size}, 888",
        "$attr{none}, \"\"", "a$attr, a", "a%s{}b, a", "a$env{x, a", "$driver|%d|$id|%b, |||", "$number|%n, |", "$parent|%P, bus/usb/001|bus/usb/001",
        "$result|%c|%c{1}|$result{2+}, |||", "$links, \"\"", "a%c{x}b, a"
      })
  void expand_value_asUdevDoes(String value, String expected) {
    assertEquals(expected, expanded(value));
  }

  @Test
  void expand_attribute_isTrimmedAndMadeSafe() {
    assertEquals("A  B \u00c3\u00a4_", expanded("$attr{model}"));
  }

  @Test
  void expand_parentChosen_isUsedByLaterLines() {
    String[] usb = {"SUBSYSTEMS==\"usb\", ENV{X}=\"1\"", "KERNEL==\"sda\", ENV{Y}=\"1\""};
    assertEquals("usb1 stick 1d6b 8", expanded("$id $driver $attr{idVendor} $attr{size}", usb));
    String[] gone = {"SUBSYSTEMS==\"usb\", ENV{X}=\"1\"", "SUBSYSTEMS==\"nope\", ENV{Y}=\"1\""};
    assertEquals("  ", expanded("$id $driver $attr{idVendor}", gone));
    String[] differs = {"KERNELS!=\"sda\", ENV{X}=\"1\""};
    assertEquals("usb1", expanded("$id", differs));
  }

  @Test
  void expand_resultWords_countFromOne() {
    world.programWrites("/usr/lib/udev/p", "one  two three\n\n");
    String[] program = {"PROGRAM==\"p\", ENV{X}=\"1\""};
    assertEquals("one  two three|one|two|three||two three|one  two three",
        expanded("%c|%c{1}|$result{2}|%c{3}|%c{4}|%c{2+}|%c{0}", program));
  }

  @Test
  void expand_number_isWhatTheNameEndsIn() {
    for (String[] each : new String[][] {{"sda12", "12"}, {"12", ""}, {"a1b", ""}, {"c0d1p2", "2"}}) {
      world.device("/devices/x/" + each[0], null);
      Ruling ruling = world.rule(event("add", "/devices/x/" + each[0]), "ENV{V}=\"<%n>\"");
      assertEquals("<" + each[1] + ">", ruling.properties().get("V"));
    }
  }

  @Test
  void expand_bangInName_isSlash() {
    world.device("/devices/x/cciss!c0d0", "block");
    Ruling ruling = world.rule(event("add", "/devices/x/cciss!c0d0"), "KERNEL==\"cciss/c0d0\", ENV{V}=\"%k %p\"");
    assertEquals("cciss/c0d0 /devices/x/cciss!c0d0", ruling.properties().get("V"));
  }

  @Test
  void expand_attributeOverTheLimit_refusesTheAssignment() {
    assertEquals(null, expanded("$attr{long}"));
    Ruling ruling = world.rule(event("add", DISK, "SUBSYSTEM=block"), "ENV{V}=\"$attr{just}\"", "ENV{W}=\"x$attr{just}\"");
    assertEquals("x".repeat(511), ruling.properties().get("V"));
    assertEquals(null, ruling.properties().get("W"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "a$attr, 6, a name in braces is missing", "ab $foo, 3, there is no such substitution", "$$ %z, 3, there is no such substitution",
        "a%s{}b, 1, its braces hold nothing or too much or are not closed",
        "$env{a, 0, its braces hold nothing or too much or are not closed", "%c{x}, 5, what is in its braces is not a number",
        "%c{4294967296}, 14, what is in its braces is not a number", "%c{1 }, 6, what is in its braces is not a number"
      })
  void flaw_invalidSubstitution_isPlaced(String value, int at, String reason) {
    assertEquals(new Template.Flaw(at, reason), Template.of(value).flaw().orElseThrow());
  }

  @Test
  void flaw_ofValidValue_isNone() {
    assertEquals(true, Template.of("%c{2+} $$ %% $result{1} $env{a}%k %c{0x2} %c{-0} %c{+1} %c{ 1}").flaw().isEmpty());
  }
}
