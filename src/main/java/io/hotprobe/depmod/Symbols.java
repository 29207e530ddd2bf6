package io.hotprobe.depmod;

import io.hotprobe.module.ElfModule.Symbol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Who provides which symbol: the kernel or one module, the one added last. */
final class Symbols {

  /** The owner of what the kernel provides. */
  static final int KERNEL = -1;

  private final char prefix;
  private final Map<String, Provider> providers = new HashMap<>(1 << 15);

  /**
   * A symbol's provider.
   *
   * @param owner the position of a module, or {@link #KERNEL}
   */
  record Provider(int owner, long crc) {}

  /** @param prefix a character that may precede symbols and is left out; 0 for none */
  Symbols(char prefix) {
    this.prefix = prefix;
  }

  void add(String name, Provider provider) {
    providers.put(bare(name), provider);
  }

  /** Adds what a module exports. */
  void addAll(List<Symbol> exports, int owner) {
    for (Symbol symbol : exports) {
      add(symbol.name(), new Provider(owner, symbol.crc()));
    }
  }

  /** Who provides what is needed under {@code name}; null when nobody does. A leading dot, as on PowerPC, is left out. */
  Provider find(String name) {
    return providers.get(bare(name.startsWith(".") ? name.substring(1) : name));
  }

  /** A symbol's name without its prefix. */
  String bare(String name) {
    return prefix != 0 && !name.isEmpty() && name.charAt(0) == prefix ? name.substring(1) : name;
  }

  /** Who provides exactly this symbol. */
  int owner(String bare) {
    return providers.get(bare).owner();
  }

  /** The symbols that modules provide, in {@link HashOrder}. */
  List<String> ofModules() {
    List<String> names = new ArrayList<>(providers.size());
    providers.forEach(
        (name, provider) -> {
          if (provider.owner() != KERNEL) {
            names.add(name);
          }
        });
    return HashOrder.OF_SYMBOLS.sorted(names, Function.identity());
  }
}
