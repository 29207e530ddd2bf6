package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetlinkDropsTest {

  private static final String TABLE = """
      sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode
      000000003ad5ed65 0   42         00000000 0        0        0     2        1        4
      00000000cd7a3036 15  0          00000000 0        0        0     2        0        8
      00000000cd7a3037 15  42         00000001 0        0        0     2        744      9
      00000000cd7a3038 15  4294963200 00000001 0        0        0     2        5        10
      00000000cd7a3039 15  -4097      00000001 0        0        0     2        6        11
      """;

  @TempDir Path directory;

  private OptionalLong drops(String table, int port) throws IOException {
    return new NetlinkDrops(Files.writeString(directory.resolve("netlink"), table)).of(15, port);
  }

  @Test
  void of_ownLine_isItsDropsColumn() throws IOException {
    assertEquals(OptionalLong.of(744), drops(TABLE, 42));
  }

  @Test
  void of_portAbove31Bits_isFoundUnsignedOrNegative() throws IOException {
    assertEquals(OptionalLong.of(5), drops(TABLE, -4096));
    assertEquals(OptionalLong.of(6), drops(TABLE, -4097));
  }

  @Test
  void of_noSuchPort_isEmpty() throws IOException {
    assertEquals(OptionalLong.empty(), drops(TABLE, 43));
  }

  @Test
  void of_noDropsColumnOrDamagedOrEmpty_isEmpty() throws IOException {
    assertEquals(OptionalLong.empty(), drops(TABLE.replace("Drops", "Other"), 42));
    assertEquals(OptionalLong.empty(), drops(TABLE.replace("15  0 ", "x   0 "), 42));
    assertEquals(OptionalLong.empty(), drops("", 42));
  }

  @Test
  void of_noFile_isEmpty() {
    assertEquals(OptionalLong.empty(), new NetlinkDrops(directory.resolve("absent")).of(15, 42));
  }
}
