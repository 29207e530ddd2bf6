package io.hotprobe.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the service's commands get of its environment: where programs are, the language, the time zone, whose they are. Not what belongs
 * to the service (the socket of a watchdog) or to whoever started it.
 */
final class HookEnvironment {

  private static final Set<String> ALLOWED = Set.of("PATH", "HOME", "LANG", "LANGUAGE", "TZ", "USER", "LOGNAME", "SHELL", "TMPDIR");
  private static final String LOCALE = "LC_";
  private static final String PATH = "PATH=";

  /** Where there is none: systemd's own, for services. */
  private static final String USUAL_PATH = PATH + "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private HookEnvironment() {}

  /** Of the variables {@code KEY=VALUE} those that commands get, and a path. */
  static List<String> of(List<String> ours) {
    List<String> allowed = new ArrayList<>();
    for (String variable : ours) {
      String key = variable.substring(0, Math.max(0, variable.indexOf('=')));
      if (ALLOWED.contains(key) || key.startsWith(LOCALE)) {
        allowed.add(variable);
      }
    }
    if (allowed.stream().noneMatch(variable -> variable.startsWith(PATH))) {
      allowed.add(USUAL_PATH);
    }
    return allowed;
  }
}
