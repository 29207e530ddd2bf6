package io.hotprobe.linux;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.hotprobe.module.Errno;
import java.nio.charset.StandardCharsets;

/**
 * The module system calls (kernel/module/main.c): each answers 0 or the error number. Safe for any thread.
 *
 * <p>They are made by number, because the C library has no wrappers for them.
 */
interface ModuleCalls {

  // include/uapi/linux/module.h
  int IGNORE_MODVERSIONS = 1;
  int IGNORE_VERMAGIC = 2;

  /** Flag of {@code finit_module}: the file is compressed and the kernel shall unpack it. */
  int COMPRESSED_FILE = 4;

  /** {@code finit_module}: inserts the module that {@code fd} holds. */
  int insertFile(int fd, String parameters, int flags);

  /** {@code init_module}: inserts the ELF image {@code image}. */
  int insertImage(byte[] image, String parameters);

  /** {@code delete_module}: takes a module out; {@code flags} of open(2). */
  int delete(String module, int flags);

  /**
   * The running kernel's.
   *
   * @throws UnsupportedOperationException if the numbers of the calls on this machine are not known
   */
  static ModuleCalls of(Libc libc, String osArch) {
    return switch (osArch) {
      case "amd64", "x86_64" -> new Numbered(libc, 313, 175, 176); // arch/x86/entry/syscalls/syscall_64.tbl
      case "aarch64", "riscv64" -> new Numbered(libc, 273, 105, 106); // include/uapi/asm-generic/unistd.h
      default -> throw new UnsupportedOperationException(
          "the numbers of the module system calls are not known on this machine, os.arch=" + osArch);
    };
  }

  /** By the numbers of one architecture. */
  record Numbered(Libc libc, long finitModule, long initModule, long deleteModule) implements ModuleCalls {

    @Override
    public int insertFile(int fd, String parameters, int flags) {
      try (Memory text = string(parameters)) {
        return libc.syscall(finitModule, fd, text, flags) < 0 ? Libc.errno() : 0;
      }
    }

    @Override
    public int insertImage(byte[] image, String parameters) {
      try (Memory text = string(parameters);
          Memory copy = new Memory(Math.max(1, image.length))) {
        copy.write(0, image, 0, image.length);
        return libc.syscall(initModule, (Pointer) copy, image.length, text) < 0 ? Libc.errno() : 0;
      } catch (OutOfMemoryError refused) {
        // malloc's, not the heap's: one module is not loaded and everything else goes on.
        return Errno.ENOMEM.number();
      }
    }

    @Override
    public int delete(String module, int flags) {
      try (Memory name = string(module)) {
        return libc.syscall(deleteModule, (Pointer) name, flags) < 0 ? Libc.errno() : 0;
      }
    }

    private static Memory string(String text) {
      byte[] bytes = (text + "\0").getBytes(StandardCharsets.ISO_8859_1);
      Memory memory = new Memory(bytes.length);
      memory.write(0, bytes, 0, bytes.length);
      return memory;
    }
  }
}
