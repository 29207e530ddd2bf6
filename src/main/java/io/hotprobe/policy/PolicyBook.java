package io.hotprobe.policy;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.Stamp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The policy in force, replaced as a whole when its files change. Of files read first, lines that are wrong are passed over; files that
 * changed count only when nothing is wrong in any of them. Safe for any thread.
 */
public final class PolicyBook implements Supplier<Policy> {

  private final PolicyFiles files;
  private final Consumer<Diagnostic> diagnostics;
  private Stamp stamp;
  private volatile Edition edition;

  /** @param number counts from 1 */
  private record Edition(Policy policy, long number) {}

  /** What became of a {@link #refresh}. */
  public enum Freshness {
    CURRENT,
    REPLACED,
    /** The files changed, and something is wrong in them: the policy read before stays in force. */
    KEPT
  }

  private PolicyBook(PolicyFiles files, Consumer<Diagnostic> diagnostics, Stamp stamp, Policy policy) {
    this.files = files;
    this.diagnostics = diagnostics;
    this.stamp = stamp;
    this.edition = new Edition(policy, 1);
  }

  /**
   * Reads the policy.
   *
   * @param diagnostics is told what is wrong in the files, now and whenever they are read again
   */
  public static PolicyBook open(PolicyFiles files, Consumer<Diagnostic> diagnostics) {
    Stamp stamp = files.stamp();
    return new PolicyBook(files, diagnostics, stamp, files.read(diagnostics));
  }

  /** A policy without files, which never changes. */
  public static PolicyBook of(Policy policy) {
    return new PolicyBook(new PolicyFiles(List.of()), untold -> {}, Stamp.of(List.of()), policy);
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

  /** Reads the files again if one has changed. */
  public synchronized Freshness refresh() {
    Stamp now = files.stamp();
    if (now.equals(stamp)) {
      return Freshness.CURRENT;
    }
    stamp = now;
    List<Diagnostic> wrong = new ArrayList<>();
    Policy read = files.read(wrong::add);
    wrong.forEach(diagnostics);
    if (!wrong.isEmpty()) {
      return Freshness.KEPT;
    }
    edition = new Edition(read, edition.number() + 1);
    return Freshness.REPLACED;
  }
}
