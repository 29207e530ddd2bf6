package io.hotprobe.depmod;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Reads many modules at once. */
final class FactsReader {

  /** Most memory for what all modules of a release say, in bytes; Debian's take 24 MiB. */
  static final long LARGEST = 96 << 20;

  private FactsReader() {}

  /**
   * Reads all modules; what is wrong with single ones is in their {@link ModuleFacts#problems}.
   *
   * @return in the order of {@code modules}
   * @throws IOException if together they say more than {@link #LARGEST}
   */
  static List<ModuleFacts> read(List<FoundModule> modules) throws IOException {
    ModuleFacts[] facts = new ModuleFacts[modules.size()];
    AtomicLong size = new AtomicLong();
    Workers.run(
        facts.length,
        module -> {
          facts[module] = ModuleFacts.read(modules.get(module));
          if (size.addAndGet(facts[module].size()) > LARGEST) {
            throw new IOException(
                "the modules' aliases and symbols take more than " + LARGEST + " bytes; remove what is no kernel module");
          }
        });
    return Arrays.asList(facts);
  }
}
