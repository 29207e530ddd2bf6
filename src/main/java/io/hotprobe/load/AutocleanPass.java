package io.hotprobe.load;

import io.hotprobe.load.CleanOutcome.Kept;
import io.hotprobe.load.CleanOutcome.Why;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules;
import io.hotprobe.module.Modules.LiveModule;
import io.hotprobe.module.UnloadOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** One pass of {@link Autoclean}: rounds over the live modules until one tries to remove nothing. Used once, by one thread. */
final class AutocleanPass {

  private final Modules modules;
  private final Removals removals;
  private final Map<ModuleName, Note> records = new HashMap<>();
  private final Map<ModuleName, Note> idleBefore = new HashMap<>();
  private final Map<ModuleName, Kept> kept = new LinkedHashMap<>();
  private final Set<ModuleName> tried = new HashSet<>();
  private final Set<ModuleName> live = new HashSet<>();

  /**
   * A pass.
   *
   * @param records of what hotprobe loaded
   * @param idle notes of earlier passes
   */
  AutocleanPass(Modules modules, Removals removals, List<Note> records, List<Note> idle) {
    this.modules = modules;
    this.removals = removals;
    records.forEach(note -> this.records.put(note.module(), note));
    idle.forEach(note -> idleBefore.put(note.module(), note));
  }

  void run(Judgement judgement, Consumer<CleanOutcome> told) throws IOException {
    boolean again = true;
    while (again) {
      again = round(judgement, told);
    }
    kept.values().forEach(told);
  }

  /** The newest modules come first, so those that use others before these. */
  private boolean round(Judgement judgement, Consumer<CleanOutcome> told) throws IOException {
    List<LiveModule> list = modules.list().stream().filter(module -> module.state() != Modules.State.ABSENT).toList();
    live.clear();
    kept.clear();
    list.forEach(module -> live.add(module.name()));
    boolean changed = false;
    for (LiveModule module : list) {
      ModuleName name = module.name();
      if (tried.contains(name)) {
        continue;
      }
      Optional<Kept> hindrance = judgement.hindrance(module, records.get(name), idleBefore.get(name));
      if (hindrance.isPresent()) {
        kept.put(name, hindrance.get());
      } else {
        changed |= remove(name, list, told);
      }
    }
    return changed;
  }

  /** Whether it came so far that other modules may be idle now. */
  private boolean remove(ModuleName module, List<LiveModule> list, Consumer<CleanOutcome> told) {
    UnloadOutcome outcome = removals.remove(module, list);
    if (outcome instanceof UnloadOutcome.InUse) {
      kept.put(module, new Kept(module, Why.IN_USE, "in use since a moment ago"));
      return false;
    }
    tried.add(module);
    if (!(outcome instanceof UnloadOutcome.NotLive)) {
      String cause = records.get(module).cause();
      told.accept(outcome.gone() ? new CleanOutcome.Removed(outcome, cause) : new CleanOutcome.Failed(outcome));
    }
    return true;
  }

  /** The notes for the next pass: what is idle now, and what was to go and is still there. */
  List<Note> notes() {
    List<Note> notes = new ArrayList<>();
    for (Kept each : kept.values()) {
      if (each.why() == Why.IDLE_ONCE) {
        notes.add(Note.now(each.module(), records.get(each.module()).instance(), ""));
      } else if (each.why() == Why.BUSY) {
        notes.add(idleBefore.get(each.module()));
      }
    }
    tried.stream().filter(live::contains).forEach(module -> notes.add(idleBefore.get(module)));
    return notes;
  }

  /**
   * The records that are of no use any more: of modules that this pass removed, and the void ones. That the kernel lists no such module
   * is not enough, as it lists none where {@code /proc} is not mounted.
   */
  List<Note> gone(Predicate<Note> isVoid) {
    return records.values().stream().filter(note -> isRemoved(note.module()) || isVoid.test(note)).toList();
  }

  private boolean isRemoved(ModuleName module) {
    return tried.contains(module) && !live.contains(module);
  }
}
