package io.hotprobe.depmod;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The expected order is that of a {@code modules.symbols} and a {@code modules.dep} that kmod 30 wrote. */
class HashOrderTest {

  @Test
  void sorted_symbols_areInKmodsOrder() {
    List<String> kmods =
        List.of("sym6", "sym11", "sym4", "sym9", "sym0", "sym5", "sym2", "sym10", "sym7", "sym3", "sym8", "sym1");
    assertEquals(kmods, HashOrder.OF_SYMBOLS.sorted(kmods.stream().sorted().toList(), Function.identity()));
  }

  @Test
  void sorted_modules_areInKmodsOrder() {
    List<String> kmods = List.of("br", "mod_7", "mod_10", "mod_6", "mod_2", "mod_8", "mod_9", "mod_0", "mod_4", "mod_11");
    assertEquals(kmods, HashOrder.OF_MODULES.sorted(kmods.stream().sorted().toList(), Function.identity()));
  }

  @Test
  void sorted_inOneBucket_isByBytes() {
    assertEquals(List.of(), HashOrder.OF_MODULES.sorted(List.<String>of(), Function.identity()));
    assertEquals(0, HashOrder.hash(""));
  }
}
