package io.hotprobe.rules;

import io.hotprobe.sysfs.Sysfs;

/**
 * All that the evaluation of rules reads and touches.
 *
 * @param builtins those there are, by name in {@link Builtins}
 */
public record Surroundings(Sysfs sysfs, Host host, Database database, Builtins builtins, Outside outside) {

  /** With other builtins. */
  public Surroundings with(Builtins others) {
    return new Surroundings(sysfs, host, database, others, outside);
  }
}
