package io.hotprobe.rules;

import io.hotprobe.module.Trust;
import io.hotprobe.rules.Finding.Kind;
import io.hotprobe.rules.Finding.Origin;
import io.hotprobe.rules.Finding.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Looks through rule files for everything that {@code udevadm verify} finds and for what it does not look for. Runs nothing and
 * changes nothing. Safe for any thread.
 */
public final class Verification {

  private final List<RuleSource> sources;
  private final Host host;
  private final Trust trust;
  private final List<Path> inForce;

  private Verification(List<RuleSource> sources, Host host, Trust trust, List<Path> inForce) {
    this.sources = List.copyOf(sources);
    this.host = host;
    this.trust = trust;
    this.inForce = List.copyOf(inForce);
  }

  private Verification(List<RuleSource> sources, Host host) {
    this(sources, host, Trust.ALL, List.of());
  }

  /**
   * The same that also tells which files a daemon would not read, and which programs it would not run.
   *
   * @param which those that it follows
   * @param directories those that it reads: a file there that is not trusted fails
   */
  public Verification trusting(Trust which, List<Path> directories) {
    return new Verification(sources, host, which, directories);
  }

  /**
   * Of the files named, and of those in the directories named.
   *
   * @throws IOException a directory cannot be read
   */
  public static Verification of(List<Path> filesOrDirectories, Host host) throws IOException {
    List<RuleSource> sources = new ArrayList<>();
    for (Path path : filesOrDirectories) {
      if (Files.isDirectory(path)) {
        RuleFiles.filesOf(path).stream().map(RuleSource::of).forEach(sources::add);
      } else {
        sources.add(RuleSource.of(path));
      }
    }
    return new Verification(sources, host);
  }

  /**
   * Of the files that count of some directories; the others are told when they are shadowed.
   *
   * @throws IOException a directory cannot be read
   */
  public static Verification of(RuleFiles files, Host host) throws IOException {
    return new Verification(files.list(), host);
  }

  /**
   * What came of it. A file fails by an error, or by a warning that {@code udevadm verify} gives as well.
   *
   * @param checked how many files were looked through, shadowed ones not counted
   * @param unstylish those that do not fail and are not written as usual
   * @param remarked those that do not fail and that only hotprobe warns of
   */
  public record Report(int checked, List<Path> failed, List<Path> unstylish, List<Path> remarked) {

    public Report {
      failed = List.copyOf(failed);
      unstylish = List.copyOf(unstylish);
      remarked = List.copyOf(remarked);
    }
  }

  /** Looks through all files and tells what is found, file by file in the order of their lines. */
  public Report verify(Consumer<Finding> findings) {
    List<VerifiedFile> files = new ArrayList<>();
    for (RuleSource source : sources) {
      files.add(new VerifiedFile(source));
    }
    read(files);
    Labels labels = new Labels(files);
    for (VerifiedFile file : files) {
      labels.explain(file);
      file.findings.sort(Comparator.comparingInt(finding -> finding.at().line()));
      file.findings.forEach(findings);
    }
    return report(files);
  }

  private void read(List<VerifiedFile> files) {
    List<Finding> current = new ArrayList<>();
    RuleReader reader = new RuleReader(host, current::add, passing -> {});
    for (VerifiedFile file : files) {
      if (file.source.state() == RuleSource.State.SHADOWED) {
        current.add(new Finding(Kind.SHADOWED, file.at(0), "is not read: " + file.source.detail() + " goes before it"));
      }
      reader.read(file.source).ifPresent(rules -> file.rules = rules);
      file.findings.addAll(current);
      current.clear();
      boolean counts = inForce.contains(file.source.path().toAbsolutePath().normalize().getParent());
      file.check(host, trust, counts ? Kind.UNTRUSTED : Kind.UNTRUSTED_ELSEWHERE);
    }
  }

  private static Report report(List<VerifiedFile> files) {
    List<Path> failed = new ArrayList<>();
    List<Path> unstylish = new ArrayList<>();
    List<Path> remarked = new ArrayList<>();
    int checked = 0;
    for (VerifiedFile file : files) {
      checked += file.source.state() == RuleSource.State.SHADOWED ? 0 : 1;
      if (file.has(Verification::fails)) {
        failed.add(file.source.path());
        continue;
      }
      if (file.has(finding -> finding.severity() == Severity.STYLE)) {
        unstylish.add(file.source.path());
      }
      if (file.has(finding -> finding.origin() == Origin.HOTPROBE)) {
        remarked.add(file.source.path());
      }
    }
    return new Report(checked, failed, unstylish, remarked);
  }

  private static boolean fails(Finding finding) {
    return finding.severity() == Severity.ERROR || finding.severity() == Severity.WARNING && finding.origin() == Origin.UDEV;
  }
}
