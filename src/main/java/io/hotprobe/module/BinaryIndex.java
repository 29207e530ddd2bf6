package io.hotprobe.module;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One {@code modules.*.bin} file in memory. Immutable, safe for any thread.
 *
 * <pre>
 *   u32 0xB007F457, u32 version (major 2 in the high half), u32 root       big-endian throughout
 *   reference   file offset in the low 28 bits | PREFIX | VALUES | CHILDS; offset 0 = none
 *   node        [prefix NUL] [u8 first, u8 last, u32 child[last-first+1]] [u32 count, count x (u32 priority, value NUL)]
 * </pre>
 *
 * A Patricia trie: the byte that chose a child is not repeated in the child's prefix. Source: the index format of depmod, as
 * written by kmod 1 to 34.
 */
public final class BinaryIndex {

  /** Largest file accepted, in bytes: what a reference can address. */
  public static final int LARGEST_FILE = 1 << 28;

  /** Most nodes on the way to a key; a deeper trie is damaged. Debian's deepest has 15. */
  public static final int DEEPEST = 512;

  static final int MAGIC = 0xB007F457;
  static final int MAJOR = 2;
  static final int MINOR = 1;
  static final int PREFIX = 0x80000000;
  static final int VALUES = 0x40000000;
  static final int CHILDS = 0x20000000;
  private static final int OFFSET = 0x0fffffff;
  private static final int HEADER = 12;
  private static final byte[] NO_KEY = {};

  private final Path file;
  private final byte[] data;
  private final int root;

  /** A value stored under a key; lower priorities come first. */
  public record Value(int priority, String text) {}

  /** Is told every key of the index. */
  @FunctionalInterface
  public interface Visitor {

    /**
     * One value of one key. {@code key[0, length)} and {@code data[from, to)} are valid during the call only.
     */
    void value(byte[] key, int length, int priority, byte[] data, int from, int to);
  }

  private BinaryIndex(Path file, byte[] data) throws DamagedIndexException {
    this.file = file;
    this.data = data;
    if (data.length < HEADER) {
      throw damaged("the file ends at byte " + data.length + ", inside its header");
    }
    if (u32(0) != MAGIC) {
      throw damaged("not an index of depmod: magic 0x" + Integer.toHexString(u32(0)));
    }
    if (u32(4) >>> 16 != MAJOR) {
      throw damaged("index version " + (u32(4) >>> 16) + " instead of " + MAJOR);
    }
    this.root = u32(8);
  }

  /**
   * Reads a whole index.
   *
   * @throws DamagedIndexException if it is not an index; damage further inside shows when it is used
   * @throws IOException if it cannot be read
   */
  public static BinaryIndex read(Path file) throws IOException {
    if (Files.size(file) > LARGEST_FILE) {
      throw new DamagedIndexException(file, "larger than " + LARGEST_FILE + " bytes");
    }
    return new BinaryIndex(file, Files.readAllBytes(file));
  }

  /**
   * The values stored under exactly {@code key}, in file order; empty when it has none.
   *
   * @throws DamagedIndexException if a reference on the way points outside the file
   */
  public List<Value> find(String key) throws DamagedIndexException {
    byte[] wanted = key.getBytes(StandardCharsets.ISO_8859_1);
    int reference = root;
    int matched = 0;
    for (int depth = 0; (reference & OFFSET) != 0; depth++) {
      checkDepth(depth);
      int at = reference & OFFSET;
      if ((reference & PREFIX) != 0) {
        int end = stringEnd(at);
        int length = end - at;
        if (length > wanted.length - matched || !Arrays.equals(data, at, end, wanted, matched, matched + length)) {
          return List.of();
        }
        matched += length;
        at = end + 1;
      }
      if (matched == wanted.length) {
        return values(reference, at);
      }
      reference = child(reference, at, wanted[matched++] & 0xff);
    }
    return List.of();
  }

  /**
   * Visits every value in the order a wildcard search of kmod comes upon them: outside any wildcard {@code *}, {@code ?} and
   * {@code [} first, then the node's own values, then the other children; behind a wildcard the children in byte order, then the
   * node's own values.
   *
   * @throws DamagedIndexException at the first reference that leads nowhere; what was visited before it stands
   */
  public void walk(Visitor visitor) throws DamagedIndexException {
    walk(root, NO_KEY, 0, false, visitor, new Walk(data.length), 0);
  }

