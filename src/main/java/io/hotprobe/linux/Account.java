package io.hotprobe.linux;

import io.hotprobe.module.Errno;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A user as the system's name services know it: its number and that of its first group. */
record Account(int user, int group) {

  // struct passwd (<pwd.h>), the same in glibc and musl on LP64: two pointers, then uid and gid
  private static final int UID = 16;
  private static final int GID = 20;
  private static final int PASSWD = 64;

  /** More than any entry's strings; beyond it the call fails with ERANGE. */
  private static final int STRINGS = 64 << 10;

  /** @throws ErrnoException with ENOENT if nobody has that name */
  static Account of(Libc libc, String name) throws ErrnoException {
    ByteBuffer entry = Libc.allocate(PASSWD);
    ByteBuffer found = Libc.allocate(Long.BYTES);
    byte[] cName = (name + "\0").getBytes(StandardCharsets.ISO_8859_1);
    // An entry with a NUL in its name there cannot be, but C would look for what is before it.
    if (name.indexOf('\0') >= 0) {
      throw new ErrnoException("getpwnam", Errno.ENOENT.number(), "user name with a NUL");
    }
    int errno = libc.getpwnam_r(cName, entry, Libc.allocate(STRINGS), STRINGS, found);
    if (errno != 0 || found.getLong(0) == 0) {
      throw new ErrnoException("getpwnam", errno == 0 ? Errno.ENOENT.number() : errno, "user " + name);
    }
    return new Account(entry.getInt(UID), entry.getInt(GID));
  }
}
