package io.hotprobe.rules;

import io.hotprobe.module.Programs;
import java.io.IOException;
import java.nio.file.Path;

/** What the evaluation of rules does to the world: programs it runs, attributes it writes. Safe for any thread. */
public interface Outside {

  /** Nothing is run, nothing is written, all of it counts as done. */
  Outside UNTOUCHED =
      new Outside() {
        @Override
        public Programs.End run(Programs.Invocation invocation) {
          return new Programs.End.NotRun();
        }

        @Override
        public void write(Path file, String value) {}
      };

  /** Runs the program of PROGRAM or IMPORT. */
  Programs.End run(Programs.Invocation invocation);

  /** Writes an attribute or a kernel parameter. */
  void write(Path file, String value) throws IOException;
}
