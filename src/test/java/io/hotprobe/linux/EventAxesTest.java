package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.builtins.InputAxes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventAxesTest {

  @Test
  void range_whatIsNoInputDevice_isEmpty() {
    assertEquals(Optional.empty(), new EventAxes().range("/dev/null", 0));
    assertEquals(Optional.empty(), new EventAxes().range("/dev/input/event999", 0));
  }

  @Test
  void range_axisOfThisMachine_hasItsEndsInOrder() {
    List<String> nodes = IntStream.range(0, 64).mapToObj(i -> "/dev/input/event" + i).filter(node -> Files.isReadable(Path.of(node))).toList();
    assumeTrue(!nodes.isEmpty(), "no input device that may be opened");
    for (String node : nodes) {
      Optional<InputAxes.Range> range = new EventAxes().range(node, 0);
      assertTrue(range.isEmpty() || range.get().minimum() <= range.get().maximum(), node + " " + range);
    }
  }
}
