package io.hotprobe.cli;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Times on the command line: a number and its unit, as in {@code 90s}, {@code 30m}, {@code 24h}, {@code 7d}. */
abstract class TimeConverter implements ITypeConverter<Duration> {

  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})([smhd]?)");

  private static final Map<String, Duration> UNITS =
      Map.of("s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h", Duration.ofHours(1), "d", Duration.ofDays(1));

  private final Duration least;
  private final Duration most;
  private final String bare;

  /** @param bare the unit of a number without one; empty: it must have one */
  TimeConverter(Duration least, Duration most, String bare) {
    this.least = least;
    this.most = most;
    this.bare = bare;
  }

  @Override
  public Duration convert(String text) {
    Matcher matcher = FORM.matcher(text);
    Duration unit = matcher.matches() ? UNITS.get(matcher.group(2).isEmpty() ? bare : matcher.group(2)) : null;
    Duration time = unit == null ? null : unit.multipliedBy(Long.parseLong(matcher.group(1)));
    if (time == null || time.compareTo(least) < 0 || time.compareTo(most) > 0) {
      throw new TypeConversionException("'" + text + "' is not " + takes());
    }
    return time;
  }

  /** What the option takes, as in "option '--timeout' takes ...". */
  String takes() {
    String form = bare.isEmpty() ? "a number and its unit, as in 90s, 30m, 24h, 7d" : "seconds, or a number and its unit, as in 90s, 5m";
    return form + ", from " + text(least) + " to " + text(most);
  }

  private static String text(Duration time) {
    if (time.compareTo(Duration.ofDays(2)) >= 0) {
      return time.toDays() + "d";
    }
    return time.compareTo(Duration.ofHours(1)) >= 0 ? time.toHours() + "h" : time.toSeconds() + "s";
  }
}
