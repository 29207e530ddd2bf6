package io.hotprobe.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.List;

/** Strings as {@code execve} takes them: pointers, a null pointer, and the NUL-ended bytes they point to. */
final class StringVector implements AutoCloseable {

  private final Memory memory;

  StringVector(List<byte[]> strings) {
    long text = (strings.size() + 1L) * Native.POINTER_SIZE;
    memory = new Memory(text + strings.stream().mapToLong(string -> string.length + 1L).sum());
    memory.clear();
    long entry = 0;
    for (byte[] string : strings) {
      memory.setPointer(entry, memory.share(text));
      memory.write(text, string, 0, string.length);
      entry += Native.POINTER_SIZE;
      text += string.length + 1L;
    }
  }

  Pointer pointer() {
    return memory;
  }

  @Override
  public void close() {
    memory.close();
  }
}
