package io.hotprobe.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountFilesTest {

  @TempDir Path etc;

  private AccountFiles read(String passwd, String group) throws IOException {
    Files.write(etc.resolve("passwd"), passwd.getBytes(StandardCharsets.ISO_8859_1));
    Files.write(etc.resolve("group"), group.getBytes(StandardCharsets.ISO_8859_1));
    return AccountFiles.read(etc);
  }

  @Test
  void read_accounts_areFoundByNameAndNumber() throws IOException {
    AccountFiles accounts = read("root:x:0:0:root:/root:/bin/sh\ntss:x:103:104::/:/bin/false\n", "root:x:0:\ndisk:x:6:a,b\n");
    assertEquals(OptionalInt.of(103), accounts.user("tss"));
    assertEquals(OptionalInt.empty(), accounts.group("tss"));
    assertEquals(OptionalInt.of(6), accounts.group("disk"));
    assertEquals(Optional.of("disk"), accounts.groupName(6));
    assertEquals(Optional.of("root"), accounts.userName(0));
    assertEquals(Optional.empty(), accounts.userName(6));
  }

  @Test
  void read_badLines_arePassedOver() throws IOException {
    AccountFiles accounts =
        read("\n# a\nbroken\nshort:x:1\n:x:2:2::/:\nneg:x:-1:0::/:\nhuge:x:99999999999:0::/:\nnone:x:4294967295:0::/:\nlast:x:4294967294:0::/:", "");
    for (String name : new String[] {"", "# a", "broken", "short", "neg", "huge", "none"}) {
      assertEquals(OptionalInt.empty(), accounts.user(name), name);
    }
    assertEquals(OptionalInt.of(-2), accounts.user("last"));
  }

  @Test
  void read_equalNames_theFirstCounts() throws IOException {
    AccountFiles accounts = read("a:x:1:0::/:\na:x:2:0::/:\nb:x:1:0::/:\n", "");
    assertEquals(OptionalInt.of(1), accounts.user("a"));
    assertEquals(Optional.of("a"), accounts.userName(1));
  }

  @Test
  void read_noFiles_nobodyIsKnown() {
    AccountFiles accounts = AccountFiles.read(etc.resolve("none"));
    assertEquals(OptionalInt.empty(), accounts.user("root"));
    assertEquals(OptionalInt.empty(), accounts.group("root"));
  }

  @Test
  void read_moreThanTheBound_isCutBetweenLines() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() <= AccountFiles.LARGEST_FILE + 100; i++) {
      text.append(String.format("u%07d:x:%d:0::/:\n", i, i));
    }
    AccountFiles accounts = read(text.toString(), "");
    assertEquals(OptionalInt.of(0), accounts.user("u0000000"));
    String whole = text.substring(0, text.lastIndexOf("\n", AccountFiles.LARGEST_FILE - 1));
    String[] last = whole.substring(whole.lastIndexOf('\n') + 1).split(":");
    assertEquals(OptionalInt.of(Integer.parseInt(last[2])), accounts.user(last[0]));
    String next = text.substring(whole.length() + 1).split(":")[0];
    assertEquals(OptionalInt.empty(), accounts.user(next));
  }

  @Test
  void read_anyBytes_giveAnAnswer() throws IOException {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      StringBuilder noise = new StringBuilder();
      for (int i = 0; i < 300; i++) {
        noise.append(random.nextInt(4) == 0 ? (char) random.nextInt(256) : "a:0\n:19x".charAt(random.nextInt(8)));
      }
      AccountFiles accounts = read(noise + "\nsure:x:7:0::/:\n", noise + "\n");
      assertEquals(OptionalInt.of(7), accounts.user("sure"), noise.toString());
    }
  }
}