  private byte[] walk(int reference, byte[] key, int length, boolean wild, Visitor visitor, Walk walk, int depth)
      throws DamagedIndexException {
    int at = reference & OFFSET;
    if (at == 0) {
      return key;
    }
    checkDepth(depth);
    spend(walk, 1);
    boolean inWild = wild;
    byte[] own = key;
    int ownLength = length;
    if ((reference & PREFIX) != 0) {
      int end = stringEnd(at);
      int count = end - at;
      spend(walk, count);
      own = roomFor(own, ownLength + count + 1);
      for (int i = 0; i < count; i++) {
        byte b = data[at + i];
        own[ownLength++] = b;
        inWild |= isWild(b);
      }
      at = end + 1;
    }
    if ((reference & CHILDS) == 0) {
      visitValues(reference, at, own, ownLength, visitor, walk);
      return own;
    }
    int first = u8(at);
    int last = u8(at + 1);
    int afterChildren = at + 2 + 4 * Math.max(0, last - first + 1);
    if (inWild) {
      for (int ch = first; ch <= last; ch++) {
        own = walkChild(at, first, ch, own, ownLength, true, visitor, walk, depth);
      }
      visitValues(reference, afterChildren, own, ownLength, visitor, walk);
      return own;
    }
    for (int ch : new int[] {'*', '?', '['}) {
      if (ch >= first && ch <= last) {
        own = walkChild(at, first, ch, own, ownLength, true, visitor, walk, depth);
      }
    }
    visitValues(reference, afterChildren, own, ownLength, visitor, walk);
    for (int ch = first; ch <= last; ch++) {
      if (!isWild((byte) ch)) {
        own = walkChild(at, first, ch, own, ownLength, false, visitor, walk, depth);
      }
    }
    return own;
  }

  private byte[] walkChild(
      int at, int first, int ch, byte[] key, int length, boolean wild, Visitor visitor, Walk walk, int depth)
      throws DamagedIndexException {
    int reference = u32(at + 2 + 4 * (ch - first));
    if ((reference & OFFSET) == 0) {
      return key;
    }
    byte[] own = roomFor(key, length + 1);
    own[length] = (byte) ch;
    return walk(reference, own, length + 1, wild, visitor, walk, depth + 1);
  }

  private void visitValues(int reference, int at, byte[] key, int length, Visitor visitor, Walk walk)
      throws DamagedIndexException {
    if ((reference & VALUES) == 0) {
      return;
    }
    int count = u32(at);
    int from = at + 4;
    for (int i = 0; i < count; i++) {
      int end = stringEnd(from + 4);
      spend(walk, end + 1 - from);
      visitor.value(key, length, u32(from), data, from + 4, end);
      from = end + 1;
    }
  }

  private List<Value> values(int reference, int at) throws DamagedIndexException {
    if ((reference & VALUES) == 0) {
      return List.of();
    }
    int start = at;
    if ((reference & CHILDS) != 0) {
      start += 2 + 4 * Math.max(0, u8(at + 1) - u8(at) + 1);
    }
    int count = u32(start);
    int from = start + 4;
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int end = stringEnd(from + 4);
      values.add(new Value(u32(from), new String(data, from + 4, end - from - 4, StandardCharsets.ISO_8859_1)));
      from = end + 1;
    }
    return values;
  }

  private int child(int reference, int at, int ch) throws DamagedIndexException {
    if ((reference & CHILDS) == 0) {
      return 0;
    }
    int first = u8(at);
    return ch < first || ch > u8(at + 1) ? 0 : u32(at + 2 + 4 * (ch - first));
  }

  private int stringEnd(int from) throws DamagedIndexException {
    for (int i = from; i < data.length; i++) {
      if (data[i] == 0) {
        return i;
      }
    }
    throw damaged("the text at byte " + from + " runs past the end of the file");
  }

  private int u8(int at) throws DamagedIndexException {
    if (at < 0 || at >= data.length) {
      throw damaged("a reference to byte " + at + " of a file of " + data.length);
    }
    return data[at] & 0xff;
  }

  private int u32(int at) throws DamagedIndexException {
    if (at < 0 || at > data.length - 4) {
      throw damaged("a reference to byte " + at + " of a file of " + data.length);
    }
    return data[at] << 24 | (data[at + 1] & 0xff) << 16 | (data[at + 2] & 0xff) << 8 | data[at + 3] & 0xff;
  }

  private void checkDepth(int depth) throws DamagedIndexException {
    if (depth >= DEEPEST) {
      throw damaged("deeper than " + DEEPEST + " nodes");
    }
  }

  private void spend(Walk walk, int bytes) throws DamagedIndexException {
    walk.bytesLeft -= bytes;
    if (walk.bytesLeft < 0) {
      throw damaged("two nodes refer to one");
    }
  }

  private DamagedIndexException damaged(String how) {
    return new DamagedIndexException(file, how);
  }

  private static boolean isWild(byte b) {
    return b == '*' || b == '?' || b == '[';
  }

  private static byte[] roomFor(byte[] key, int length) {
    return length <= key.length ? key : Arrays.copyOf(key, Math.max(256, length * 2));
  }

  /** What one walk has left to spend: a tree uses no byte of its file twice. */
  private static final class Walk {
    private int bytesLeft;

    Walk(int bytesLeft) {
      this.bytesLeft = bytesLeft;
    }
  }
}
