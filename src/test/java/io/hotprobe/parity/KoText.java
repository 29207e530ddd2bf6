package io.hotprobe.parity;

import io.airlift.compress.zstd.ZstdOutputStream;
import io.hotprobe.module.KoFile;
import io.hotprobe.module.ModuleName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZOutputStream;

/**
 * A module as a world's description has it.
 *
 * @param path below its module directory; the suffix tells how it is packed
 * @param lines {@code deps MODULE...} (what modules.dep says), {@code export SYMBOL [CHECKSUM]}, {@code need SYMBOL}, {@code weak
 *     SYMBOL}, {@code version SYMBOL CHECKSUM}, {@code build-id HEX}, {@code append TEXT}, or a string of its modinfo
 */
record KoText(String path, List<String> lines) {

  KoText {
    lines = List.copyOf(lines);
  }

  String name() {
    return ModuleName.ofPath(path).toString();
  }

  /** The modules it needs, nearest first. */
  List<String> deps() {
    List<String> deps = new ArrayList<>();
    lines.stream().filter(line -> line.startsWith("deps ")).forEach(line -> deps.addAll(List.of(line.substring(5).split(" "))));
    return deps;
  }

  /** The values of a modinfo key. */
  List<String> values(String key) {
    return lines.stream().filter(line -> line.startsWith(key + "=")).map(line -> line.substring(key.length() + 1)).toList();
  }

  List<String> exports() {
    return lines.stream().filter(line -> line.startsWith("export ")).map(line -> line.split(" ")[1]).toList();
  }

  void write(Path directory) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, packed(image()));
  }

  private byte[] image() {
    boolean narrow = lines.contains("elf32");
    KoFile ko = new KoFile(!narrow, lines.contains("big-endian") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    for (String line : lines) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "deps", "elf32", "big-endian" -> {}
        case "export" -> export(ko, words);
        case "need" -> ko.need(words[1]);
        case "weak" -> ko.needWeakly(words[1]);
        case "version" -> ko.version(words[1], Integer.parseUnsignedInt(words[2], 16));
        case "build-id" -> ko.buildId(java.util.HexFormat.of().parseHex(words[1]));
        case "append" -> ko.append(Text.latin1(Text.bytes(line.substring(7))));
        default -> ko.modinfo(Text.bytes(line));
      }
    }
    return ko.bytes();
  }

  private static void export(KoFile ko, String[] words) {
    if (words.length > 2) {
      ko.export(words[1], Integer.parseUnsignedInt(words[2], 16));
    } else {
      ko.export(words[1]);
    }
  }

  private byte[] packed(byte[] image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream packing = packing(bytes)) {
      packing.write(image);
    }
    return bytes.toByteArray();
  }

  private OutputStream packing(OutputStream bytes) throws IOException {
    if (path.endsWith(".gz")) {
      return new GZIPOutputStream(bytes);
    }
    if (path.endsWith(".xz")) {
      return new XZOutputStream(bytes, new LZMA2Options(0), XZ.CHECK_CRC32);
    }
    return path.endsWith(".zst") ? new ZstdOutputStream(bytes) : bytes;
  }
}
