package io.hotprobe.module;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
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
      return Compression.of(in.readNBytes(6));
    }
  }

  /**
   * The module's ELF image, decompressed where needed.
   *
   * @throws IOException if the file cannot be read, is damaged, or holds more than {@link #LARGEST_IMAGE} bytes
   */
  public byte[] image() throws IOException {
    try (InputStream in = decompressed(new BufferedInputStream(Files.newInputStream(path)))) {
      byte[] image = in.readNBytes(LARGEST_IMAGE + 1);
      if (image.length <= LARGEST_IMAGE) {
        return image;
      }
    } catch (FileSystemException unreadable) {
      throw unreadable;
    } catch (EOFException cutShort) {
      throw new IOException(path + ": damaged module file: cut short, it ends inside its packed content", cutShort);
    } catch (IOException | RuntimeException | OutOfMemoryError damaged) {
      throw new IOException(path + ": damaged module file: " + damaged.getMessage(), damaged);
    }
    throw new IOException(path + ": module image larger than " + LARGEST_IMAGE + " bytes");
  }

  private static InputStream decompressed(BufferedInputStream in) throws IOException {
    in.mark(6);
    Compression compression = Compression.of(in.readNBytes(6));
    in.reset();
    return switch (compression) {
      case PLAIN -> in;
      case GZIP -> new GZIPInputStream(in);
      case XZ -> new XZInputStream(in, XZ_MEMORY_KIB);
      case ZSTD -> new ZstdInputStream(in);
    };
  }
}
