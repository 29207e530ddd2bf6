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

  @Test
  void line_quotesOrNoValue_stayAsTheyAre() {
    assertEquals("name=\"a b\"", ModuleParameters.line(List.of("name=\"a b\"")));
    assertEquals("name='a b'", ModuleParameters.line(List.of("name='a b'")));
    assertEquals("name=a\" b\"", ModuleParameters.line(List.of("name=a\" b\"")));
    assertEquals("two words", ModuleParameters.line(List.of("two words")));
    assertEquals("name=", ModuleParameters.line(List.of("name=")));
  }
}
