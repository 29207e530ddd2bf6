package io.hotprobe.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LexerTest {

  private static String lexed(String line) {
    Lexer.Lexed lexed = Lexer.lex(line);
    String tokens = lexed.tokens().stream()
        .map(token -> token.key() + "|" + token.attribute() + "|" + token.operator().text() + "|" + token.value())
        .collect(Collectors.joining(" ; "));
    return lexed.brokenAt() < 0 ? tokens : tokens + " broken at " + lexed.brokenAt();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "KERNEL==\"a\" ~ KERNEL|null|==|a",
        "KERNEL  ==  \"a\" ~ KERNEL|null|==|a",
        ", KERNEL!=\"a\" , ,, ~ KERNEL|null|!=|a",
        "A=\"1\"B+=\"2\",C-=\"3\" D:=\"4\" ~ A|null|=|1 ; B|null|+=|2 ; C|null|-=|3 ; D|null|:=|4",
        "ENV{A}=\"1\" ~ ENV|A|=|1",
        "ENV{a b}=\"1\" ~ ENV|a b|=|1",
        "ENV{a=b}=\"1\" ~ ENV|a=b|=|1",
        "ENV{}=\"1\" ~ ENV||=|1",
        "ATTR{[a/b]c}==\"1\" ~ ATTR|[a/b]c|==|1",
        "ATTR{%k}==\"1\" ~ ATTR|%k|==|1",
        "=\"1\" ~ |null|=|1",
        "KERNEL==\"a\\\"b\" ~ KERNEL|null|==|a\"b",
        "KERNEL==\"\" ~ KERNEL|null|==|",
        "KERNEL==e\"a\\tb\\x41\\101\\s\\\"\" ~ KERNEL|null|==|a\tbAA \"",
        "KERNEL==\"a\\tb\" ~ KERNEL|null|==|a\\tb",
        "KERNEL==e\"\\u00e9\\U0001f600\" ~ KERNEL|null|==|\u00c3\u00a9\u00f0\u009f\u0098\u0080",
      })
  void lex_line_givesTokens(String line, String expected) {
    assertEquals(expected.trim(), lexed(line).trim());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "KERNEL",
        "KERNEL==",
        "KERNEL==a",
        "ENV {A}=\"1\"",
        "KERNEL==\"a\\\\\"",
        "KERNEL==\"a\\b\\\"",
        "KERNEL==\"a",
        "KERNEL=='a'",
        "KERNEL = = \"a\"",
        "# comment",
        "ENV{A=\"1\"",
        "ENV{A}B=\"1\"",
        "ENV{A}{B}=\"1\"",
        "ATTR{$env{x}}=\"1\"",
        "KERNEL==x\"a\"",
        "KERNEL==E\"a\"",
        "KERNEL==ee\"a\"",
        "KERNEL==ii\"a\"",
        "KERNEL==e \"a\"",
        "KERNEL==e\"\\q\"",
        "KERNEL==e\"\\x4\"",
        "KERNEL==e\"\\x00\"",
        "KERNEL==e\"\\000\"",
        "KERNEL==e\"\\400\"",
        "KERNEL==e\"\\12\"",
        "KERNEL==e\"\\u12\"",
        "KERNEL==e\"\\u0000\"",
        "KERNEL==e\"\\U00110000\"",
        "KERNEL==e\"\\\"",
      })
  void lex_whatIsNoToken_endsThere(String line) {
    assertEquals(" broken at 0", lexed(line));
    assertEquals("A|null|=|1 broken at 7", lexed("A=\"1\", " + line));
  }

  @Test
  void lex_prefixes_mayStandInEitherOrder() {
    WrittenToken first = Lexer.lex("KERNEL==ei\"a\\n\"").tokens().get(0);
    WrittenToken second = Lexer.lex("KERNEL==ie\"a\\n\"").tokens().get(0);

    assertEquals("a\n true", first.value() + " " + first.ignoreCase());
    assertEquals("a\n true", second.value() + " " + second.ignoreCase());
  }

  @Test
  void lex_token_keepsItsPlace() {
    WrittenToken token = Lexer.lex("A=\"1\", ENV{B} = e\"2\" ,").tokens().get(1);

    assertEquals("ENV{B} = e\"2\"", token.text());
    assertEquals(7, token.begin());
    assertEquals(20, token.end());
  }
}
