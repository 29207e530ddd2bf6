package io.hotprobe.nodes;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.rules.Ruling;
import java.util.List;
import java.util.Optional;

/**
 * Does nothing for any device: for who only looks on.
 *
 * @param isForEveryEvent whether it wants to see also the events that rules have nothing to do for
 */
public record Bystander(boolean isForEveryEvent) implements DeviceWork {

  @Override
  public Processed apply(Ruling ruling) {
    return new Processed("", ruling.properties(), ruling.tags(), List.of());
  }

  @Override
  public Processed remove(Ruling ruling) {
    return apply(ruling);
  }

  @Override
  public Optional<Diagnostic> announce(Processed processed) {
    return Optional.empty();
  }
}
