package io.hotprobe.cli;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How long to wait, on the command line: seconds as for udevadm, 0 included, or a number and its unit. */
final class PatienceConverter implements ITypeConverter<Duration> {

  private static final Duration MOST = Duration.ofHours(1);

  @Override
  public Duration convert(String text) {
    Duration duration = text.matches("[0-9]{1,5}") ? Duration.ofSeconds(Long.parseLong(text)) : new DurationConverter().convert(text);
    if (duration.compareTo(MOST) > 0) {
      throw new TypeConversionException("'" + text + "' is longer than " + MOST.toSeconds() + " s, the longest that can be waited");
    }
    return duration;
  }
}
