package io.hotprobe.linux;

import io.hotprobe.module.Errno;
import io.hotprobe.nodes.CloseNotices;
import io.hotprobe.nodes.Disks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.function.IntConsumer;

/** Watches device nodes by inotify(7), and reads partition tables again. Safe for any thread. */
public final class LinuxWatches implements CloseNotices, Disks, AutoCloseable {

  // include/uapi/linux/inotify.h
  private static final int IN_CLOSE_WRITE = 0x8;
  private static final int IN_Q_OVERFLOW = 0x4000;
  private static final int EVENT = 16;
  private static final int MASK_AT = 4;
  private static final int NAME_LENGTH_AT = 12;
  private static final int BUFFER = 64 << 10;

  // include/uapi/linux/fs.h, include/uapi/asm-generic/fcntl.h
  private static final long BLKRRPART = 0x125f;
  private static final int EXCLUSIVE_WITHOUT_WAITING = 2 | 4;

  private static final Charset NAMES = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  private final Libc libc;
  private final Descriptor inotify;
  private final Descriptor wakeUp;
  private volatile boolean closed;

  private LinuxWatches(Libc libc, Descriptor inotify, Descriptor wakeUp) {
    this.libc = libc;
    this.inotify = inotify;
    this.wakeUp = wakeUp;
  }

  /** @throws IOException naming the call and the errno */
  public static LinuxWatches open() throws IOException {
    Libc libc = Libc.link();
    int fd = libc.inotify_init1(Libc.O_CLOEXEC | Libc.O_NONBLOCK);
    Descriptor inotify = Descriptor.of(libc, "inotify_init1", fd, "raise fs.inotify.max_user_instances");
    try {
      return new LinuxWatches(libc, inotify, Descriptor.of(libc, "eventfd", libc.eventfd(0, Libc.O_CLOEXEC | Libc.O_NONBLOCK), ""));
    } catch (IOException failed) {
      inotify.close();
      throw failed;
    }
  }

  @Override
  public synchronized int watch(Path node) throws IOException {
    int handle = libc.inotify_add_watch(inotify.fd(), terminated(node), IN_CLOSE_WRITE);
    if (handle < 0) {
      int errno = Libc.errno();
      throw new ErrnoException("inotify_add_watch", errno,
          errno == Errno.ENOSPC.number() ? node + ": raise fs.inotify.max_user_watches" : node.toString());
    }
    return handle;
  }

  @Override
  public synchronized void forget(int handle) {
    // EINVAL: the node is gone, and its watch with it.
    libc.inotify_rm_watch(inotify.fd(), handle);
  }

  @Override
  public boolean rereadPartitions(Path node) {
    int fd = libc.open(terminated(node), Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
    if (fd < 0) {
      return false;
    }
    try {
      return libc.flock(fd, EXCLUSIVE_WITHOUT_WAITING) == 0 && libc.ioctl(fd, BLKRRPART, null) == 0;
    } finally {
      libc.close(fd);
    }
  }

  private static byte[] terminated(Path path) {
    return (path + "\0").getBytes(NAMES);
  }

  /**
   * Tells of nodes that were closed until {@link #close}, on the calling thread.
   *
   * @param closes is given the handle of the watch, {@link CloseNotices#LOST} when notices were lost
   */
  public void run(IntConsumer closes) throws IOException {
    ByteBuffer buffer = Libc.allocate(BUFFER);
    Poll poll = new Poll(libc, inotify.fd(), wakeUp.fd());
    try {
      while (!closed) {
        poll.await(-1);
        long read = closed ? 0 : libc.read(inotify.fd(), buffer, BUFFER);
        deliver(buffer, (int) Math.max(0, read), closes);
      }
    } finally {
      synchronized (this) {
        inotify.close();
        wakeUp.close();
      }
    }
  }

  private static void deliver(ByteBuffer events, int bytes, IntConsumer closes) {
    for (int at = 0; at + EVENT <= bytes; at += EVENT + events.getInt(at + NAME_LENGTH_AT)) {
      int mask = events.getInt(at + MASK_AT);
      if ((mask & IN_Q_OVERFLOW) != 0) {
        closes.accept(LOST);
      } else if ((mask & IN_CLOSE_WRITE) != 0) {
        closes.accept(events.getInt(at));
      }
    }
  }

  /** Ends {@link #run}. */
  @Override
  public synchronized void close() {
    closed = true;
    if (wakeUp.fd() >= 0) {
      libc.write(wakeUp.fd(), Libc.allocate(Long.BYTES).putLong(0, 1), Long.BYTES);
    }
  }
}
