package io.hotprobe.fuzz;

import java.util.Arrays;

/** What Jazzer calls with each input it makes; {@code -Dfuzz.target} says which parser gets them. */
public final class Fuzzer {

  private static FuzzTarget target;

  private Fuzzer() {}

  /** Called once. */
  public static void fuzzerInitialize() {
    target = FuzzTarget.of(System.getProperty("fuzz.target"));
  }

  /** Called with each input. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    target.parse(input);
  }

  /** Prints the targets, a line each: id and directory of the corpus. */
  public static void main(String[] args) {
    Arrays.stream(FuzzTarget.values()).forEach(each -> System.out.println(each.id() + " " + each.corpus()));
  }
}
