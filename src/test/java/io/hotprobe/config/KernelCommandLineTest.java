package io.hotprobe.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelCommandLineTest {

  private final ConfigLines lines = new ConfigLines();
  private final List<String> said = new ArrayList<>();
  @TempDir Path directory;

  @Test
  void parameter_withAndWithoutValue_isAnOption() {
    assertEquals(List.of("snd_hda x-y=1", "m k", "n k="), options("quiet snd-hda.x-y=1 m.k\tn.k= root=/dev/sda"));
  }

  @Test
  void parameter_dots_onlyTheFirstSplits() {
    assertEquals(List.of("a b=c.d"), options("a.b=c.d sysctl.net.x=1 x.y.z root=a.b"));
  }

  @Test
  void parameter_afterTwoDashes_stillCounts() {
    assertEquals(List.of("a b=1"), options("quiet -- a.b=1"));
  }

  @Test
  void parameter_quotes_keepBlanksAndMoveBehindTheName() {
    assertEquals(List.of("a b=\"x y\"", "c d=\"x y\"z", "e f=\"g\""), options("\"a.b=x y\" c.d=\"x y\"z \"e.f=g\""));
  }

  @Test
  void parameter_quoteOrBlankInName_isDiscarded() {
    assertEquals(List.of("z z=1"), options("e\".f=3\" g\".\"h=1 i.\"j=1 2\" \"k.l\" \"m n.o=p\" \"m.n o=p\" z.z=1"));
  }

  @Test
  void parameter_singleQuotes_meanNothing() {
    assertEquals(List.of("q r='1"), options("q.r='1 2'"));
  }

  @Test
  void parameter_openQuote_endsTheLineAndIsSaid() {
    assertEquals(List.of("a b=1"), options("a.b=1 c.d=\"2 e.f=3"));
    assertEquals(1, said.size());
  }

  @Test
  void parameter_badBracket_isSaid() {
    assertEquals(List.of(), options("a[.b=1"));
    assertEquals(1, said.size());
  }

  @Test
  void blacklist_items_areAddedEach() {
    parse("modprobe.blacklist=a,,b modprobe.blacklist= modprobe.x=1\n");
    assertEquals(List.of("a", "", "b", ""), lines.blacklists.stream().map(BlacklistLine::module).toList());
    assertEquals(List.of(), said);
  }

  @Test
  void blacklist_dashes_areKeptAndSaidToBlockNothing() {
    parse("modprobe.blacklist=snd-hda-intel");
    assertEquals("snd-hda-intel", lines.blacklists.get(0).module());
    assertEquals(
        List.of("cmdline: modprobe.blacklist blocks nothing by 'snd-hda-intel'; write underscores for dashes, and no quotes"), said);
  }

  @Test
  void read_moreThanTheBound_isCut() throws IOException {
    Path file = directory.resolve("cmdline");
    Files.writeString(file, "x".repeat(KernelCommandLine.LONGEST - 6) + " a.b=123");
    assertTrue(commandLine().read(file));
    assertEquals("a b=1", text(lines.options.get(0)));
  }

  @Test
  void read_missing_isQuietAndDirectoryIsSaid() {
    assertFalse(commandLine().read(directory.resolve("none")));
    assertEquals(List.of(), said);
    assertFalse(commandLine().read(directory));
    assertEquals(1, said.size());
  }

  private List<String> options(String text) {
    parse(text);
    return lines.options.stream().map(KernelCommandLineTest::text).toList();
  }

  private void parse(String text) {
    commandLine().parse(text);
  }

  private KernelCommandLine commandLine() {
    return new KernelCommandLine(lines, new FileDiagnostics(Path.of("cmdline"), d -> said.add(d.toString())));
  }

  private static String text(OptionsLine line) {
    return line.name() + " " + line.text();
  }
}
