package io.hotprobe.builtins;

import io.hotprobe.rules.Glob;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** One search through an open hardware database. Confined to one thread. */
final class HwdbSearch {

  /** Most nodes that a search looks at; a trie that needs more leads back to itself. Debian's takes some thousands at most. */
  static final int MOST_NODES = 100_000;

  /** Longest pattern, in characters, as udev bounds it. */
  static final int LONGEST_PATTERN = 2047;

  /** Most properties of one device. */
  static final int MOST_PROPERTIES = 4096;

  private static final String WILD = "*?[";

  private final HwdbFile file;
  private final String wanted;
  private final Map<String, HwdbFile.Value> found = new LinkedHashMap<>();
  private final StringBuilder pattern = new StringBuilder();
  private int nodes;

  private HwdbSearch(HwdbFile file, String wanted) {
    this.file = file;
    this.wanted = wanted;
  }

  /**
   * The properties under every pattern that a text matches, in the order they are come upon; empty when there are none.
   *
   * @throws DamagedHwdbException at the first place on the way that cannot be
   */
  static Map<String, String> run(HwdbFile file, String wanted) throws IOException {
    HwdbSearch search = new HwdbSearch(file, wanted);
    search.walk();
    Map<String, String> properties = new LinkedHashMap<>();
    search.found.forEach((key, value) -> properties.put(key, value.text()));
    return properties;
  }

  private void walk() throws IOException {
    HwdbFile.Node node = file.root();
    int at = 0;
    while (node != null) {
      spend();
      String prefix = node.prefix();
      for (int i = 0; i < prefix.length(); i++) {
        if (WILD.indexOf(prefix.charAt(i)) >= 0) {
          below(node, i, at + i);
          return;
        }
        if (at + i >= wanted.length() || wanted.charAt(at + i) != prefix.charAt(i)) {
          return;
        }
      }
      at += prefix.length();
      for (int i = 0; i < WILD.length(); i++) {
        wild(node.child(WILD.charAt(i)), WILD.charAt(i), at);
      }
      if (at == wanted.length()) {
        add(node);
        return;
      }
      node = node.child(wanted.charAt(at++));
    }
  }

  private void wild(HwdbFile.Node child, char character, int at) throws IOException {
    if (child != null) {
      pattern.append(character);
      below(child, 0, at);
      pattern.setLength(pattern.length() - 1);
    }
  }

  /** Behind a wildcard every key is compared whole, from where the wildcard stands. */
  private void below(HwdbFile.Node node, int fromPrefix, int at) throws IOException {
    spend();
    int length = pattern.length();
    pattern.append(node.prefix(), fromPrefix, node.prefix().length());
    for (int i = 0; i < node.children() && pattern.length() < LONGEST_PATTERN; i++) {
      pattern.append(node.character(i));
      below(node.child(i), 0, at);
      pattern.setLength(pattern.length() - 1);
    }
    boolean matches = node.values() > 0 && pattern.length() <= LONGEST_PATTERN;
    if (matches && Glob.of(pattern.toString(), false).matches(wanted.substring(at))) {
      add(node);
    }
    pattern.setLength(length);
  }

  private void spend() throws DamagedHwdbException {
    if (++nodes > MOST_NODES) {
      throw new DamagedHwdbException(0, "more than " + MOST_NODES + " nodes on the way to one entry");
    }
  }

  /** Keys begin with a blank; others are left to versions to come. */
  private void add(HwdbFile.Node node) throws IOException {
    for (int i = 0; i < node.values(); i++) {
      HwdbFile.Value value = node.value(i);
      if (!value.key().startsWith(" ")) {
        continue;
      }
      String key = value.key().substring(1);
      HwdbFile.Value known = found.get(key);
      if (known == null || !value.yieldsTo(known)) {
        found.put(key, value);
      }
      if (found.size() > MOST_PROPERTIES) {
        throw new DamagedHwdbException(0, "more than " + MOST_PROPERTIES + " properties of one entry");
      }
    }
  }
}
