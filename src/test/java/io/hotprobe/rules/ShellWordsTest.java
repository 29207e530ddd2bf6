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
        "/bin/bash -o pipefail -c 'x', true",
        "/bin/bash -eo pipefail -c 'x', true",
        "/bin/bash -euo pipefail -c 'x', true",
        "/bin/bash --rcfile /etc/x -c 'x', true",
        "/bin/bash +e +c 'x', true",
        "/bin/rbash -c 'x', true",
        "/bin/su nobody -c 'x', true",
        "/bin/su nobody --command='x', true",
        "/sbin/runuser -u nobody -c/bin/x, true",
        "/usr/bin/flock /run/x -c 'x', true",
        "/usr/bin/script -qec 'x' /dev/null, true",
        "/usr/bin/env -S 'sh -c x', true",
        "/usr/bin/env '-iSsh -c x', true",
        "/usr/bin/env -S/bin/sh\u0085 -S/bin/sh -c\u0085, true",
        "/usr/bin/env --split-string='A=b /bin/sh -c x', true",
        "/bin/sh /etc/x.sh -c, true",
        "/bin/sh /etc/x.sh, false",
        "/bin/sh /etc/x.sh -v x, false",
        "/usr/bin/flock /run/x /bin/y, false",
        "/bin/bash --norc /etc/x.sh, false",
        "/usr/bin/logger -c, false",
        "/bin/sh, false",
        "sh.d/x -c y, false"
      })
  void command_byItsWords_handsAProgramToAShellOrNot(String command, boolean expected) {
    assertEquals(expected, ShellWords.areProgramOfShell(QuotedWords.of(command)));
  }
}
