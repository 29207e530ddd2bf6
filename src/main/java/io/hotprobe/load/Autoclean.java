package io.hotprobe.load;

import io.hotprobe.module.Commands;
import io.hotprobe.module.Modules;
import io.hotprobe.resolve.Resolver;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Removes modules that nobody uses any more, in the manner of the kernel that had a flag for it: one seen idle is noted, one seen idle in
 * two passes running is removed. Only what {@link LoadedModules} has is touched, and of that nothing in use, permanent, bound to a device
 * or marked {@code keep}. What a removal leaves idle is noted in the same pass and goes in the next.
 *
 * <p>The notes are a {@link NoteFile} named {@code idle} beside the record. One pass at a time, among all processes.
 */
public final class Autoclean {

  private final Modules modules;
  private final Commands commands;
  private final Resolver resolver;
  private final LoadedModules loaded;
  private final NoteFile idle;

  /** Autoclean over its ports; nothing is read before a pass. */
  public Autoclean(Modules modules, Commands commands, Resolver resolver, LoadedModules loaded) {
    this.modules = modules;
    this.commands = commands;
    this.resolver = resolver;
    this.loaded = loaded;
    this.idle = loaded.beside("idle");
  }

  /**
   * One pass.
   *
   * @param quiet asked before each removal; false to put it off to the next pass
   * @param told of each removal at once, then of each module that stays
   * @throws IOException if another pass is under way, or the record, the notes or the list of modules cannot be read or written; what
   *     was told has been done
   */
  public void pass(BooleanSupplier quiet, Consumer<CleanOutcome> told) throws IOException {
    idle.exclusively(Duration.ZERO, () -> passAlone(quiet, told));
  }

  private void passAlone(BooleanSupplier quiet, Consumer<CleanOutcome> told) throws IOException {
    AutocleanPass pass = new AutocleanPass(modules, new Removals(modules, commands, resolver), loaded.read(), idle.read());
    pass.run(new Judgement(resolver, loaded, quiet), told);
    idle.replace(pass.notes());
    loaded.drop(pass.gone(loaded::isVoid));
  }

  /** Tells what {@link #pass} would do now, and changes nothing, not even the notes. */
  public void rehearse(Consumer<CleanOutcome> told) throws IOException {
    DryRun dry = new DryRun(modules);
    AutocleanPass pass = new AutocleanPass(dry, new Removals(dry, dry, resolver), loaded.read(), idle.read());
    pass.run(new Judgement(resolver, loaded, () -> true), told);
  }
}
