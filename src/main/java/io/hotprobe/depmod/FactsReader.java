package io.hotprobe.depmod;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Reads many modules at once, as many as there are processors and at most {@link #MOST_THREADS}. */
final class FactsReader {

  /** Most modules read at once: each may take twice {@link io.hotprobe.module.ModuleFile#LARGEST_IMAGE} while it is unpacked. */
  static final int MOST_THREADS = 4;

  /** Most memory for what all modules of a release say, in bytes; Debian's take 24 MiB. */
  static final long LARGEST = 96 << 20;

  private final List<FoundModule> modules;
  private final ModuleFacts[] facts;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicLong size = new AtomicLong();

  private FactsReader(List<FoundModule> modules) {
    this.modules = modules;
    this.facts = new ModuleFacts[modules.size()];
  }

  /**
   * Reads all modules; what is wrong with single ones is in their {@link ModuleFacts#problems}.
   *
   * @return in the order of {@code modules}
   * @throws IOException if together they say more than {@link #LARGEST}
   */
  static List<ModuleFacts> read(List<FoundModule> modules) throws IOException {
    FactsReader reader = new FactsReader(modules);
    List<Thread> threads = new ArrayList<>();
    for (int i = 1; i < Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()); i++) {
      threads.add(new Thread(reader::work, "depmod-reader-" + i));
    }
    threads.forEach(Thread::start);
    reader.work();
    for (Thread thread : threads) {
      join(thread);
    }
    if (reader.size.get() > LARGEST) {
      throw new IOException("the modules' aliases and symbols take more than " + LARGEST + " bytes; remove what is no kernel module");
    }
    return Arrays.asList(reader.facts);
  }

  private static void join(Thread thread) throws IOException {
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while modules were read", interrupted);
    }
  }

  private void work() {
    for (int i = next.getAndIncrement(); i < facts.length && size.get() <= LARGEST; i = next.getAndIncrement()) {
      facts[i] = ModuleFacts.read(modules.get(i));
      size.addAndGet(facts[i].size());
    }
  }
}
