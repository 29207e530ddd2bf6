package io.hotprobe.resolve;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.MissingModuleTreeException;
import io.hotprobe.module.SourceLine;
import io.hotprobe.module.Stamp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Reads tables again when their files have changed, have been left alone since, and belong together. Why it does not is told once for each
 * reason. Confined to one thread at a time.
 */
final class Renewal {

  /**
   * What only looks as if it did not belong together is taken all the same after this long: a copied tree has odd times, a trimmed one lacks
   * modules.
   */
  static final long DOUBT_MILLIS = 30_000;

  private final Tables.Sources sources;
  private final Consumer<Diagnostic> diagnostics;
  private final LongSupplier nanoTime;
  private Stamp changed;
  private long changedNanos;
  private Optional<TreeCheck.Doubt> doubt = Optional.empty();
  private String told;

  /**
   * @param diagnostics told of what keeps the tables read before in use, and of whatever had to be read around
   * @param nanoTime a clock that only goes on, as {@link System#nanoTime}
   */
  Renewal(Tables.Sources sources, Consumer<Diagnostic> diagnostics, LongSupplier nanoTime) {
    this.sources = sources;
    this.diagnostics = diagnostics;
    this.nanoTime = nanoTime;
  }

  List<Path> directories() {
    List<Path> directories = new ArrayList<>(List.of(sources.moduleDirectory()));
    directories.addAll(sources.config().directories());
    return directories;
  }

  /** Whether the files are as these tables have them; then nothing is amiss any more. */
  boolean isCurrent(Tables tables) {
    boolean current = tables.isCurrent();
    if (current) {
      changed = null;
      told = null;
    }
    return current;
  }

  /** New tables in place of these; empty while those stay in use. */
  Optional<Tables> tables(Tables before) {
    Stamp now = before.stamp().again();
    if (!now.equals(changed)) {
      changed = now;
      changedNanos = nanoTime.getAsLong();
      doubt = Optional.empty();
      return Optional.empty();
    }
    if (!hasRested(Resolver.REST_MILLIS) || doubt.isPresent() && isHeldBack(before)) {
      return Optional.empty();
    }
    try {
      return read(before);
    } catch (MissingModuleTreeException gone) {
      tellOnce(gone.unlessRebooted());
    } catch (IOException unreadable) {
      tellOnce(diagnostic("cannot be read again: " + unreadable.getMessage(), "the tables read before stay in use until it can"));
    }
    return Optional.empty();
  }

  private Optional<Tables> read(Tables before) throws IOException {
    List<Diagnostic> found = new ArrayList<>();
    Tables read = Tables.read(before.tree().isIndexed() ? sources.requiringTree() : sources, found::add);
    if (doubt.isEmpty() && read.tree().isIndexed() && !read.hasTreeOf(before)) {
      doubt = new TreeCheck(sources.moduleDirectory(), read).doubt();
    }
    if (doubt.isPresent() && isHeldBack(before)) {
      tellOnce(doubt.get().what());
      return Optional.empty();
    }
    found.forEach(diagnostics);
    changed = null;
    told = null;
    return Optional.of(read);
  }

  /** What is damaged does not replace what is whole; where there was nothing, it is better than that. */
  private boolean isHeldBack(Tables before) {
    return doubt.get().damage() && before.tree().isIndexed() || !hasRested(DOUBT_MILLIS);
  }

  private boolean hasRested(long millis) {
    return nanoTime.getAsLong() - changedNanos >= TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private Diagnostic diagnostic(String problem, String remedy) {
    return new Diagnostic(new SourceLine(sources.moduleDirectory(), 0), problem, remedy);
  }

  private void tellOnce(Diagnostic problem) {
    if (!problem.toString().equals(told)) {
      told = problem.toString();
      diagnostics.accept(problem);
    }
  }
}
