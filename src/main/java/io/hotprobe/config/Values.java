package io.hotprobe.config;

import io.hotprobe.module.SourceLine;
import java.util.List;

/** What the variables, commands and files that a modules.conf names stand for. */
interface Values {

  /** Everything is empty: for text of which only the syntax matters. */
  Values NONE =
      new Values() {
        @Override
        public String variable(String name) {
          return "";
        }

        @Override
        public String output(String command, SourceLine at) {
          return "";
        }

        @Override
        public List<String> filesLike(String pattern) {
          return List.of();
        }

        @Override
        public boolean isReadable(String path, SourceLine at) {
          return false;
        }

        @Override
        public void count(int characters, SourceLine at) {
          // What is written out is bounded by the length of a line.
        }
      };

  /** Empty when there is no such variable. */
  String variable(String name);

  /** What a command writes on one line, without the line ends at its end; empty when it is not run. */
  String output(String command, SourceLine at) throws InvalidConfigException;

  /** The files that a pattern with a leading slash stands for, in byte order, as the configuration names them. */
  List<String> filesLike(String pattern);

  /** Whether a file can be read; the empty path is none. */
  boolean isReadable(String path, SourceLine at) throws InvalidConfigException;

  /** Counts characters that words expanded to. */
  void count(int characters, SourceLine at) throws InvalidConfigException;
}
