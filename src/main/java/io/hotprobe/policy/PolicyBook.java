package io.hotprobe.policy;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.Stamp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The policy in force, replaced as a whole when its files change. Of files read first, lines that are wrong are passed over; files that
 * changed count only when nothing is wrong in any of them. As long as something is, they are read at every look: it may have been a
 * failure that passes. Safe for any thread.
 */
public final class PolicyBook implements Supplier<Policy> {

  private final PolicyFiles files;
  private final Consumer<Diagnostic> diagnostics;
  /** Of files in which nothing was wrong; empty when there were none yet. */
  private Optional<Stamp> stamp;
  private List<Diagnostic> told;
  private volatile Edition edition;

  /** @param number counts from 1 */
  private record Edition(Policy policy, long number) {}

  /** What became of a {@link #refresh} or {@link #look}. */
  public enum Freshness {
    /** There is nothing new. */
    CURRENT,
    REPLACED,
    /** Something is wrong in the files, which was told: the policy read before stays in force. */
    KEPT
  }

  private PolicyBook(PolicyFiles files, Consumer<Diagnostic> diagnostics, Stamp stamp, Policy policy, List<Diagnostic> wrong) {
    this.files = files;
    this.diagnostics = diagnostics;
    this.stamp = wrong.isEmpty() ? Optional.of(stamp) : Optional.empty();
    this.told = List.copyOf(wrong);
    this.edition = new Edition(policy, 1);
  }

  /**
   * Reads the policy.
   *
   * @param diagnostics is told what is wrong in the files, now and whenever they are read again
   */
  public static PolicyBook open(PolicyFiles files, Consumer<Diagnostic> diagnostics) {
    Stamp stamp = files.stamp();
    List<Diagnostic> wrong = new ArrayList<>();
    Policy policy = files.read(wrong::add);
    wrong.forEach(diagnostics);
    return new PolicyBook(files, diagnostics, stamp, policy, wrong);
  }

  /** A policy without files, which never changes. */
  public static PolicyBook of(Policy policy) {
    return new PolicyBook(new PolicyFiles(List.of()), untold -> {}, Stamp.of(List.of()), policy, List.of());
  }

  /** The policy in force. */
  @Override
  public Policy get() {
    return edition.policy();
  }

  /** Counts the policies that came into force, from 1. */
  public long number() {
    return edition.number();
  }

  /** Where its files are, whether or not these directories exist. */
  public List<Path> directories() {
    return files.directories();
  }

  /** Reads the files again if one has changed or something was wrong in them, and tells what is wrong, again if need be. */
  public synchronized Freshness refresh() {
    told = List.of();
    return look();
  }

  /** The same, but what is wrong is told once: {@code CURRENT} while nothing else is. */
  public synchronized Freshness look() {
    Stamp now = files.stamp();
    if (stamp.isPresent() && now.equals(stamp.get())) {
      told = List.of();
      return Freshness.CURRENT;
    }
    List<Diagnostic> wrong = new ArrayList<>();
    Policy read = files.read(wrong::add);
    if (!wrong.isEmpty()) {
      return tell(wrong) ? Freshness.KEPT : Freshness.CURRENT;
    }
    stamp = Optional.of(now);
    told = List.of();
    edition = new Edition(read, edition.number() + 1);
    return Freshness.REPLACED;
  }

  /** Whether that is news. */
  private boolean tell(List<Diagnostic> wrong) {
    boolean news = !wrong.equals(told);
    if (news) {
      told = List.copyOf(wrong);
      wrong.forEach(diagnostics);
    }
    return news;
  }
}
