package io.hotprobe.lab;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The properties that hold a set: udevd writes them in the order of a hash table, which differs from process to process. */
final class ListProperty {
  private static final Pattern LINKS = Pattern.compile("((?:E: )?DEVLINKS=)(.*)");
  private static final Pattern TAGS = Pattern.compile("((?:E: )?(?:CURRENT_)?TAGS=):(.*):");

  private ListProperty() {
  }

  /** The assignment with its values sorted, or the line itself if it assigns no such property. */
  static String sorted(String line) {
    Matcher links = LINKS.matcher(line);
    if (links.matches()) {
      return links.group(1) + Arrays.stream(links.group(2).split(" ")).sorted().collect(Collectors.joining(" "));
    }
    Matcher tags = TAGS.matcher(line);
    return tags.matches()
        ? tags.group(1) + Arrays.stream(tags.group(2).split(":")).sorted().collect(Collectors.joining(":", ":", ":"))
        : line;
  }
}
