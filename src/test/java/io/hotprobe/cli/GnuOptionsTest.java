package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** As getopt_long(3) divides arguments. */
class GnuOptionsTest {

  private final GnuOptions options = new GnuOptions(new CommandLine(new ModprobeCommand(Map.of())).getCommandSpec());

  private void assertExpanded(String expected, String given) {
    assertEquals(expected, String.join(" ", options.expanded(given.split(" "))));
  }

  @Test
  void expanded_equalsAfterALetter_isPartOfTheValue() {
    assertExpanded("-S =5.1 x", "-S=5.1 x");
    assertExpanded("-nvS =5.1 x", "-nvS=5.1 x");
    assertExpanded("-S5=1 x", "-S5=1 x");
    assertExpanded("--set-version=5.1 x", "--set-version=5.1 x");
  }

  @Test
  void expanded_valueOfItsOwn_isNoOption() {
    assertExpanded("-S --al x", "-S --al x");
    assertExpanded("-nS --al --all", "-nS --al --al");
    assertExpanded("--set-version -S=1 x", "--set-v -S=1 x");
    assertExpanded("--root -S=1 x", "--root -S=1 x");
  }

  @Test
  void expanded_afterTwoDashes_isLeftAlone() {
    assertExpanded("--all -- --al -S=1", "--al -- --al -S=1");
  }

  @Test
  void expanded_unknown_isLeftAlone() {
    assertExpanded("-Q=1 --bogus io=1 -", "-Q=1 --bogus io=1 -");
  }
}
