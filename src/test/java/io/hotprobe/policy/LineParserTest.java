package io.hotprobe.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.modalias.Modalias;
import io.hotprobe.module.ModuleName;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineParserTest {

  @ParameterizedTest
  @CsvSource(delimiter = ';', value = {
    "refuse module a; 'refuse' is no statement",
    "deny; says of nothing in particular whether to deny",
    "deny modul a; 'modul' cannot be asked for",
    "deny module; the value of module is missing at the end",
    "deny not; what is not to be is missing at the end",
    "deny module a|; an alternative is empty",
    "deny module [a; a bracket has no partner",
    "deny vendor xyz; 'xyz' is no vendor number",
    "deny vendor 123456789; '123456789' is no vendor number",
    "deny class 8; '8' is no class code",
    "deny class 0x08; '0x08' is no class code",
    "deny class 08|e; 'e' is no class code",
    "deny class 08061; '08061' is no class code",
    "deny class 08|net; class codes and names of classes do not go together",
    "deny property A; 'A' has no name and value",
    "deny attribute ../x=1; '../x' leads out of the device's directory",
    "deny when noon; 'noon' is no occasion",
    "deny when; an occasion is missing at the end",
    "deny bus usb if; what is to be present is missing at the end",
    "deny bus usb if there x; 'there' cannot be asked for",
    "deny bus usb if present; present asks for no device",
    "deny bus usb if present module a; present asks for no device",
    "default; what is done by default is missing at the end",
    "default refuse; 'refuse' is no default",
    "default deny module a; 'module' is one word too many",
    "prefer a; prefer needs two modules or more, each once",
    "prefer a over a; prefer needs two modules or more, each once",
    "prefer a over b*; 'b*' is no module's name",
    "mode quiet; 'quiet' is no mode",
    "boot-grace 5; '5' is no time",
    "boot-grace 601s; '601s' is no time",
    "deny module \"a; a quote is not closed",
  })
  void parse_wrongLine_isToldWithItsPlace(String line, String problem) {
    PolicySource source = PolicySource.text("# first\n" + line + "\ndeny module good\n");
    assertEquals(1, source.wrong.size(), source.wrong.toString());
    assertEquals(PolicySource.FILE + ":2", source.wrong.get(0).at().toString());
    assertEquals(problem, source.wrong.get(0).problem());
    assertTrue(!source.wrong.get(0).remedy().isBlank());
    assertEquals(1, source.draft.lines().size() + source.draft.defaults().size(), "the lines around it count");
  }

  @Test
  void parse_numberWith0x_remedySaysWithout() {
    PolicySource source = PolicySource.text("deny vendor 0x0951\n");
    assertEquals("it is hexadecimal, without 0x, as in: vendor 0781", source.wrong.get(0).remedy());
  }

  @Test
  void parse_quotesAndBlanks_areTakenApart() {
    FakeDevice odd = new FakeDevice("acpi:a b\"c").with("NAME", "x y");
    assertEquals("deny 1", PolicySource.claim(PolicySource.lines("deny alias \"acpi:a b\\\"c\"\tproperty NAME=\"x y\"\r"), "m", odd));
  }

  @Test
  void parse_longLine_isSkippedAndTold() {
    PolicySource source = PolicySource.text("deny module " + "a".repeat(PolicyText.LONGEST_LINE) + "\ndeny module b");
    assertEquals("is longer than 4096 bytes", source.wrong.get(0).problem());
    assertEquals(1, source.draft.lines().size());
  }

  @Test
  void parse_tooManyStatements_lastOnesAreTold() {
    int most = PolicyDraft.MOST_STATEMENTS;
    String text = IntStream.range(0, most + 2).mapToObj(i -> "deny module m" + i).collect(Collectors.joining("\n"));
    PolicySource source = PolicySource.text(text);
    assertEquals(most, source.draft.lines().size());
    assertEquals(List.of(most + 1, most + 2), source.wrong.stream().map(each -> each.at().line()).toList());
  }

  @Test
  void parse_manyWrongLines_diagnosticsAreBounded() {
    assertEquals(PolicyText.MOST_TOLD + 1, PolicySource.text("x\n".repeat(1000)).wrong.size());
  }

  @Test
  void verdict_longLine_isQuotedInPart() {
    Policy policy = PolicySource.lines("deny module a|" + "b".repeat(500));
    String text = policy.ofClaim(new ModuleName("a"), Modalias.of("a"), DeviceFacts.NONE).orElseThrow().line();
    assertEquals(LineParser.LONGEST_QUOTE + 3, text.length());
  }
}
