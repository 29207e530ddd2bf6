package io.hotprobe.pipeline;

import io.hotprobe.nodes.DeviceWork;
import io.hotprobe.rules.RuleBook;
import io.hotprobe.rules.Surroundings;
import java.time.Duration;

/**
 * The rules that a pipeline goes by, and what carries out what they decide.
 *
 * @param work what is done for a device between the rules and RUN
 * @param limit how long the programs of one event may take together, from its turn on
 */
public record Rules(RuleBook book, Surroundings surroundings, DeviceWork work, Duration limit) {

  /** What udevd gives an event, too. */
  public static final Duration LIMIT = Duration.ofSeconds(180);
}
