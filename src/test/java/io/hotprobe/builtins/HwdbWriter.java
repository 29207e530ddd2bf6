package io.hotprobe.builtins;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes an hwdb.bin as systemd-hwdb does: patterns in lines that begin a record, properties in those after a blank. */
final class HwdbWriter {

  private record Entry(String text, int file, int line) {}

  private final TreeMap<String, TreeMap<String, Entry>> patterns = new TreeMap<>();
  private final Map<String, Long> strings = new HashMap<>();
  private final ByteArrayOutputStream texts = new ByteArrayOutputStream();
  private final List<Pending> pending = new ArrayList<>();
  private int files;

  /** Adds a source file; later ones count more. */
  HwdbWriter add(String source) {
    files++;
    List<String> matches = new ArrayList<>();
    boolean inProperties = false;
    int number = 0;
    for (String line : source.lines().toList()) {
      number++;
      if (line.startsWith("#")) {
        continue;
      }
      if (line.isBlank() || inProperties && !line.startsWith(" ")) {
        matches.clear();
      }
      inProperties = line.startsWith(" ");
      if (inProperties) {
        int equals = line.indexOf('=');
        Entry entry = new Entry(line.substring(equals + 1), files, number);
        for (String match : matches) {
          patterns.computeIfAbsent(match, none -> new TreeMap<>()).put(line.substring(0, equals), entry);
        }
      } else if (!line.isBlank()) {
        matches.add(line);
      }
    }
    return this;
  }

  /** A node whose strings and children have their places already. */
  private static final class Pending {
    private final String prefix;
    private final Map<Character, Pending> children = new TreeMap<>();
    private Map<String, Entry> values = Map.of();
    private long at;

    private Pending(String prefix) {
      this.prefix = prefix;
    }

    private int size() {
      return HwdbFile.NODE + children.size() * HwdbFile.CHILD + values.size() * HwdbFile.VALUE_WITH_SOURCE;
    }
  }

  byte[] bytes() {
    string("");
    Pending root = node(new ArrayList<>(patterns.keySet()), 0);
    long at = HwdbFile.HEADER;
    for (Pending node : pending) {
      node.at = at;
      at += node.size();
    }
    long stringsFrom = at;
    ByteBuffer file = ByteBuffer.allocate((int) at + 65536).order(ByteOrder.LITTLE_ENDIAN);
    file.position(HwdbFile.HEADER);
    for (Pending node : pending) {
      write(file, node, stringsFrom);
    }
    file.put(texts.toByteArray());
    int size = file.position();
    file.put(0, HwdbFile.SIGNATURE).putLong(8, 257).putLong(16, size).putLong(24, HwdbFile.HEADER).putLong(32, HwdbFile.NODE);
    file.putLong(40, HwdbFile.CHILD).putLong(48, HwdbFile.VALUE_WITH_SOURCE).putLong(56, root.at);
    file.putLong(64, stringsFrom - HwdbFile.HEADER).putLong(72, size - stringsFrom);
    byte[] bytes = new byte[size];
    file.get(0, bytes);
    return bytes;
  }

  private Pending node(List<String> keys, int from) {
    String first = keys.isEmpty() ? "" : keys.get(0);
    String last = keys.isEmpty() ? "" : keys.get(keys.size() - 1);
    int to = from;
    while (to < first.length() && to < last.length() && first.charAt(to) == last.charAt(to)) {
      to++;
    }
    Pending node = new Pending(first.substring(Math.min(from, first.length()), to));
    string(node.prefix);
    Map<Character, List<String>> below = new TreeMap<>();
    for (String key : keys) {
      if (key.length() == to) {
        node.values = patterns.get(key);
        node.values.forEach((name, entry) -> string(name + "\0" + entry.text()));
      } else {
        below.computeIfAbsent(key.charAt(to), none -> new ArrayList<>()).add(key);
      }
    }
    for (Map.Entry<Character, List<String>> child : below.entrySet()) {
      node.children.put(child.getKey(), node(child.getValue(), to + 1));
    }
    pending.add(node);
    return node;
  }

  private void string(String text) {
    for (String each : text.split("\0", -1)) {
      strings.computeIfAbsent(
          each,
          none -> {
            long at = texts.size();
            texts.writeBytes((each + "\0").getBytes(StandardCharsets.ISO_8859_1));
            return at;
          });
    }
  }

  private void write(ByteBuffer file, Pending node, long stringsFrom) {
    file.putLong(node.prefix.isEmpty() ? 0 : stringsFrom + strings.get(node.prefix)).put((byte) node.children.size()).put(new byte[7]);
    file.putLong(node.values.size());
    node.children.forEach((character, child) -> file.put((byte) character.charValue()).put(new byte[7]).putLong(child.at));
    node.values.forEach(
        (key, entry) -> {
          file.putLong(stringsFrom + strings.get(key)).putLong(stringsFrom + strings.get(entry.text())).putLong(stringsFrom);
          file.putInt(entry.line()).putShort((short) entry.file()).putShort((short) 0);
        });
  }
}
