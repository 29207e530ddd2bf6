package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ModuleParametersTest {

  @Test
  void line_arguments_areJoinedByBlanks() {
    assertEquals("", ModuleParameters.line(List.of()));
    assertEquals("io=0x300 irq=5,7 on", ModuleParameters.line(List.of("io=0x300", "irq=5,7", "on")));
  }

  /** What the shell leaves of {@code name="a b"} has lost its quotes, and the kernel would take two parameters for it. */
  @Test
  void line_valueWithBlanks_isQuoted() {
    assertEquals("name=\"a b\" on", ModuleParameters.line(List.of("name=a b", "on")));
    assertEquals("name=\"a\tb\"", ModuleParameters.line(List.of("name=a\tb")));
    assertEquals("name=\" \"", ModuleParameters.line(List.of("name= ")));
    assertEquals("expr=\"a=b c\"", ModuleParameters.line(List.of("expr=a=b c")));
  }

  /** Java gives question marks, or U+FFFD, for bytes that the locale has no characters for. */
  @Test
  void line_bytesThatTheLocaleCannotWrite_areTakenFromTheCommandLine() {
    List<String> given = List.of("java", "insmod", "name=\u00ff\u00fe b", "why=what?");
    assertEquals("name=\"\u00ff\u00fe b\" why=what?", ModuleParameters.line(List.of("name=\ufffd\ufffd b", "why=what?"), () -> given));
    assertEquals("x=?", ModuleParameters.line(List.of("x=?"), List::of));
  }

  @Test
  void line_quotesOrNoValue_stayAsTheyAre() {
    assertEquals("name=\"a b\"", ModuleParameters.line(List.of("name=\"a b\"")));
    assertEquals("name='a b'", ModuleParameters.line(List.of("name='a b'")));
    assertEquals("name=a\" b\"", ModuleParameters.line(List.of("name=a\" b\"")));
    assertEquals("two words", ModuleParameters.line(List.of("two words")));
    assertEquals("name=", ModuleParameters.line(List.of("name=")));
  }
}
