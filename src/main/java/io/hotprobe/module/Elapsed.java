package io.hotprobe.module;

/** A duration as people read it: three digits and a unit. */
public final class Elapsed {

  private Elapsed() {}

  /** {@code 870 us}, {@code 12.4 ms}, {@code 3.1 s}. */
  public static String text(long nanos) {
    if (nanos < 1_000_000) {
      return nanos / 1000 + " us";
    }
    double value = nanos < 1_000_000_000 ? nanos / 1e6 : nanos / 1e9;
    String digits = String.format(java.util.Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
    return digits + (nanos < 1_000_000_000 ? " ms" : " s");
  }
}
