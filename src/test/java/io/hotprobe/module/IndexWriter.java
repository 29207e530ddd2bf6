package io.hotprobe.module;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes the index format of depmod, children before their node as kmod 30 does. */
public final class IndexWriter {

  private final TreeMap<String, List<BinaryIndex.Value>> values = new TreeMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Adds a value, before those of equal priority under the same key. */
  public IndexWriter add(String key, int priority, String text) {
    List<BinaryIndex.Value> list = values.computeIfAbsent(key, unseen -> new ArrayList<>());
    int at = 0;
    while (at < list.size() && list.get(at).priority() < priority) {
      at++;
    }
    list.add(at, new BinaryIndex.Value(priority, text));
    return this;
  }

  /** The file's bytes. */
  public byte[] bytes() {
    out.reset();
    u32(0xB007F457);
    u32(0x00020001);
    u32(0);
    int root = values.isEmpty() ? 12 : node(values, 0);
    return ByteBuffer.wrap(out.toByteArray()).putInt(8, root).array();
  }

  /** Writes the file. */
  public void write(Path file) throws IOException {
    Files.write(file, bytes());
  }

  /** Writes the node of all {@code keys}, whose first {@code matched} bytes are spent; returns the reference to it. */
  private int node(SortedMap<String, List<BinaryIndex.Value>> keys, int matched) {
    String first = keys.firstKey();
    String last = keys.lastKey();
    int end = matched;
    while (end < first.length() && end < last.length() && first.charAt(end) == last.charAt(end)) {
      end++;
    }
    List<BinaryIndex.Value> own = keys.get(first.substring(0, end));
    var longer = keys.tailMap(own == null ? first : first + "\0");
    int low = longer.isEmpty() ? 1 : longer.firstKey().charAt(end);
    int high = last.length() > end ? last.charAt(end) : 0;
    int[] children = new int[Math.max(0, high - low + 1)];
    String common = first.substring(0, end);
    for (int i = 0; i < children.length; i++) {
      var below = keys.subMap(common + (char) (low + i), common + (char) (low + i + 1));
      children[i] = below.isEmpty() ? 0 : node(below, end + 1);
    }
    int reference = out.size();
    if (end > matched) {
      reference |= 0x80000000;
      text(first.substring(matched, end));
    }
    if (children.length > 0) {
      reference |= 0x20000000;
      out.write(low);
      out.write(high);
      for (int child : children) {
        u32(child);
      }
    }
    if (own != null) {
      reference |= 0x40000000;
      u32(own.size());
      for (BinaryIndex.Value value : own) {
        u32(value.priority());
        text(value.text());
      }
    }
    return reference;
  }

  private void u32(int value) {
    out.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
  }

  private void text(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    out.write(0);
  }
}
