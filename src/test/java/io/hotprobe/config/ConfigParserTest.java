package io.hotprobe.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.SourceLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigParserTest {

  private static final Path FILE = Path.of("a.conf");

  private final ConfigLines lines = new ConfigLines();
  private final List<String> said = new ArrayList<>();

  @Test
  void alias_dashes_areFoldedOutsideBrackets() {
    parse("alias usb-x[a-c]-* snd-usb ignored words\n");
    assertEquals(List.of(new AliasLine("usb_x[a-c]_*", TempRoot.module("snd_usb"), at(1))), lines.aliases);
    assertEquals(List.of(), said);
  }

  @Test
  void alias_targetWithSlash_isBad() {
    parse("alias x kernel/x.ko\nalias a/b c\n");
    assertEquals("[AliasLine[pattern=a/b, module=c, at=a.conf:2]]", lines.aliases.toString());
    assertEquals(1, said.size());
  }

  @Test
  void blacklist_separators_areBlanksAndTabs() {
    parse(" \t blacklist \t a-b \t c\n");
    assertEquals(List.of(new BlacklistLine("a_b", at(1))), lines.blacklists);
  }

  @Test
  void options_rest_isVerbatimButForTabs() {
    parse("options m  a=1\t b=\"x # y\" \n");
    assertEquals(List.of(new OptionsLine("m", " a=1  b=\"x # y\" ", at(1))), lines.options);
  }

  @Test
  void options_onlyBlanksLeft_isALine() {
    parse("options m  \noptions m \noptions m\n");
    assertEquals(List.of(new OptionsLine("m", " ", at(1))), lines.options);
    assertEquals(2, said.size());
  }

  @Test
  void install_command_keepsTabsAndLeadingBlanks() {
    parse("install a-[0-9]  /bin/x\t$CMDLINE_OPTS # no comment\nremove b-c /bin/y\n");
    assertEquals(List.of(new Command("a_[0-9]", " /bin/x\t$CMDLINE_OPTS # no comment", at(1))), lines.installs);
    assertEquals(List.of(new Command("b_c", "/bin/y", at(2))), lines.removes);
  }

  @Test
  void softdep_preAndPost_mayAlternate() {
    parse("softdep m x pre: a-b c post: d pre: e post:f\n");
    assertEquals(List.of(new Softdep("m", List.of("a-b", "c", "e", "post:f"), List.of("d"), at(1))), lines.softdeps);
  }

  @Test
  void softdep_twoBlanksBeforeKeyword_hideItAndAreSaid() {
    parse("softdep m  pre: a post: b\nsoftdep n   pre: a\n");
    assertEquals(List.of(), lines.softdeps.get(0).pre());
    assertEquals(List.of("b"), lines.softdeps.get(0).post());
    assertEquals(List.of("a"), lines.softdeps.get(1).pre());
    assertEquals(List.of("a.conf:1: kmod skips the first word after two blanks, 'pre:'; write one blank before it"), said);
  }

  @Test
  void softdep_withoutMembers_isKeptAndSaid() {
    parse("softdep m a b\n");
    assertEquals(List.of(new Softdep("m", List.of(), List.of(), at(1))), lines.softdeps);
    assertEquals(1, said.size());
  }

  @Test
  void weakdep_members_areAllWords() {
    parse("weakdep m-x a  b\r");
    assertEquals(List.of(new Weakdep("m_x", List.of("a", "b"), at(1))), lines.weakdeps);
  }

  @Test
  void line_commentOrEmpty_saysNothing() {
    parse("# blacklist a\n\n   \t\n#\\\nblacklist b\n");
    assertEquals(List.of(), lines.blacklists);
    assertEquals(List.of(), said);
  }

  @Test
  void line_indentedComment_isBadWithRemedy() {
    parse(" # x\nblacklist a\n");
    assertEquals(1, lines.blacklists.size());
    assertEquals(List.of("a.conf:1: unknown directive '#'; a comment starts in the first column; the line is ignored"), said);
  }

  @Test
  void line_joined_isPlacedWhereItStarts() {
    parse("# first\nblacklist \\\n  a\nblacklist b\n");
    assertEquals(List.of(new BlacklistLine("a", at(2)), new BlacklistLine("b", at(4))), lines.blacklists);
  }

  @Test
  void line_windowsLineEnds_areKeptAndSaidOnce() {
    parse("blacklist a\r\n\r\nblacklist b\r\n");
    assertEquals(List.of(new BlacklistLine("a\r", at(1)), new BlacklistLine("b\r", at(3))), lines.blacklists);
    assertEquals(1, said.size());
    assertTrue(said.get(0).endsWith("store the file with Unix line ends"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alias", "alias a", "alias a ", "blacklist", "options", "options m", "install m", "remove m ", "softdep m", "weakdep m",
        "include x", "config x", "Blacklist m", "blacklisted m", "alias a] b", "alias a[b c", "alias a b]", "blacklist [",
        "options ] x", "install [ x", "remove ] x", "softdep [ pre: x", "weakdep ] x", "blacklist a/b", "\u0001\u00ff"
      })
  void line_malformed_isSkippedAndSaid(String bad) {
    parse("blacklist before\n" + bad + "\nblacklist after\n");
    assertEquals(List.of(new BlacklistLine("before", at(1)), new BlacklistLine("after", at(3))), lines.blacklists);
    int others = lines.aliases.size() + lines.options.size() + lines.installs.size() + lines.removes.size() + lines.softdeps.size();
    assertEquals(0, others + lines.weakdeps.size());
    assertEquals(1, said.size(), said::toString);
    assertTrue(said.get(0).startsWith("a.conf:2: ") && said.get(0).endsWith("the line is ignored"), said.get(0));
  }

  @Test
  void diagnostics_moreThanTheBound_areSummedUp() {
    parse("x\n".repeat(1000));
    assertEquals(FileDiagnostics.MOST + 1, said.size());
    assertTrue(said.get(FileDiagnostics.MOST).contains("more problems than"));
  }

  @Test
  void diagnostics_quotedText_isShortAndPrintable() {
    parse("\u001b[31m" + "x".repeat(100) + "\n");
    assertTrue(said.get(0).contains("'?[31mxxx") && said.get(0).length() < 200, said.get(0));
  }

  private void parse(String text) {
    new ConfigParser(lines, new FileDiagnostics(FILE, d -> said.add(d.toString()))).parse(text);
  }

  private static SourceLine at(int line) {
    return new SourceLine(FILE, line);
  }
}
