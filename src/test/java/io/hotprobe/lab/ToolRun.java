package io.hotprobe.lab;

import java.util.List;

/**
 * What came of a command line in the guest.
 *
 * @param out standard output, one character a byte
 * @param err the same of standard error
 * @param live modules that were live afterwards, the youngest first
 * @param millis from start to end, as the guest's clock has it
 */
record ToolRun(int exit, String out, String err, List<String> live, double millis) {
  List<String> lines() {
    return out.lines().toList();
  }
}
