package io.hotprobe.linux;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.hotprobe.builtins.BlockProbe;
import io.hotprobe.module.Errno;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The system's libblkid. Safe for any thread: each call has a probe of its own.
 *
 * <p>The library runs within this process; it parses what anybody may have written on a disk.
 */
public final class LibBlkid implements BlockProbe {

  private static final String LIBRARY = "libblkid.so.1";

  // <blkid/blkid.h>
  private static final int LABEL = 1 << 1;
  private static final int UUID = 1 << 3;
  private static final int TYPE = 1 << 5;
  private static final int SECOND_TYPE = 1 << 6;
  private static final int USAGE = 1 << 7;
  private static final int VERSION = 1 << 8;
  private static final int BAD_CHECKSUM = 1 << 10;
  /** Since 2.39; older ones ignore it. */
  private static final int FILE_SYSTEM_INFO = 1 << 11;
  private static final int SUPERBLOCK_VALUES =
      LABEL | UUID | TYPE | SECOND_TYPE | USAGE | VERSION | BAD_CHECKSUM | FILE_SYSTEM_INFO;
  private static final int NOT_IN = 1;
  private static final int RAID = 1 << 2;
  private static final int PARTITION_DETAILS = 1 << 2;
  private static final int AMBIVALENT = -2;

  /** A whole disk as small as a floppy: its boot sector looks like a file system even where it is a partition table. */
  private static final long FLOPPY_BYTES = 1440 << 10;

  private final Libc libc;
  private final LibBlkidCalls calls;

  private LibBlkid(Libc libc, LibBlkidCalls calls) {
    this.libc = libc;
    this.calls = calls;
  }

  /** The library, empty when the system has none. */
  public static Optional<BlockProbe> find() {
    return find(LIBRARY);
  }

  static Optional<BlockProbe> find(String library) {
    Libc libc = Libc.linkUnchecked();
    try {
      return Optional.of(new LibBlkid(libc, LibBlkidCalls.link(NativeLibrary.getInstance(library))));
    } catch (UnsatisfiedLinkError absent) {
      return Optional.empty();
    }
  }

  @Override
  public Map<String, String> probe(Path node, Request request) throws IOException {
    Pointer probe = calls.blkid_new_probe();
    if (probe == null) {
      throw new ErrnoException("blkid_new_probe", Errno.ENOMEM.number(), node.toString());
    }
    try (Descriptor device = Descriptor.open(libc, node, Libc.O_NONBLOCK)) {
      prepare(probe, node, request);
      if (calls.blkid_probe_set_device(probe, device.fd(), request.offset(), 0) < 0) {
        throw failed("blkid_probe_set_device", node);
      }
      look(probe, node);
      return values(probe);
    } finally {
      calls.blkid_free_probe(probe);
    }
  }

  private void prepare(Pointer probe, Path node, Request request) throws IOException {
    for (String hint : request.hints()) {
      if (calls.setHint(probe, cString(hint)) < 0) {
        throw new IOException("blkid_probe_set_hint: the hint " + hint + " is not understood for " + node);
      }
    }
    calls.blkid_probe_set_superblocks_flags(probe, SUPERBLOCK_VALUES);
    if (!request.raid()) {
      calls.blkid_probe_filter_superblocks_usage(probe, NOT_IN, RAID);
    }
    calls.blkid_probe_enable_partitions(probe, 1);
  }

  private void look(Pointer probe, Path node) throws IOException {
    if (isFloppy(probe) && hasPartitionTable(probe, node)) {
      return;
    }
    calls.blkid_probe_set_partitions_flags(probe, PARTITION_DETAILS);
    calls.blkid_probe_enable_superblocks(probe, 1);
    int answer = calls.blkid_do_safeprobe(probe);
    if (answer == AMBIVALENT) {
      throw new IOException("blkid_do_safeprobe: there is more than one file system or table on " + node + "; clear the old one with wipefs");
    }
    if (answer < 0) {
      throw failed("blkid_do_safeprobe", node);
    }
  }

  private boolean isFloppy(Pointer probe) {
    return calls.blkid_probe_get_size(probe) <= FLOPPY_BYTES && calls.blkid_probe_is_wholedisk(probe) != 0;
  }

  private boolean hasPartitionTable(Pointer probe, Path node) throws IOException {
    calls.blkid_probe_enable_superblocks(probe, 0);
    if (calls.blkid_do_fullprobe(probe) < 0) {
      throw failed("blkid_do_fullprobe", node);
    }
    return calls.blkid_probe_has_value(probe, cString("PTTYPE")) != 0;
  }

  private Map<String, String> values(Pointer probe) {
    Map<String, String> values = new LinkedHashMap<>();
    PointerByReference name = new PointerByReference();
    PointerByReference value = new PointerByReference();
    int count = calls.blkid_probe_numof_values(probe);
    for (int i = 0; i < count; i++) {
      if (calls.blkid_probe_get_value(probe, i, name.getPointer(), value.getPointer(), null) == 0) {
        values.put(text(name.getValue()), text(value.getValue()));
      }
    }
    return values;
  }

  private static String text(Pointer string) {
    return string.getString(0, "ISO-8859-1");
  }

  private static byte[] cString(String text) {
    return (text + "\0").getBytes(StandardCharsets.ISO_8859_1);
  }

  private static IOException failed(String call, Path node) {
    return new ErrnoException(call, Libc.errno(), node.toString());
  }
}
