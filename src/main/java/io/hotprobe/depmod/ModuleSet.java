package io.hotprobe.depmod;

import io.hotprobe.depmod.Symbols.Provider;
import io.hotprobe.module.ElfModule.Needed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** All modules of a release in their order, with what they say, who provides which symbol, and who needs whom. */
final class ModuleSet {

  /** Most cycles told one by one. */
  static final int MOST_CYCLES = 100;

  private final List<ModuleFacts> modules;
  private final Symbols symbols;
  private final DepmodLog log;
  private final Dependencies dependencies;

  private ModuleSet(List<ModuleFacts> modules, Symbols symbols, DepmodLog log) {
    this.modules = modules;
    this.symbols = symbols;
    this.log = log;
    this.dependencies = new Dependencies(direct());
  }

  /**
   * Reads the modules and finds out who needs whom.
   *
   * @param found at most one of each name
   * @param symbols those of the kernel, to which the modules' are added
   * @throws CyclicDependenciesException if some need each other in a circle
   */
  static ModuleSet read(Collection<FoundModule> found, Path directory, Symbols symbols, DepmodLog log) throws IOException {
    List<ModuleFacts> facts = FactsReader.read(ModuleOrder.sorted(found, directory, log));
    for (int i = 0; i < facts.size(); i++) {
      facts.get(i).problems().forEach(log::error);
      symbols.addAll(facts.get(i).exports(), i);
    }
    ModuleSet set = new ModuleSet(facts, symbols, log);
    set.checkCycles();
    return set;
  }

  private int[][] direct() {
    int[][] direct = new int[modules.size()][];
    int[] seenBy = new int[modules.size()];
    int[] room = new int[modules.size()];
    for (int i = 0; i < direct.length; i++) {
      int count = 0;
      for (Needed needed : modules.get(i).needed()) {
        int owner = owner(i, needed);
        if (owner >= 0 && seenBy[owner] != i + 1) {
          seenBy[owner] = i + 1;
          room[count++] = owner;
          log.needs(path(i), symbols.bare(needed.name()), path(owner));
        }
      }
      direct[i] = Arrays.copyOf(room, count);
    }
    return direct;
  }

  /** The position of the module that provides it; negative when none has to be loaded for it. */
  private int owner(int module, Needed needed) {
    Provider provider = symbols.find(needed.name());
    if (provider == null) {
      if (!needed.weak()) {
        log.unknownSymbol(path(module), needed.name());
      }
      return Symbols.KERNEL;
    }
    if (provider.crc() != needed.crc() && !needed.weak()) {
      log.otherVersion(path(module), needed.name());
    }
    return provider.owner();
  }

  private void checkCycles() throws CyclicDependenciesException {
    if (dependencies.isCyclic()) {
      for (int[] cycle : dependencies.cycles(MOST_CYCLES)) {
        StringBuilder text = new StringBuilder("modules need each other in a circle: ");
        for (int module : cycle) {
          text.append(name(module)).append(" -> ");
        }
        log.error(text.append(name(cycle[0])).toString());
      }
      throw new CyclicDependenciesException(dependencies.unordered());
    }
  }

  private String path(int module) {
    return modules.get(module).module().file().path().toString();
  }

  /** The modules in their order: a module's position is its index here. */
  List<ModuleFacts> modules() {
    return modules;
  }

  String name(int module) {
    return modules.get(module).module().name();
  }

  Symbols symbols() {
    return symbols;
  }

  Dependencies dependencies() {
    return dependencies;
  }
}
