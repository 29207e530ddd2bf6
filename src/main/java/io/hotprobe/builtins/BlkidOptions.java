package io.hotprobe.builtins;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The options of {@code blkid}, as getopt_long reads them: {@code --name=value} or {@code --name value}. What is unknown is ignored. */
final class BlkidOptions {

  private long offset;
  private boolean raid = true;
  private final List<String> hints = new ArrayList<>();

  private BlkidOptions() {}

  /** Empty when an offset is no number of bytes. */
  static Optional<BlockProbe.Request> read(List<String> words) {
    BlkidOptions options = new BlkidOptions();
    try {
      for (int i = 0; i < words.size(); i++) {
        i += options.take(words.get(i), i + 1 < words.size() ? words.get(i + 1) : "");
      }
    } catch (NumberFormatException noNumber) {
      return Optional.empty();
    }
    return options.offset < 0 ? Optional.empty() : Optional.of(new BlockProbe.Request(options.offset, options.raid, options.hints));
  }

  /** How many of the words that follow belong to it. */
  private int take(String word, String next) {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    String value = equals < 0 ? next : word.substring(equals + 1);
    switch (name) {
      case "--noraid" -> {
        raid = false;
        return 0;
      }
      case "--offset" -> offset = Long.decode(value);
      case "--hint" -> hints.add(value);
      default -> {
        return 0;
      }
    }
    return equals < 0 ? 1 : 0;
  }
}
