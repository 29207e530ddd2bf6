package io.hotprobe.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The state of the directories and files of rules as told by stat: equal stamps, equal rules. Immutable. */
public final class RuleStamp {

  private static final String ABSENT = "absent";

  private final List<String> states;

  private RuleStamp(List<String> states) {
    this.states = states;
  }

  static RuleStamp of(List<Path> paths) {
    List<String> states = new ArrayList<>(paths.size());
    for (Path path : paths) {
      states.add(path + " " + state(path));
    }
    return new RuleStamp(states);
  }

  private static String state(Path path) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS) + " " + attributes.size() + " " + attributes.fileKey();
    } catch (IOException absent) {
      return ABSENT;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RuleStamp stamp && states.equals(stamp.states);
  }

  @Override
  public int hashCode() {
    return states.hashCode();
  }
}
