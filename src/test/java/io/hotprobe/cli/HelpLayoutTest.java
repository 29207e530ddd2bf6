package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class HelpLayoutTest {

  @Test
  void width_columns_areKeptWithinWhatCanBeRead() {
    assertEquals(80, HelpLayout.width(OptionalInt.empty()));
    assertEquals(100, HelpLayout.width(OptionalInt.of(100)));
    assertEquals(55, HelpLayout.width(OptionalInt.of(1)));
    assertEquals(120, HelpLayout.width(OptionalInt.of(9999)));
  }

  @Test
  void number_textOfTheEnvironment_countsOnlyIfItIsOne() {
    assertEquals(OptionalInt.of(132), HelpLayout.number("132"));
    for (String odd : List.of("", "0", "-5", "99999999999", "80x", "\u0663")) {
      assertEquals(OptionalInt.empty(), HelpLayout.number(odd), odd);
    }
  }

  @Test
  void help_valueOfAnOption_isSetOffByABlank() {
    for (String command : List.of("modprobe", "modinfo", "depmod", "load", "daemon")) {
      String help = Program.run(command, "--help").out();
      assertTrue(help.contains(" DIR"), help);
      assertFalse(help.contains("=DIR") || help.contains("=REL"), help);
    }
  }

  @Test
  void help_modprobe_hasItsOwnOptionsBeforeTheCommonOnes() {
    String help = Program.run("modprobe", "--help").out();
    List<String> order = List.of("-a, --all", "-f, --force ", "-D, --show-depends", "-C, --config", "-v, --verbose", "-h, --help", "--root", "--script");
    for (int i = 1; i < order.size(); i++) {
      assertTrue(help.indexOf(order.get(i - 1)) < help.indexOf(order.get(i)), order.get(i) + " in " + help);
    }
  }

  @Test
  void help_word_isTheHelpOfTheCommand() {
    assertEquals(Program.run("--help"), Program.run("help"));
    assertEquals(Program.run("load", "--help"), Program.run("help", "load"));
    assertEquals(Program.run("rmmod", "--help"), Program.run("help", "rmmod"));
    assertEquals(Program.run("rules", "test", "--help"), Program.run("rules", "help", "test"));
    assertEquals(Program.run("policy", "--help"), Program.run("policy", "help"));
    assertEquals(0, Program.run("help").status());
  }
}
