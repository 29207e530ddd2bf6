package io.hotprobe.linux;

import io.hotprobe.module.Errno;
import io.hotprobe.uevent.Ignored;
import io.hotprobe.uevent.UeventSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Uevents as they happen: netlink protocol {@code NETLINK_KOBJECT_UEVENT} (lib/kobject_uevent.c).
 *
 * <p>Confined to the reader thread; {@link #wake}, {@link #close}, {@link #refused}, {@link #dropped} and the accessors may be called from
 * elsewhere. A sink is given the same {@value #BATCH} direct buffers again and again, and waiting, receiving and delivering
 * allocate nothing.
 */
public final class UeventSocket implements UeventSource {

  /** Receive buffer to ask for, in bytes (128 MiB, as udevd does): about 200,000 uevents of a PCI device. */
  public static final int RECEIVE_BUFFER = 128 << 20;

  /** Longest message taken, in bytes; the kernel's own limit is 2 KiB of properties and a path before them. */
  public static final int MESSAGE_LIMIT = 8 << 10;

  /** Most messages read by one system call. */
  public static final int BATCH = MessageBatch.SLOTS;

  /** The wake-up's place among the descriptors that are waited for. */
  private static final int WAKE_UP = 1;

  private static final Path DROPS = Path.of("/proc/net/netlink");
  private static final int EINTR = Errno.EINTR.number();
  private static final int EAGAIN = Errno.EAGAIN.number();
  private static final int ENOBUFS = Errno.ENOBUFS.number();

  private final Libc libc;
  private final NetlinkSocket socket;
  private final Descriptor wakeUp;
  private final NetlinkDrops drops;
  private final int port;
  private final int receiveBuffer;
  private final Poll poll;
  private final MessageBatch batch;
  private final ByteBuffer wakes = Libc.allocate(Long.BYTES);
  private volatile long overruns;

  /** Guards what follows; never held while waiting. */
  private final Object life = new Object();
  private volatile boolean closed;
  private boolean receiving;
  private boolean released;
  private long droppedAtRelease;

  private UeventSocket(Libc libc, NetlinkSocket socket, MessageBatch batch, Descriptor wakeUp, NetlinkDrops drops) throws ErrnoException {
    this.libc = libc;
    this.socket = socket;
    this.batch = batch;
    this.wakeUp = wakeUp;
    this.drops = drops;
    port = socket.port();
    receiveBuffer = socket.receiveBuffer();
    poll = new Poll(libc, socket.fd(), wakeUp.fd());
  }

  /**
   * Opens the kernel's socket; uevents queue up from now on. Needs no privilege, but without CAP_NET_ADMIN the receive buffer may
   * stay smaller than asked: see {@link #receiveBuffer}.
   *
   * @param receiveBufferBytes {@link #RECEIVE_BUFFER} unless there is a reason
   * @throws IOException if this kernel or sandbox has no uevent socket, naming the call, the error and the remedy
   */
  public static UeventSocket open(int receiveBufferBytes) throws IOException {
    return open(UeventGroup.KERNEL, receiveBufferBytes, DROPS);
  }

  /** As {@link #open(int)}, for either group. */
  public static UeventSocket open(UeventGroup group, int receiveBufferBytes) throws IOException {
    return open(group, receiveBufferBytes, DROPS);
  }

  /**
   * Takes over the kernel's socket from an earlier process, with the uevents that wait in it. {@link #dropped} goes on from what was lost
   * before.
   *
   * @param fd closed if this fails
   * @throws IOException if it is no such socket
   */
  public static UeventSocket adopt(int fd, int receiveBufferBytes) throws IOException {
    Libc libc = Libc.link();
    return over(libc, NetlinkSocket.adopt(libc, fd, UeventGroup.KERNEL.bit(), receiveBufferBytes), UeventGroup.KERNEL, DROPS);
  }

  static UeventSocket open(UeventGroup group, int receiveBufferBytes, Path drops) throws IOException {
    if (receiveBufferBytes <= 0) {
      throw new IllegalArgumentException("receive buffer must be positive, receiveBufferBytes=" + receiveBufferBytes);
    }
    Libc libc = Libc.link();
    return over(libc, NetlinkSocket.open(libc, group.bit(), receiveBufferBytes), group, drops);
  }

  private static UeventSocket over(Libc libc, NetlinkSocket socket, UeventGroup group, Path drops) throws ErrnoException {
    Descriptor wakeUp = null;
    try {
      wakeUp = Descriptor.of(libc, "eventfd", libc.eventfd(0, Libc.O_CLOEXEC | Libc.O_NONBLOCK), "");
      return new UeventSocket(libc, socket, new MessageBatch(group), wakeUp, new NetlinkDrops(drops));
    } catch (ErrnoException failed) {
      socket.close();
      if (wakeUp != null) {
        wakeUp.close();
      }
      throw failed;
    }
  }

  /** The receive buffer the kernel gave, in bytes as the kernel books them: twice what was asked if all went well. */
  public int receiveBuffer() {
    return receiveBuffer;
  }

  /** The socket's descriptor, to have it kept for a process that comes after this one. */
  public int descriptor() {
    return socket.fd();
  }

  /** The socket's netlink port id. */
  public int port() {
    return port;
  }

  /**
   * {@inheritDoc}
   *
   * <p>If {@code sink} throws, so does this method; the socket stays open and the messages read but not yet delivered come
   * with the next call.
   */
  @Override
  public Reception receive(Sink sink, int timeoutMillis) throws IOException {
    if (!enter()) {
      return Reception.CLOSED;
    }
    try {
      return receiveEntered(sink, timeoutMillis);
    } catch (IOException failed) {
      close();
      throw failed;
    } finally {
      leave();
    }
  }

  private Reception receiveEntered(Sink sink, int timeoutMillis) throws ErrnoException {
    long start = System.nanoTime();
    while (true) {
      Reception reception = read(sink);
      if (reception != Reception.QUIET) {
        return reception;
      }
      int left = timeoutMillis < 0 ? -1 : left(start, timeoutMillis);
      if (left == 0) {
        return Reception.QUIET;
      }
      poll.await(left);
      if (closed) {
        return Reception.CLOSED;
      }
      if (poll.ready(WAKE_UP)) {
        libc.read(wakeUp.fd(), wakes, Long.BYTES);
        return Reception.QUIET;
      }
    }
  }

  private Reception read(Sink sink) throws ErrnoException {
    int received = batch.isEmpty() ? batch.receive(libc, socket.fd()) : 1;
    if (received > 0) {
      batch.deliver(sink);
      return Reception.RECEIVED;
    }
    if (-received == ENOBUFS) {
      overruns++;
      return Reception.LOST;
    }
    if (received == 0 || -received == EAGAIN || -received == EINTR) {
      return Reception.QUIET;
    }
    throw new ErrnoException("recvmmsg", -received, "");
  }

  /** Milliseconds that remain, rounded up so that a wait never ends early. */
  private static int left(long start, int timeoutMillis) {
    long left = timeoutMillis * 1_000_000L - (System.nanoTime() - start);
    return left <= 0 ? 0 : (int) ((left + 999_999) / 1_000_000);
  }

  private boolean enter() {
    synchronized (life) {
      if (closed) {
        return false;
      }
      if (receiving) {
        throw new IllegalStateException("receive is confined to one thread, port=" + port);
      }
      receiving = true;
      return true;
    }
  }

  private void leave() {
    synchronized (life) {
      receiving = false;
      if (closed) {
        release();
      }
    }
  }

  @Override
  public boolean leaveOut(Ignored ignored) {
    HeaderFilter filter = ignored.headers().isEmpty() ? null : HeaderFilter.of(ignored.headers());
    synchronized (life) {
      if (released) {
        return false;
      }
      boolean all = filter != null || ignored.headers().isEmpty();
      return socket.filter(filter) && all;
    }
  }

  @Override
  public long refused() {
    long sum = 0;
    for (Refusal reason : Refusal.values()) {
      sum += batch.refused(reason);
    }
    return sum;
  }

  /** Messages refused for {@code reason} since the socket was opened. */
  public long refused(Refusal reason) {
    return batch.refused(reason);
  }

  /**
   * {@inheritDoc}
   *
   * <p>This is the kernel's own count. Where that cannot be read it is the number of overruns, each of which lost one message
   * or more. After {@link #close} it stays what it was.
   */
  @Override
  public long dropped() {
    long counted = countDropped();
    synchronized (life) {
      return released ? droppedAtRelease : counted;
    }
  }

  private long countDropped() {
    return drops.of(NetlinkSocket.NETLINK_KOBJECT_UEVENT, port).orElse(overruns);
  }

  /**
   * Closes the socket. A receive that waits on another thread ends with {@code CLOSED}; one that is delivering finishes its
   * batch, and the descriptors are given back when it returns. Closing twice is fine.
   */
  @Override
  public void close() {
    synchronized (life) {
      if (closed) {
        return;
      }
      closed = true;
      if (receiving) {
        signal();
      } else {
        release();
      }
    }
  }

  @Override
  public void wake() {
    synchronized (life) {
      if (!released) {
        signal();
      }
    }
  }

  private void signal() {
    libc.write(wakeUp.fd(), Libc.allocate(Long.BYTES).putLong(0, 1), Long.BYTES);
  }

  private void release() {
    if (!released) {
      droppedAtRelease = countDropped();
      released = true;
      socket.close();
      wakeUp.close();
    }
  }
}
