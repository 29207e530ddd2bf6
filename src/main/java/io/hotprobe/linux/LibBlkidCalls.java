package io.hotprobe.linux;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/** The functions of libblkid that are called, mapped directly, each with its name. Safe for any thread, a probe for one at a time. */
final class LibBlkidCalls {

  private static LibBlkidCalls linked;

  private final Function setHint;

  private LibBlkidCalls(Function setHint) {
    this.setHint = setHint;
  }

  /** @throws UnsatisfiedLinkError if the library lacks one of them */
  static synchronized LibBlkidCalls link(NativeLibrary library) {
    if (linked == null) {
      Native.register(LibBlkidCalls.class, library);
      linked = new LibBlkidCalls(optional(library, "blkid_probe_set_hint"));
    }
    return linked;
  }

  private static Function optional(NativeLibrary library, String name) {
    try {
      return library.getFunction(name);
    } catch (UnsatisfiedLinkError older) {
      return null;
    }
  }

  /** As {@code blkid_probe_set_hint} (since 2.37) of a hint that holds its value; negative too where there is no such function. */
  int setHint(Pointer probe, byte[] hint) {
    return setHint == null ? -1 : setHint.invokeInt(new Object[] {probe, hint, 0L});
  }

  native Pointer blkid_new_probe();

  native void blkid_free_probe(Pointer probe);

  native int blkid_probe_set_device(Pointer probe, int fd, long offset, long size);

  native int blkid_probe_set_superblocks_flags(Pointer probe, int flags);

  native int blkid_probe_filter_superblocks_usage(Pointer probe, int flag, int usage);

  native int blkid_probe_enable_superblocks(Pointer probe, int enable);

  native int blkid_probe_enable_partitions(Pointer probe, int enable);

  native int blkid_probe_set_partitions_flags(Pointer probe, int flags);

  native long blkid_probe_get_size(Pointer probe);

  native int blkid_probe_is_wholedisk(Pointer probe);

  native int blkid_probe_has_value(Pointer probe, byte[] name);

  native int blkid_do_fullprobe(Pointer probe);

  native int blkid_do_safeprobe(Pointer probe);

  native int blkid_probe_numof_values(Pointer probe);

  native int blkid_probe_get_value(Pointer probe, int number, Pointer name, Pointer data, Pointer length);
}
