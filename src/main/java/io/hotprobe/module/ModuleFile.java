package io.hotprobe.module;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * A module on disk, plain or compressed. How it is compressed is told by its first bytes, not by its suffix.
 *
 * @param path absolute
 */
public record ModuleFile(ModuleName name, Path path) {

  /** Largest decompressed module accepted, in bytes; Debian's largest has 10 MiB. */
  public static final int LARGEST_IMAGE = 64 << 20;

  /** How files of modules end, the plain one first. */
  public static final List<String> SUFFIXES = List.of(".ko", ".ko.gz", ".ko.xz", ".ko.zst");

  /** How many bytes at the start of a file tell how it is packed. */
  static final int MAGIC = 6;

  /** Most bytes unpacked before their number is known, which takes twice as much memory. */
  private static final int UNMEASURED = 16 << 20;

  /** Memory an xz file may ask for, in KiB; presets up to 9 need 65 MiB. */
  private static final int XZ_MEMORY_KIB = 70 << 10;

  /** How a module file is packed. */
  public enum Compression {
    PLAIN,
    GZIP,
    XZ,
    ZSTD;

    /** Told from the first bytes of a file (RFC 1952, the xz file format, RFC 8878); anything else is {@code PLAIN}. */
    public static Compression of(byte[] head) {
      if (starts(head, 0x1f, 0x8b)) {
        return GZIP;
      }
      if (starts(head, 0xfd, '7', 'z', 'X', 'Z', 0)) {
        return XZ;
      }
      return starts(head, 0x28, 0xb5, 0x2f, 0xfd) ? ZSTD : PLAIN;
    }

    private static boolean starts(byte[] head, int... magic) {
      for (int i = 0; i < magic.length; i++) {
        if (i >= head.length || (head[i] & 0xff) != magic[i]) {
          return false;
        }
      }
      return true;
    }
  }

  /** How this file is packed. */
  public Compression compression() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return Compression.of(in.readNBytes(MAGIC));
    }
  }

  /** Whether a file of this name, or path, is a module's. */
  public static boolean isModule(String name) {
    String base = name.substring(name.lastIndexOf('/') + 1);
    return SUFFIXES.stream().anyMatch(suffix -> base.length() > suffix.length() && base.endsWith(suffix));
  }

  /** The name, or path, of a module's file without what tells how it is packed. */
  public static String plainName(String name) {
    String plain = SUFFIXES.get(0);
    return name.substring(0, name.lastIndexOf(plain) + plain.length());
  }

  /**
   * The module's ELF image, decompressed where needed. One of more than {@link #UNMEASURED} bytes is unpacked twice, first to learn its
   * size: so there is never more than one copy in memory.
   *
   * @throws IOException if the file cannot be read, is damaged, or holds more than {@link #LARGEST_IMAGE} bytes
   */
  public byte[] image() throws IOException {
    try {
      Optional<byte[]> small = smallImage();
      return small.isPresent() ? small.get() : largeImage(measured());
    } catch (FileSystemException | TooLarge known) {
      throw known;
    } catch (EOFException cutShort) {
      throw new IOException(path + ": damaged module file: cut short, it ends inside its packed content", cutShort);
    } catch (OutOfMemoryError tooMuch) {
      long most = Runtime.getRuntime().maxMemory() >> 20;
      throw new IOException(path + ": unpacking it takes more memory than there is, " + most + " MiB; unpack it with its own tool", tooMuch);
    } catch (IOException damaged) {
      throw new IOException(path + ": damaged module file: " + FileFailure.reason(damaged), damaged);
    } catch (RuntimeException damaged) {
      throw new IOException(path + ": damaged module file: " + damaged.getMessage(), damaged);
    }
  }

  /** The image if it has less than {@link #UNMEASURED} bytes. */
  private Optional<byte[]> smallImage() throws IOException {
    try (InputStream in = unpacked()) {
      byte[] head = in.readNBytes(UNMEASURED);
      return head.length < UNMEASURED ? Optional.of(head) : Optional.empty();
    }
  }

  private int measured() throws IOException {
    long size = 0;
    byte[] passed = new byte[1 << 16];
    try (InputStream in = unpacked()) {
      for (int read = 0; read >= 0 && size <= LARGEST_IMAGE; read = in.read(passed)) {
        size += read;
      }
    }
    requireSize(size);
    return (int) size;
  }

  private byte[] largeImage(int size) throws IOException {
    byte[] image = new byte[size];
    try (InputStream in = unpacked()) {
      if (in.readNBytes(image, 0, size) < size || in.read() >= 0) {
        throw new IOException("its size changed while it was read");
      }
    }
    return image;
  }

  /** @throws IOException if an image of {@code size} bytes is not accepted */
  void requireSize(long size) throws IOException {
    if (size > LARGEST_IMAGE) {
      throw new TooLarge(path);
    }
  }

  private static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1;

    TooLarge(Path path) {
      super(path + ": module image larger than " + (LARGEST_IMAGE >> 20) + " MiB");
    }
  }

  private InputStream unpacked() throws IOException {
    InputStream file = Files.newInputStream(path);
    try {
      return decompressed(new BufferedInputStream(file));
    } catch (IOException | RuntimeException | Error broken) {
      file.close();
      throw broken;
    }
  }

  private static InputStream decompressed(BufferedInputStream in) throws IOException {
    in.mark(MAGIC);
    Compression compression = Compression.of(in.readNBytes(MAGIC));
    in.reset();
    return switch (compression) {
      case PLAIN -> in;
      case GZIP -> new GZIPInputStream(in);
      case XZ -> new XZInputStream(in, XZ_MEMORY_KIB);
      case ZSTD -> new ZstdInputStream(in);
    };
  }
}
