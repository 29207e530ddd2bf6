package io.hotprobe.rules;

import java.util.List;
import java.util.stream.Collectors;

/** All rules of a set of files, in the order in which they are evaluated. Immutable, safe for any thread. */
public final class Program {

  /** No rules. */
  public static final Program EMPTY = new Program(List.of());

  private final List<RuleFile> files;
  private volatile Course course;

  public Program(List<RuleFile> files) {
    this.files = List.copyOf(files);
  }

  public List<RuleFile> files() {
    return files;
  }

  /** Laid out at the first call. */
  Course course() {
    if (course == null) {
      course = Course.of(this);
    }
    return course;
  }

  /** How many lines there are. */
  public int lines() {
    return files.stream().mapToInt(file -> file.lines().size()).sum();
  }

  /** How many lines are in force and where their files are, as a clause. */
  public String summary() {
    String count = lines() + (lines() == 1 ? " line" : " lines") + " of rules in force";
    String places =
        files.stream().map(file -> String.valueOf(file.path().getParent())).distinct().collect(Collectors.joining(", "));
    return places.isEmpty() ? count : count + " from " + places;
  }
}
