package io.hotprobe.linux;

import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules.LiveModule;
import io.hotprobe.module.Modules.State;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Parser of {@code /proc/modules} (kernel/module/procfs.c, {@code m_show}):
 *
 * <pre>
 *   name size refcnt holders state address [taints]
 *   snd_timer 53248 2 snd_seq,snd_pcm, Live 0x0000000000000000
 * </pre>
 *
 * Holders end in a comma each, {@code -} when there are none. A kernel that cannot unload writes {@code -} for the count too;
 * a module that can never go has {@code [permanent],} among its holders.
 */
final class ProcModules {

  private static final int STATE = 4;

  private ProcModules() {}

  /** The modules in the order of the file; lines that are none are left out. */
  static List<LiveModule> parse(String text) {
    List<LiveModule> modules = new ArrayList<>();
    for (String line : text.split("\n")) {
      String[] field = line.split(" ");
      try {
        if (field.length > STATE) {
          modules.add(module(field));
        }
      } catch (IllegalArgumentException malformed) {
        // Not written by a kernel we know: the other lines still count.
        continue;
      }
    }
    return List.copyOf(modules);
  }

  private static LiveModule module(String[] field) {
    OptionalInt refcount = field[2].equals("-") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(field[2]));
    boolean permanent = field[3].contains("[permanent]");
    List<ModuleName> holders = holders(field[3]);
    return new LiveModule(new ModuleName(field[0]), Long.parseLong(field[1]), refcount, permanent, holders, state(field[STATE]));
  }

  private static List<ModuleName> holders(String field) {
    List<ModuleName> holders = new ArrayList<>();
    for (String holder : field.split(",")) {
      if (!holder.isEmpty() && !holder.equals("-") && !holder.startsWith("[")) {
        holders.add(new ModuleName(holder));
      }
    }
    return List.copyOf(holders);
  }

  private static State state(String word) {
    return switch (word) {
      case "Live" -> State.LIVE;
      case "Loading" -> State.COMING;
      case "Unloading" -> State.GOING;
      default -> throw new IllegalArgumentException("not a module state, value=" + word);
    };
  }
}
