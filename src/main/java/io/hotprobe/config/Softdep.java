package io.hotprobe.config;

import io.hotprobe.module.SourceLine;
import java.util.List;

/**
 * One {@code softdep} line: what is wanted before and after a module.
 *
 * @param pattern a glob over real module names, dashes folded outside brackets
 * @param pre names or aliases as written; may be empty
 * @param post likewise
 */
public record Softdep(String pattern, List<String> pre, List<String> post, SourceLine at) {

  public Softdep {
    pre = List.copyOf(pre);
    post = List.copyOf(post);
  }
}
