package io.hotprobe.linux;

import io.hotprobe.module.Errno;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** A user as the system's name services know it: its number and that of its first group. */
record Account(int user, int group) {

  // struct passwd (<pwd.h>), the same in glibc and musl on LP64: two pointers, then uid and gid
  private static final int UID = 16;
  private static final int GID = 20;
  private static final int PASSWD = 64;

  /** More than any entry's strings; beyond it the call fails with ERANGE. */
  private static final int STRINGS = 64 << 10;

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");

  /**
   * Looks a user up.
   *
   * @param user its name, or its number
   * @throws ErrnoException with ENOENT if there is none
   */
  static Account of(Libc libc, String user) throws ErrnoException {
    // Nobody has a NUL in the name, but C would look for what is before it.
    if (user.indexOf('\0') >= 0) {
      throw new ErrnoException("getpwnam", Errno.ENOENT.number(), "user name with a NUL");
    }
    ByteBuffer entry = Libc.allocate(PASSWD);
    ByteBuffer found = Libc.allocate(Long.BYTES);
    ByteBuffer strings = Libc.allocate(STRINGS);
    byte[] name = (user + "\0").getBytes(StandardCharsets.ISO_8859_1);
    int errno = libc.getpwnam_r(name, entry, strings, STRINGS, found);
    if (found.getLong(0) == 0 && NUMBER.matcher(user).matches()) {
      errno = libc.getpwuid_r((int) Long.parseLong(user), entry, strings, STRINGS, found);
    }
    if (errno != 0 || found.getLong(0) == 0) {
      throw new ErrnoException("getpwnam", errno == 0 ? Errno.ENOENT.number() : errno, "user " + user);
    }
    return new Account(entry.getInt(UID), entry.getInt(GID));
  }
}
