package io.hotprobe.uevent;

import static io.hotprobe.uevent.Messages.add;
import static io.hotprobe.uevent.Messages.bytes;
import static io.hotprobe.uevent.Messages.message;
import static io.hotprobe.uevent.Messages.parse;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UeventParserTest {

  private static Uevent uevent(byte[] bytes) {
    return assertInstanceOf(Uevent.class, parse(bytes));
  }

  @Test
  void parse_kernelMessage_givesAllOfIt() {
    Uevent uevent =
        uevent(
            message(
                "add@/devices/pci0/1-1", "ACTION=add", "DEVPATH=/devices/pci0/1-1", "SUBSYSTEM=usb", "MODALIAS=usb:v1D6Bp0002", "SEQNUM=112237"));
    assertEquals(Action.ADD, uevent.action());
    assertEquals(112237, uevent.seqnum());
    assertEquals(5, uevent.count());
    assertEquals("/devices/pci0/1-1", uevent.text(uevent.devpath()));
    assertEquals("usb", uevent.text(uevent.subsystem()));
    assertEquals("usb:v1D6Bp0002", uevent.text(Key.MODALIAS));
    assertEquals("MODALIAS", uevent.name(3));
    assertNull(uevent.text(Key.DEVPATH_OLD));
    assertEquals(Uevent.ABSENT, uevent.find(Key.of("MODALIA")));
    assertEquals(Uevent.ABSENT, uevent.find(Key.of("MODALIASX")));
  }

  @Test
  void parse_valueWithNewline_endsThere() {
    String features = "cpu:type:x86,ven0002fam001Amod0002:feature:" + ",0000".repeat(200);
    Uevent uevent = uevent(add("MODALIAS=" + features + "\n", "ODD=a\r\nb", "LAST=1"));
    assertEquals(features, uevent.text(Key.MODALIAS));
    assertEquals("a", uevent.text(Key.of("ODD")));
    assertEquals("1", uevent.text(Key.of("LAST")));
  }

  @Test
  void parse_partOfAnArray_staysInsideIt() {
    byte[] inner = add("MODALIAS=x:y");
    byte[] outer = new byte[inner.length + 40];
    Arrays.fill(outer, (byte) 'Z');
    System.arraycopy(inner, 0, outer, 13, inner.length);
    Uevent into = new Uevent();
    assertSame(into, UeventParser.parse(outer, 13, 13 + inner.length, into));
    assertEquals("x:y", into.text(Key.MODALIAS));
    assertEquals(5, into.count());
    assertSame(Malformed.UNTERMINATED, UeventParser.parse(outer, 13, 14 + inner.length, into));
    assertSame(Malformed.EMPTY, UeventParser.parse(outer, 13, 13, into));
    assertSame(Malformed.EMPTY, UeventParser.parse(outer, 14, 13, into));
  }

  @Test
  void parse_sameUeventAgain_forgetsTheLast() {
    Uevent uevent = new Uevent();
    byte[] first = add("MODALIAS=a", "DEVPATH_OLD=/b");
    byte[] second = add();
    UeventParser.parse(first, 0, first.length, uevent);
    assertSame(uevent, UeventParser.parse(second, 0, second.length, uevent));
    assertNull(uevent.text(Key.MODALIAS));
    assertSame(second, uevent.bytes());
    assertEquals(4, uevent.count());
  }

  @ParameterizedTest
  @EnumSource(value = Action.class, mode = EnumSource.Mode.EXCLUDE, names = "OTHER")
  void parse_knownAction_isKnown(Action action) {
    String text = action.name().toLowerCase(java.util.Locale.ROOT);
    assertEquals(action, uevent(message(text + "@/a", "ACTION=" + text, "DEVPATH=/a", "SUBSYSTEM=b", "SEQNUM=1")).action());
  }

  @ParameterizedTest
  @ValueSource(strings = {"hatch", "ADD", "adds", "ad", "", "add "})
  void parse_unknownAction_isOtherAndKeepsItsText(String action) {
    Uevent uevent = uevent(message("x@/a", "ACTION=" + action, "DEVPATH=/a", "SUBSYSTEM=b", "SEQNUM=1"));
    assertEquals(Action.OTHER, uevent.action());
    assertEquals(action, uevent.text(Key.ACTION));
  }

  @Test
  void parse_keyTwice_lastWins() {
    Uevent uevent = uevent(add("MODALIAS=a", "SEQNUM=9", "MODALIAS=b", "DEVPATH=/devices/usb2", "ACTION=remove", "SUBSYSTEM=net"));
    assertEquals("b", uevent.text(Key.MODALIAS));
    assertEquals(9, uevent.seqnum());
    assertEquals("/devices/usb2", uevent.text(uevent.devpath()));
    assertEquals(Action.REMOVE, uevent.action());
    assertEquals("net", uevent.text(uevent.subsystem()));
  }

  @Test
  void parse_badDevpathBehindAGoodOne_isMalformed() {
    assertSame(Malformed.PATH_TRAVERSAL, parse(add("DEVPATH=/../x")));
    assertSame(Malformed.NO_SEQNUM, parse(add("SEQNUM=x")));
  }

  @Test
  void parse_equalSignsInValues_stayThere() {
    Uevent uevent = uevent(add("MODALIAS=a=b==", "EMPTY=", "X==y"));
    assertEquals("a=b==", uevent.text(Key.MODALIAS));
    assertEquals("", uevent.text(Key.of("EMPTY")));
    assertEquals("=y", uevent.text(Key.of("X")));
  }

  @Test
  void parse_anyOrderAndOddBytes_isAUevent() {
    Uevent uevent = uevent(message("a@/", "SEQNUM=0", "X=\u00ff\u001b\u0001", "SUBSYSTEM=", "DEVPATH=/", "ACTION=add"));
    assertEquals(0, uevent.seqnum());
    assertEquals("\u00ff\u001b\u0001", uevent.text(Key.of("X")));
  }

  @Test
  void parse_moreThanTheKernelAllows_isReadUpToTheBound() {
    String[] most = new String[Uevent.MAX_PROPERTIES - 4];
    Arrays.setAll(most, i -> "KEY" + i + "=" + i);
    Uevent uevent = uevent(add(most));
    assertEquals(Uevent.MAX_PROPERTIES, uevent.count());
    assertEquals("251", uevent.text(Key.of("KEY251")));
    assertEquals("65", uevent.text(Key.of("KEY65")));
    String[] oneMore = Arrays.copyOf(most, most.length + 1);
    oneMore[most.length] = "ONE=more";
    assertSame(Malformed.TOO_MANY_PROPERTIES, parse(add(oneMore)));
  }

  @ParameterizedTest
  @CsvSource({"ACTION, NO_ACTION", "DEVPATH, NO_DEVPATH", "SUBSYSTEM, NO_SUBSYSTEM", "SEQNUM, NO_SEQNUM"})
  void parse_withoutARequiredKey_saysWhich(String key, Malformed reason) {
    List<String> strings = List.of("ACTION=add", "DEVPATH=/a", "SUBSYSTEM=b", "SEQNUM=1");
    String[] left = strings.stream().map(s -> s.startsWith(key + "=") ? "X" + s : s).toArray(String[]::new);
    assertSame(reason, parse(bytes("add@/a\0" + String.join("\0", left) + "\0")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-1", "1 ", "+1", "0x1", "1234567890123456789", "\u0661"})
  void parse_seqnumThatIsNoNumber_isMalformed(String seqnum) {
    assertSame(Malformed.NO_SEQNUM, parse(message("add@/a", "ACTION=add", "DEVPATH=/a", "SUBSYSTEM=b", "SEQNUM=" + seqnum)));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "007, 7", "999999999999999999, 999999999999999999"})
  void parse_seqnum_isItsNumber(String seqnum, long number) {
    assertEquals(number, uevent(add("SEQNUM=" + seqnum)).seqnum());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/..", "/../", "/../etc", "/devices/..", "/devices/../../etc", "/a/b/..", "/...//..", "/a/../b"})
  void parse_devpathThatLeadsUp_isMalformed(String devpath) {
    assertSame(Malformed.PATH_TRAVERSAL, parse(add("DEVPATH=" + devpath)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/...", "/..a", "/a..", "/a../b", "/.", "/./a", "/", "//", "/a/...b/c", "/.../x"})
  void parse_devpathWithDots_isAUevent(String devpath) {
    assertEquals(devpath, uevent(add("DEVPATH=" + devpath)).text(Key.DEVPATH));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "devices", "../x", ".", "\\devices"})
  void parse_devpathWithoutSlash_isMalformed(String devpath) {
    assertSame(Malformed.NO_DEVPATH, parse(add("DEVPATH=" + devpath)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"libudev", "add", "add@", "@/a", "add@a", "/a", "", "add @ /a", "A=b", "add@x@/y"})
  void parse_otherHeader_isMalformed(String header) {
    assertSame(Malformed.NO_HEADER, parse(message(header, "ACTION=add", "DEVPATH=/a", "SUBSYSTEM=b", "SEQNUM=1")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "=", "=x"})
  void parse_stringWithoutKeyOrEquals_isMalformed(String string) {
    assertSame(Malformed.NOT_KEY_VALUE, parse(add(string)));
    assertSame(Malformed.NOT_KEY_VALUE, parse(add(string, "A=b")));
  }

  @Test
  void parse_messageOfNulsOrNothing_isMalformed() {
    assertSame(Malformed.EMPTY, parse(new byte[0]));
    assertSame(Malformed.NO_HEADER, parse(new byte[1]));
    assertSame(Malformed.NO_HEADER, parse(new byte[4096]));
    assertSame(Malformed.UNTERMINATED, parse(bytes("x")));
    assertSame(Malformed.NO_ACTION, parse(message("add@/a")));
  }

  @Test
  void reason_eachMalformed_isAClause() {
    for (Malformed malformed : Malformed.values()) {
      assertTrue(malformed.reason().matches("[A-Za-z].*[^.]"), malformed.name());
    }
  }

  @Test
  void hash_equalBytes_areEqualWhereverTheyAre() {
    Uevent one = uevent(add("X=abc", "Y=abc", "Z=abd"));
    Uevent two = uevent(add("LONGER=1", "X=abc"));
    assertEquals(one.hash(one.find(Key.of("X"))), one.hash(one.find(Key.of("Y"))));
    assertEquals(one.hash(one.find(Key.of("X"))), two.hash(two.find(Key.of("X"))));
    assertEquals(Uevent.hash(bytes("abc"), 0, 3), one.hash(one.find(Key.of("X"))));
    assertNotEquals(one.hash(one.find(Key.of("X"))), one.hash(one.find(Key.of("Z"))));
  }

  @Test
  void parse_realMessages_areAllUevents() throws IOException {
    List<Recording.Message> real = Messages.real();
    assertFalse(real.isEmpty());
    for (Recording.Message message : real) {
      Uevent uevent = uevent(message.bytes());
      assertNotEquals(Action.OTHER, uevent.action());
      assertTrue(uevent.text(Key.DEVPATH).startsWith("/devices/") || uevent.text(Key.DEVPATH).matches("/(bus|module|class|kernel)/.*"));
    }
  }

  @Test
  void parse_afterWarmUp_allocatesNothing() throws IOException {
    byte[][] messages = Messages.real().stream().map(Recording.Message::bytes).toArray(byte[][]::new);
    messages[1] = bytes("no uevent\0");
    Uevent uevent = new Uevent();
    long warm = parseAll(messages, uevent, 20_000);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    long found = parseAll(messages, uevent, 100_000);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(warm > 0 && found > 90_000, "found=" + found);
    assertTrue(allocated < 4096, "allocated=" + allocated);
  }

  private static long parseAll(byte[][] messages, Uevent uevent, int times) {
    long found = 0;
    for (int i = 0; i < times; i++) {
      byte[] message = messages[i % messages.length];
      if (UeventParser.parse(message, 0, message.length, uevent) == uevent) {
        found += uevent.find(Key.MODALIAS) != -2 && uevent.hash(uevent.devpath()) != 0 ? 1 : 0;
      }
    }
    return found;
  }
}
