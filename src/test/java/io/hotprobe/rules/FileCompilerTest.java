package io.hotprobe.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.Programs.Sandbox;
import io.hotprobe.rules.Finding.Kind;
import io.hotprobe.rules.RuleLine.Scope;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileCompilerTest {

  private static Token token(String written) {
    RuleText text = RuleText.of(written + ", LABEL=\"kept\"");
    assertEquals("", text.found());
    return text.line().tokens().get(0);
  }

  @Test
  void compile_tokens_areOrderedByKind() {
    RuleText text =
        RuleText.of(
            "RUN+=\"a\", SYMLINK+=\"b\", ENV{B}=\"1\", ENV{A}=\"1\", RESULT==\"c\", IMPORT{builtin}=\"path_id\", PROGRAM==\"d\","
                + " TEST==\"e\", ATTRS{f}==\"1\", KERNELS==\"g\", ATTR{h}==\"1\","
                + " SUBSYSTEM==\"i\", ENV{C}==\"1\", KERNEL==\"j\", ACTION==\"add\"");

    assertEquals(
        List.of(
            TokenKind.MATCH_ACTION, TokenKind.MATCH_KERNEL, TokenKind.MATCH_ENV, TokenKind.MATCH_SUBSYSTEM, TokenKind.MATCH_ATTR,
            TokenKind.MATCH_KERNELS, TokenKind.MATCH_ATTRS, TokenKind.TEST, TokenKind.PROGRAM, TokenKind.IMPORT_BUILTIN,
            TokenKind.MATCH_RESULT, TokenKind.SET_ENV, TokenKind.SET_ENV, TokenKind.SET_SYMLINK, TokenKind.RUN_PROGRAM),
        text.kinds());
  }

  @Test
  void compile_tokensOfOneKind_keepTheirOrder() {
    List<Token> tokens = RuleText.of("ENV{C}=\"1\", RUN+=\"x\", ENV{A}=\"1\", ENV{B}=\"1\"").line().tokens();

    List<String> expected = List.of("ENV{C}=\"1\"", "ENV{A}=\"1\"", "ENV{B}=\"1\"", "RUN+=\"x\"");
    assertEquals(expected, tokens.stream().map(Token::written).toList());
  }

  @Test
  void compile_ownerAndGroup_areResolvedToNumbers() {
    assertEquals(new Token.Account(TokenKind.SET_OWNER, Operation.SET, 1, "OWNER=\"daemon\""), token("OWNER=\"daemon\""));
    assertEquals(new Token.Account(TokenKind.SET_GROUP, Operation.FREEZE, 6, "GROUP:=\"disk\""), token("GROUP:=\"disk\""));
    assertEquals(new Token.Account(TokenKind.SET_OWNER, Operation.SET, 4711, "OWNER=\"4711\""), token("OWNER=\"4711\""));
  }

  @Test
  void compile_highestId_isKeptAsUnsigned() {
    Token.Account account = (Token.Account) token("OWNER=\"4294967294\"");

    assertEquals(4294967294L, Integer.toUnsignedLong(account.id()));
  }

  @Test
  void compile_ownerWithSubstitution_isLeftToTheEvent() {
    assertEquals("$env{O}", ((Token.Assignment) token("OWNER=\"$env{O}\"")).value().written());
  }

  @Test
  void compile_unknownOwner_isNobody() {
    RuleText text = RuleText.of("OWNER:=\"nobody-here\", MODE=\"0600\"");

    assertEquals("1 ACCOUNT", text.found());
    assertEquals(List.of(TokenKind.SET_OWNER, TokenKind.SET_MODE), text.kinds());
    assertEquals(
        new Token.Account(TokenKind.SET_OWNER, Operation.FREEZE, Token.Account.NOBODY, "OWNER:=\"nobody-here\""),
        text.line().tokens().get(0));
  }

  @Test
  void compile_accountsAndModesKnownByNow_comeBehindThoseOfTheEvent() {
    RuleText text = RuleText.of("MODE=\"1\", MODE=\"x\", GROUP=\"6\", OWNER=\"1\", OWNER=\"%k\", OWNER=\"2\"");

    List<String> expected = List.of("OWNER=\"%k\"", "OWNER=\"1\"", "OWNER=\"2\"", "GROUP=\"6\"", "MODE=\"x\"", "MODE=\"1\"");
    assertEquals(expected, text.line().tokens().stream().map(Token::written).toList());
  }

  @ParameterizedTest
  @CsvSource({"0644,420", "644,420", "7777,4095", "00000600,384", "' 600',384"})
  void compile_modeInOctal_isANumber(String written, int mode) {
    assertEquals(mode, ((Token.Mode) token("MODE=\"" + written + "\"")).mode());
  }

  @ParameterizedTest
  @CsvSource({"10000", "9", "0x1ff", "rw", "$env{M}", "'600 '"})
  void compile_otherMode_isLeftToTheEvent(String written) {
    assertEquals(written, ((Token.Assignment) token("MODE=\"" + written + "\"")).value().written());
  }

  @ParameterizedTest
  @CsvSource({
    "watch,OPTION_WATCH,true",
    "nowatch,OPTION_WATCH,false",
    "db_persist,OPTION_DB_PERSIST,true",
    "string_escape=none,OPTION_STRING_ESCAPE,none",
    "string_escape=replace,OPTION_STRING_ESCAPE,replace",
    "link_priority=-100,OPTION_LINK_PRIORITY,-100",
    "link_priority=0x10,OPTION_LINK_PRIORITY,16",
    "link_priority=010,OPTION_LINK_PRIORITY,8",
    "link_priority=-2147483648,OPTION_LINK_PRIORITY,-2147483648",
    "log_level=debug,OPTION_LOG_LEVEL,debug",
    "log_level=07,OPTION_LOG_LEVEL,7",
    "log_level=reset,OPTION_LOG_LEVEL,reset",
    "static_node=snd/seq,OPTION_STATIC_NODE,snd/seq",
  })
  void compile_option_isReadOnce(String written, TokenKind kind, String value) {
    String text = "OPTIONS+=\"" + written + "\"";

    assertEquals(new Token.Option(kind, Operation.SET, value, text), token(text));
  }

  @Test
  void compile_frozenWatch_isFrozen() {
    assertEquals(Operation.FREEZE, ((Token.Option) token("OPTIONS:=\"nowatch\"")).operation());
  }

  @ParameterizedTest
  @CsvSource({
    "IMPORT{builtin}=\"path\",IMPORT_BUILTIN,path_id",
    "IMPORT{program}=\"usb_id --export\",IMPORT_BUILTIN,usb_id",
    "IMPORT{program}=\"net_id\",IMPORT_BUILTIN,net_id",
    "IMPORT{program}=\"  kmod x\",IMPORT_BUILTIN,kmod",
    "IMPORT{program}=\"/lib/udev/path_id\",IMPORT_PROGRAM,''",
    "IMPORT{program}=\"path_idx\",IMPORT_PROGRAM,''",
    "IMPORT{file}=\"/run/x\",IMPORT_FILE,''",
    "IMPORT{db}=\"A\",IMPORT_DB,''",
    "IMPORT{cmdline}=\"A\",IMPORT_CMDLINE,''",
    "IMPORT{parent}=\"A*\",IMPORT_PARENT,''",
    "TEST{0111}==\"x\",TEST,0111",
    "PROGRAM:=\"x\",PROGRAM,''",
  })
  void compile_attempt_isTold(String written, TokenKind kind, String detail) {
    Token.Attempt attempt = (Token.Attempt) token(written);

    assertEquals(kind + " " + detail + " true", attempt.kind() + " " + attempt.detail() + " " + attempt.equal());
  }

  @Test
  void compile_negatedAttempt_mustFail() {
    assertFalse(((Token.Attempt) token("PROGRAM!=\"x\"")).equal());
    assertFalse(((Token.Attempt) token("IMPORT{db}!=\"x\"")).equal());
  }

  @ParameterizedTest
  @CsvSource({"ENV{A}:=\"1\"", "TAG:=\"1\"", "ATTR{a}:=\"1\"", "ATTR{a}+=\"1\"", "SYSCTL{a}+=\"1\"", "NAME+=\"1\"", "OWNER+=\"0\"",
    "GROUP+=\"0\"", "MODE+=\"0\"", "SECLABEL{s}:=\"1\""})
  void compile_operatorWithoutSense_isTakenForSet(String written) {
    RuleText text = RuleText.of(written);
    Token token = text.line().tokens().get(0);
    Operation operation =
        token instanceof Token.Account account ? account.operation()
            : token instanceof Token.Mode mode ? mode.operation() : ((Token.Assignment) token).operation();

    assertEquals("1 ASSUMED_SET", text.found());
    assertEquals(Operation.SET, operation);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "SYMLINK+=\"a\"; NODE",
        "OWNER=\"0\"; NODE",
        "GROUP=\"$env{G}\"; NODE",
        "MODE=\"0600\"; NODE",
        "NAME=\"a\"; INTERFACE",
        "NAME=\"a\", MODE=\"0600\"; NODE_OR_INTERFACE",
        "SYMLINK+=\"a\", ENV{A}=\"1\"; ANY",
        "SYMLINK+=\"a\", OPTIONS=\"link_priority=1\"; ANY",
        "SYMLINK+=\"a\", TAG+=\"x\"; ANY",
        "SYMLINK+=\"a\", RUN+=\"x\"; ANY",
        "SYMLINK+=\"a\", PROGRAM==\"x\"; ANY",
        "SYMLINK+=\"a\", IMPORT{db}=\"x\"; ANY",
        "SYMLINK+=\"a\", TEST==\"x\"; NODE",
        "SYMLINK+=\"a\", RESULT==\"x\"; NODE",
        "KERNEL==\"a\", LABEL=\"x\"; NONE",
        "KERNEL==\"a\", OPTIONS=\"static_node=x\"; NONE",
        "MODE=\"0600\", OPTIONS=\"static_node=x\"; NODE",
      })
  void compile_scope_isOfTheEffects(String line, Scope scope) {
    assertEquals(scope, RuleText.of(line).line().scope());
  }

  @Test
  void compile_goto_makesTheScopeAny() {
    assertEquals(Scope.ANY, RuleText.of("MODE=\"0600\", GOTO=\"x\"", "LABEL=\"x\"").rules.lines().get(0).scope());
  }

  @Test
  void compile_goto_leadsToTheNearestLabelBelow() {
    RuleText text =
        RuleText.of(
            "LABEL=\"x\"", "KERNEL==\"a\", GOTO=\"x\"", "KERNEL==\"dropped\"", "ENV{A}=\"1\"", "LABEL=\"x\", ENV{B}=\"1\"", "LABEL=\"x\"");

    assertEquals(List.of(-1, 3, -1, -1, -1), text.rules.lines().stream().map(RuleLine::jump).toList());
    assertEquals("3 NO_EFFECT", text.found());
  }

  @Test
  void compile_gotoToNoLabelBelow_isLeftOut() {
    RuleText text = RuleText.of("LABEL=\"x\"", "KERNEL==\"a\", GOTO=\"x\"", "KERNEL==\"b\", ENV{A}=\"1\", GOTO=\"y\"");

    assertEquals("2 NO_LABEL, 2 NO_EFFECT, 3 NO_LABEL", text.found());
    assertEquals(List.of(1, 3), text.rules.lines().stream().map(line -> line.at().line()).toList());
    assertEquals(RuleLine.NO_JUMP, text.rules.lines().get(1).jump());
  }

  @Test
  void compile_labelOnALostLine_isLostToo() {
    assertEquals("2 KEY, 1 NO_LABEL, 1 NO_EFFECT", RuleText.of("KERNEL==\"a\", GOTO=\"x\"", "LABEL=\"x\", NOSUCH=\"1\"").found());
  }

  @Test
  void compile_gotoTwice_takesTheFirst() {
    RuleText text = RuleText.of("GOTO=\"x\", GOTO=\"y\"", "LABEL=\"y\"", "LABEL=\"x\"");

    assertEquals("1 REPEATED", text.found());
    assertEquals(2, text.rules.lines().get(0).jump());
  }

  @Test
  void compile_labelTwice_takesTheLast() {
    assertEquals("y", RuleText.of("LABEL=\"x\", LABEL=\"y\"").line().label());
  }

  @Test
  void compile_badToken_losesTheWholeLine() {
    RuleText text = RuleText.of("ENV{A}=\"1\", NOSUCH=\"1\", RUN+=\"x\"", "ENV{B}=\"1\"");

    assertEquals("1 KEY", text.found());
    assertEquals(2, text.line().at().line());
  }

  @Test
  void compile_byteOrderMark_losesItsLine() {
    assertEquals("1 KEY", RuleText.raw("\u00ef\u00bb\u00bfENV{A}=\"1\"\n").found());
  }

  @Test
  void compile_joinedLine_standsAtItsEnd() {
    RuleLine line = RuleText.of("", "ENV{A}=\"1\", \\", "  ENV{B}=\"2\"").line();

    assertEquals(3, line.at().line());
    assertEquals("ENV{A}=\"1\", ENV{B}=\"2\"", line.text());
  }

  @Test
  void compile_unknownOption_isPassedOver() {
    RuleText text = RuleText.of("OPTIONS=\"last_rule\", ENV{A}=\"1\"");

    assertEquals("1 OPTION", text.found());
    assertEquals(List.of(TokenKind.SET_ENV), text.kinds());
  }

  @Test
  void compile_badSubstitution_isToldAndKept() {
    RuleText text = RuleText.of("ENV{A}=\"$nosuch\"");

    assertEquals("1 SUBSTITUTION", text.found());
    assertEquals("$nosuch", ((Token.Assignment) text.line().tokens().get(0)).value().written());
  }

  @Test
  void compile_sandbox_isOfTheLine() {
    RuleText text = RuleText.of("OPTIONS+=\"sandbox=user:daemon,memory:64M,cpu:10s\", RUN+=\"/bin/true\"");

    assertEquals("", text.found());
    assertEquals(
        Optional.of(new Sandbox(Optional.of("daemon"), OptionalLong.of(64L << 20), OptionalLong.of(10))), text.line().sandbox());
    assertEquals(List.of(TokenKind.OPTION_SANDBOX, TokenKind.RUN_PROGRAM), text.kinds());
  }

  @ParameterizedTest
  @CsvSource({"user:0", "memory:512K", "memory:1G", "memory:4096", "cpu:1", "'cpu:3s,user:root'"})
  void compile_sandboxWithSomeParts_isTaken(String parts) {
    RuleText text = RuleText.of("OPTIONS+=\"sandbox=" + parts + "\", RUN+=\"/bin/true\"");

    assertEquals("", text.found());
    assertTrue(text.line().sandbox().isPresent());
  }

  @ParameterizedTest
  @CsvSource({"''", "user", "user:", "user:nobody-here", "memory:0", "memory:64X", "memory:-1", "memory:9999999999", "cpu:s", "cpu:1m",
    "nice:5", "'cpu:1,cpu:2'", "'cpu:1,'"})
  void compile_sandboxThatCannotBeRead_losesTheLine(String parts) {
    RuleText text = RuleText.of("OPTIONS+=\"sandbox=" + parts + "\", RUN+=\"/bin/true\"");

    assertEquals("1 SANDBOX", text.found());
    assertEquals(List.of(), text.rules.lines());
  }

  @Test
  void compile_secondSandbox_losesTheLine() {
    assertTrue(RuleText.of("OPTIONS+=\"sandbox=cpu:1\", OPTIONS+=\"sandbox=cpu:2\", RUN+=\"x\"").has(Kind.SANDBOX));
  }

  @Test
  void compile_moreFindingsThanAreTold_saysSo() {
    RuleText text = RuleText.raw("x\n".repeat(5000));

    assertEquals(FileFindings.MOST + 1, text.findings.size());
    assertEquals(Kind.FILE, text.findings.get(FileFindings.MOST).kind());
  }
}
