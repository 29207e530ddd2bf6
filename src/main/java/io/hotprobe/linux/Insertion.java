package io.hotprobe.linux;

import io.hotprobe.module.Errno;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.MalformedModuleException;
import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.ModuleFile.Compression;
import io.hotprobe.module.Modules.Check;
import io.hotprobe.module.UncheckedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/**
 * One module's way into the kernel: {@code finit_module} where it can read the file, else {@code init_module} with the image
 * unpacked here. Confined to one thread and single use.
 */
final class Insertion {

  /** How often a call that a signal interrupted is made again before its EINTR is the outcome. */
  static final int INTERRUPTIONS = 3;

  private static final ReentrantLock UNPACKING = new ReentrantLock();
  private static final int HEAD = 6;
  private static final int EINVAL = Errno.EINVAL.number();

  private final Libc libc;
  private final ModuleCalls calls;
  private final ModuleFile file;
  private final String parameters;
  private final Set<Check> ignored;

  Insertion(Libc libc, ModuleCalls calls, ModuleFile file, String parameters, Set<Check> ignored) {
    this.libc = libc;
    this.calls = calls;
    this.file = file;
    this.parameters = parameters;
    this.ignored = ignored;
  }

  /** @param kernelUnpacks what the kernel can unpack itself, {@code PLAIN} if nothing */
  LoadOutcome run(Compression kernelUnpacks) {
    try (Descriptor module = Descriptor.open(libc, file.path())) {
      Compression packing = packing(module.fd());
      boolean plain = packing == Compression.PLAIN;
      if (plain || packing == kernelUnpacks) {
        int flags = flags() | (plain ? 0 : ModuleCalls.COMPRESSED_FILE);
        LoadOutcome outcome = insert("finit_module", () -> calls.insertFile(module.fd(), parameters, flags));
        if (!unsupported(outcome, plain)) {
          return outcome;
        }
      }
    } catch (ErrnoException refused) {
      return failed(refused.call(), refused.errno());
    }
    return insertImage();
  }

  private int flags() {
    return (ignored.contains(Check.VERMAGIC) ? ModuleCalls.IGNORE_VERMAGIC : 0)
        | (ignored.contains(Check.MODVERSIONS) ? ModuleCalls.IGNORE_MODVERSIONS : 0);
  }

  private Compression packing(int fd) throws ErrnoException {
    ByteBuffer head = Libc.allocate(HEAD);
    long read = libc.pread(fd, head, HEAD, 0);
    if (read < 0) {
      throw new ErrnoException("read", Libc.errno(), file.path().toString());
    }
    byte[] bytes = new byte[(int) read];
    head.get(bytes);
    return Compression.of(bytes);
  }

  /**
   * Whether the kernel lacks {@code finit_module}, or cannot unpack. A plain module's EOPNOTSUPP is the answer of its own init
   * function, which must not run again.
   */
  private static boolean unsupported(LoadOutcome outcome, boolean plain) {
    return outcome instanceof LoadOutcome.Failed failed
        && (failed.errno() == Errno.ENOSYS.number() || !plain && failed.errno() == Errno.EOPNOTSUPP.number());
  }

  /** One at a time in this process: an image may need {@link ModuleFile#LARGEST_IMAGE} bytes of heap and of memory beside it. */
  private LoadOutcome insertImage() {
    UNPACKING.lock();
    try {
      return insertUnpacked();
    } finally {
      UNPACKING.unlock();
    }
  }

  private LoadOutcome insertUnpacked() {
    byte[] image;
    try {
      image = file.image();
      strip(image);
    } catch (OutOfMemoryError tooMuch) {
      return failed("decompress", Errno.ENOMEM.number());
    } catch (IOException unread) {
      boolean memory = unread.getCause() instanceof OutOfMemoryError;
      return failed("decompress", memory ? Errno.ENOMEM.number() : EINVAL);
    }
    return insert("init_module", () -> calls.insertImage(image, parameters));
  }

  /** Does to the image what the flags of {@code finit_module} would; one that is no module is for the kernel to refuse. */
  private void strip(byte[] image) {
    try {
      UncheckedImage.strip(image, file.path(), ignored);
    } catch (MalformedModuleException noModule) {
      return;
    }
  }

  private LoadOutcome insert(String call, IntSupplier attempt) {
    long start = System.nanoTime();
    int errno = attempt.getAsInt();
    for (int again = 0; errno == Errno.EINTR.number() && again < INTERRUPTIONS; again++) {
      errno = attempt.getAsInt();
    }
    long elapsed = System.nanoTime() - start;
    if (errno == 0) {
      return new LoadOutcome.Loaded(file.name(), elapsed);
    }
    if (errno == Errno.EEXIST.number()) {
      return new LoadOutcome.AlreadyLive(file.name());
    }
    return errno == Errno.ENODEV.number() ? new LoadOutcome.NoDevice(file.name()) : failed(call, errno);
  }

  private LoadOutcome failed(String call, int errno) {
    return new LoadOutcome.Failed(file.name(), call, errno, file.path().toString());
  }
}
