package io.hotprobe.config;

import java.util.List;

/**
 * Where an alias of a modules.conf leads.
 *
 * @param names those on the way, as written, the alias itself first, the end left out
 * @param end what the last of them stands for: a module, {@code off}, {@code null}, or a name that is no alias
 */
record Chain(List<String> names, String end) {

  Chain {
    names = List.copyOf(names);
  }
}
