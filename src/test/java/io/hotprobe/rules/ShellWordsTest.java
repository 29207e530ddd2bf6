package io.hotprobe.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellWordsTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "/bin/sh -c 'x $env{A}', true",
        "/bin/sh -ec 'x', true",
        "/bin/sh -e -c 'x', true",
        "/usr/bin/env bash -c \"x\", true",
        "/bin/busybox ash -c x, true",
        "/usr/bin/systemd-run sh -c x, true",
        "/bin/sh /etc/x.sh -c, false",
        "/usr/bin/logger -c, false",
        "/bin/sh, false",
        "sh.d/x -c y, false"
      })
  void command_byItsWords_handsAProgramToAShellOrNot(String command, boolean expected) {
    assertEquals(expected, ShellWords.areProgramOfShell(QuotedWords.of(command)));
  }
}
