package io.hotprobe.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * The kernel's count of the messages that a netlink socket lost, from {@code /proc/net/netlink}: one line per socket under a
 * line of titles, of which {@code Eth} is the protocol and {@code Pid} the port id (net/netlink/af_netlink.c,
 * {@code netlink_native_seq_show}). Safe for any thread.
 */
final class NetlinkDrops {

  private final Path file;

  NetlinkDrops(Path file) {
    this.file = file;
  }

  /** What the socket {@code port} of {@code protocol} lost; empty when the file or the socket's line cannot be read. */
  OptionalLong of(int protocol, int port) {
    try {
      return find(new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList(), protocol, port);
    } catch (IOException | NumberFormatException unreadable) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong find(List<String> lines, int protocol, int port) {
    List<String> titles = lines.isEmpty() ? List.of() : columns(lines.get(0));
    int drops = titles.indexOf("Drops");
    for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      List<String> row = columns(line);
      // Kernels differ in whether a port id above 2^31 is printed negative.
      if (drops >= 3 && row.size() > drops && Integer.parseInt(row.get(1)) == protocol && (int) Long.parseLong(row.get(2)) == port) {
        return OptionalLong.of(Long.parseLong(row.get(drops)));
      }
    }
    return OptionalLong.empty();
  }

  private static List<String> columns(String line) {
    return Arrays.asList(line.trim().split("\\s+"));
  }
}
