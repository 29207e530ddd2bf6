package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MisuseTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
    "resolve --bogus|hotprobe resolve: unknown option '--bogus'; see --help",
    "load -Q|hotprobe load: unknown option '-Q'; see --help",
    "load one --bogus two|hotprobe load: unknown option '--bogus'; see --help",
    "resolve|hotprobe resolve: no MODALIAS was given; see --help",
    "resolve --root|hotprobe resolve: option '--root' needs a value, DIR; see --help",
    "resolve --json=x y|hotprobe resolve: option '--json' takes no value, so not 'x'; see --help",
    "demo x|hotprobe demo: 'x' is one argument too many; see --help",
    "demo --speed abc|hotprobe demo: option '--speed' takes a number, not 'abc'; see --help",
    "demo --speed -1|hotprobe demo: --speed takes a number of 0 or greater, not -1.0",
    "demo --speed NaN|hotprobe demo: --speed takes a number of 0 or greater, not NaN",
    "daemon --receive-buffer 3000000000|hotprobe daemon: option '--receive-buffer' takes a whole number up to 2147483647, not '3000000000'; see --help",
    "settle -t 5x|hotprobe settle: option '--timeout' takes seconds, or a number and its unit, as in 90s, 5m, from 0s to 1h,"
        + " not '5x'; see --help",
    "stop -t 2h|hotprobe stop: option '--timeout' takes seconds, or a number and its unit, as in 90s, 5m, from 0s to 1h,"
        + " not '2h'; see --help",
    "daemon --event-timeout 0|hotprobe daemon: option '--event-timeout' takes seconds, or a number and its unit, as in 90s, 5m,"
        + " from 1s to 24h, not '0'; see --help",
    "daemon --autoclean 24|hotprobe daemon: option '--autoclean' takes a number and its unit, as in 90s, 30m, 24h, 7d, from 1s to 99999d,"
        + " not '24'; see --help",
    "bogus|hotprobe: there is no command 'bogus'; see --help",
    "--bogus|hotprobe: unknown option '--bogus'; see --help",
    "rules test -p FOO sda|hotprobe rules test: option '--property' takes KEY=VALUE, not 'FOO'; see --help",
    "help bogus|hotprobe: there is no command 'bogus'; see --help",
  })
  void command_wrongCommandLine_isTwoAndOneLine(String line, String told) {
    assertEquals(new Program(2, "", told + "\n"), Program.run(line.split(" ")));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
    "lsmod x|lsmod: ERROR: 'x' is one argument too many; see --help",
    "lsmod --simulate=x|lsmod: ERROR: option '--simulate' takes no value, so not 'x'; see --help",
    "rmmod --verbose=x|rmmod: ERROR: option '--verbose' takes no value, so not 'x'; see --help",
    "modprobe -S|modprobe: ERROR: option '--set-version' needs a value, RELEASE; see --help",
  })
  void tool_wrongCommandLine_isOneAndOneLine(String line, String told) {
    assertEquals(new Program(1, "", told + "\n"), Program.run(line.split(" ")));
  }

  @Test
  void modprobe_wrongOptionOfTheEnvironment_saysWhereItIsFrom() {
    Program program = Program.under(Map.of("MODPROBE_OPTIONS", "--bogus -v"), "modprobe", "x");
    assertEquals(1, program.status());
    assertTrue(program.err().startsWith("modprobe: ERROR: unknown option '--bogus' ("), program.err());
    assertTrue(program.err().contains("MODPROBE_OPTIONS puts this before the arguments: --bogus -v"), program.err());
  }

  @Test
  void modprobe_ambiguousAbbreviation_namesAllItCanMean() {
    String told = Program.run("modprobe", "--fo", "x").err();
    for (String option : new String[] {"--force", "--force-vermagic", "--force-modversion"}) {
      assertTrue((told + " ").matches("(?s).*" + option + "[ ;].*"), told);
    }
  }

  @Test
  void times_bareNumbers_areSeconds() {
    assertEquals(30, new ProgramTimeConverter().convert("30").toSeconds());
    assertEquals(0, new PatienceConverter().convert("0").toSeconds());
    assertEquals(3600, new PatienceConverter().convert("1h").toSeconds());
  }
}
