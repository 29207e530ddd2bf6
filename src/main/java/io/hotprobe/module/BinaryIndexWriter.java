package io.hotprobe.module;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Builds a {@code modules.*.bin} file in memory, each node behind its children as kmod 30 does; for one thread. The format is told at
 * {@link BinaryIndex}, which reads it.
 */
public final class BinaryIndexWriter {

  private static final int HEADER = 12;

  private final List<Entry> entries = new ArrayList<>();
  private byte[] out = new byte[1 << 16];
  private int length;

  private record Entry(String key, int priority, String value) implements Comparable<Entry> {

    @Override
    public int compareTo(Entry other) {
      int order = key.compareTo(other.key);
      return order != 0 ? order : Integer.compare(priority, other.priority);
    }
  }

  /** The entries {@code [from, to)} of the sorted list, whose keys agree in their first {@code matched} bytes. */
  private record Range(int from, int to, int matched) {}

  /** References to the nodes below one, by the byte that leads there from {@code lowest} on; 0 where none does. */
  private record Children(int lowest, int[] references) {}

  /** Whether a key or value can be stored: bytes above 127 cannot be in a key, a NUL in neither. */
  public static boolean isKey(String key) {
    for (int i = 0; i < key.length(); i++) {
      if (key.charAt(i) > 127 || key.charAt(i) == 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Adds a value. Under one key lower priorities come first; of equal ones the value added last comes first.
   *
   * @param key for which {@link #isKey} holds
   * @param value Latin-1 without a NUL
   */
  public void add(String key, int priority, String value) {
    entries.add(new Entry(key, priority, value));
  }

  /** The values that were added again under one key, each as {@code KEY VALUE}. */
  public List<String> duplicates() {
    List<String> duplicates = new ArrayList<>();
    Set<Entry> seen = new HashSet<>(entries.size() * 2);
    for (Entry each : entries) {
      if (!seen.add(new Entry(each.key, 0, each.value))) {
        duplicates.add(each.key + " " + each.value);
      }
    }
    return duplicates;
  }

  /**
   * The file.
   *
   * @throws IOException if it would be larger than {@link BinaryIndex#LARGEST_FILE} or deeper than {@link BinaryIndex#DEEPEST}
   */
  public byte[] bytes() throws IOException {
    List<Entry> sorted = new ArrayList<>(entries);
    Collections.reverse(sorted);
    Collections.sort(sorted);
    length = 0;
    u32(BinaryIndex.MAGIC);
    u32(BinaryIndex.MAJOR << 16 | BinaryIndex.MINOR);
    u32(0);
    int root = sorted.isEmpty() ? HEADER : node(sorted, new Range(0, sorted.size(), 0), 0);
    byte[] bytes = Arrays.copyOf(out, length);
    for (int i = 0; i < 4; i++) {
      bytes[8 + i] = (byte) (root >>> 24 - 8 * i);
    }
    return bytes;
  }

  /** Writes what is below {@code range} and its node, which has no prefix when it is the root; returns the reference to it. */
  private int node(List<Entry> sorted, Range range, int depth) throws IOException {
    String first = sorted.get(range.from).key;
    if (depth == BinaryIndex.DEEPEST) {
      throw new IOException("more than " + depth + " keys that each begin the next, as '" + first + "': no index can hold them");
    }
    int end = depth == 0 ? 0 : endOfPrefix(first, sorted.get(range.to - 1).key, range.matched);
    int longer = range.from;
    while (longer < range.to && sorted.get(longer).key.length() == end) {
      longer++;
    }
    Children children = children(sorted, new Range(longer, range.to, end), depth);
    int reference = length;
    reference |= prefix(first.substring(range.matched, end));
    reference |= edges(children);
    return reference | values(sorted.subList(range.from, longer));
  }

  /** How many bytes all keys between these two agree in; they do in {@code matched}. */
  private static int endOfPrefix(String first, String last, int matched) {
    int end = matched;
    while (end < first.length() && end < last.length() && first.charAt(end) == last.charAt(end)) {
      end++;
    }
    return end;
  }

  /** Writes the nodes below one, those of {@code range}. */
  private Children children(List<Entry> sorted, Range range, int depth) throws IOException {
    if (range.from == range.to) {
      return new Children(0, new int[0]);
    }
    int lowest = sorted.get(range.from).key.charAt(range.matched);
    int[] references = new int[sorted.get(range.to - 1).key.charAt(range.matched) - lowest + 1];
    for (int from = range.from; from < range.to; ) {
      char edge = sorted.get(from).key.charAt(range.matched);
      int to = endOfEdge(sorted, from, range.to, range.matched);
      references[edge - lowest] = node(sorted, new Range(from, to, range.matched + 1), depth + 1);
      from = to;
    }
    return new Children(lowest, references);
  }

  private static int endOfEdge(List<Entry> sorted, int from, int limit, int at) {
    char edge = sorted.get(from).key.charAt(at);
    int to = from + 1;
    while (to < limit && sorted.get(to).key.charAt(at) == edge) {
      to++;
    }
    return to;
  }

  /** Writes a part of a node, where there is something to write; returns the flag that says so. */
  private int prefix(String prefix) throws IOException {
    if (prefix.isEmpty()) {
      return 0;
    }
    text(prefix);
    return BinaryIndex.PREFIX;
  }

  private int edges(Children children) throws IOException {
    if (children.references.length == 0) {
      return 0;
    }
    u8(children.lowest);
    u8(children.lowest + children.references.length - 1);
    for (int reference : children.references) {
      u32(reference);
    }
    return BinaryIndex.CHILDS;
  }

  private int values(List<Entry> values) throws IOException {
    if (values.isEmpty()) {
      return 0;
    }
    u32(values.size());
    for (Entry each : values) {
      u32(each.priority);
      text(each.value);
    }
    return BinaryIndex.VALUES;
  }

  private void u32(int value) throws IOException {
    room(4);
    out[length++] = (byte) (value >>> 24);
    out[length++] = (byte) (value >>> 16);
    out[length++] = (byte) (value >>> 8);
    out[length++] = (byte) value;
  }

  private void u8(int value) throws IOException {
    room(1);
    out[length++] = (byte) value;
  }

  private void text(String text) throws IOException {
    room(text.length() + 1);
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, out, length, bytes.length);
    length += bytes.length;
    out[length++] = 0;
  }

  private void room(int more) throws IOException {
    if (length + (long) more >= BinaryIndex.LARGEST_FILE) {
      throw new IOException("the index would be larger than " + BinaryIndex.LARGEST_FILE + " bytes");
    }
    if (length + more > out.length) {
      out = Arrays.copyOf(out, Math.max(length + more, out.length * 2));
    }
  }
}
