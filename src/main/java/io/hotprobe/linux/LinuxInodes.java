package io.hotprobe.linux;

import io.hotprobe.module.Errno;
import io.hotprobe.nodes.Inodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Device nodes of this machine. They are held by descriptors that open no device ({@code O_PATH}), and changed through
 * {@code /proc/self/fd}, which must be mounted.
 */
public final class LinuxInodes implements Inodes {

  private static final Charset NAMES = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  // include/uapi/linux/stat.h
  private static final int FORMAT = 0170000;
  private static final int BLOCK = 0060000;
  private static final int CHARACTER = 0020000;
  private static final int LINK = 0120000;
  private static final int PERMISSIONS = 07777;

  // include/uapi/linux/fcntl.h
  private static final int AT_FDCWD = -100;

  private final Libc libc;

  /** @throws IOException if JNA's native library cannot be loaded */
  public LinuxInodes() throws IOException {
    this.libc = Libc.link();
  }

  @Override
  public Inode hold(Path path) throws IOException {
    int fd = libc.open((path + "\0").getBytes(NAMES), Libc.O_PATH | Libc.O_NOFOLLOW | Libc.O_CLOEXEC);
    if (fd < 0) {
      int errno = Libc.errno();
      if (errno == Errno.ENOENT.number() || errno == Errno.ENXIO.number() || errno == Errno.ENODEV.number()) {
        throw new NoSuchFileException(path.toString());
      }
      throw new ErrnoException("open", errno, path.toString());
    }
    return new Held(path, Descriptor.of(libc, "open", fd, ""));
  }

  private final class Held implements Inode {

    private final Path path;
    private final Descriptor descriptor;
    private final String place;
    private final byte[] placeBytes;

    Held(Path path, Descriptor descriptor) {
      this.path = path;
      this.descriptor = descriptor;
      this.place = "/proc/self/fd/" + descriptor.fd();
      this.placeBytes = (place + '\0').getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public Status status() throws IOException {
      Map<String, Object> is = Files.readAttributes(Path.of(place), "unix:mode,rdev,uid,gid");
      int mode = (Integer) is.get("mode");
      long number = (Long) is.get("rdev");
      // glibc's sysdeps/unix/sysv/linux/sys/sysmacros.h
      int major = (int) (number >>> 8 & 0xfff | number >>> 32 & ~0xfffL);
      int minor = (int) (number & 0xff | number >>> 12 & ~0xffL);
      return new Status(type(mode), major, minor, mode & PERMISSIONS, (Integer) is.get("uid"), (Integer) is.get("gid"));
    }

    private static Type type(int mode) {
      return switch (mode & FORMAT) {
        case BLOCK -> Type.BLOCK;
        case CHARACTER -> Type.CHARACTER;
        case LINK -> Type.LINK;
        default -> Type.OTHER;
      };
    }

    @Override
    public void owner(int user, int group) throws IOException {
      check("chown", libc.chown(placeBytes, user, group));
    }

    @Override
    public void mode(int mode) throws IOException {
      check("chmod", libc.chmod(placeBytes, mode));
    }

    @Override
    public void attribute(String name, byte[] value) throws IOException {
      ByteBuffer direct = Libc.allocate(value.length).put(value).flip();
      byte[] named = (name + '\0').getBytes(StandardCharsets.US_ASCII);
      check("setxattr " + name, libc.setxattr(placeBytes, named, direct, value.length, 0));
    }

    @Override
    public void touch() throws IOException {
      check("utimensat", libc.utimensat(AT_FDCWD, placeBytes, null, 0));
    }

    private void check(String call, int result) throws ErrnoException {
      if (result < 0) {
        throw new ErrnoException(call, Libc.errno(), path.toString());
      }
    }

    @Override
    public void close() {
      descriptor.close();
    }
  }
}
