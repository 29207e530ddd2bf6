package io.hotprobe.modalias;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables of a real kernel that the demo brings along: depmod's binary and its text give the same answers. */
class ShippedTablesTest {

  private static final Path RELEASE = Path.of("src/main/dist/share/demo/lib/modules/6.1.0-56-amd64");

  @TempDir Path textOnly;

  @Test
  void read_binaryAndText_giveTheSameAnswers() throws IOException {
    Files.copy(RELEASE.resolve("modules.alias"), textOnly.resolve("modules.alias"));
    AliasIndex binary = new AliasFile(RELEASE, "modules.alias", d -> assertEquals(null, d)).read();
    AliasIndex text = new AliasFile(textOnly, "modules.alias", d -> assertEquals(null, d)).read();
    assertEquals(binary.size(), text.size());
    int found = 0;
    for (String line : Files.readAllLines(RELEASE.resolve("modules.alias"), StandardCharsets.ISO_8859_1)) {
      if (line.startsWith("alias ")) {
        String device = line.split(" ")[1].replaceAll("\\[(.)[^]]*]", "$1").replace("*", "0");
        List<String> expected = modules(binary, device);
        assertEquals(expected, modules(text, device), device);
        found += expected.isEmpty() ? 0 : 1;
      }
    }
    assertTrue(found > binary.size() * 9 / 10, "found=" + found + " of " + binary.size());
  }

  private static List<String> modules(AliasIndex index, String device) {
    return AliasTable.lookUp(index, device).stream().map(hit -> hit.substring(0, hit.indexOf(' '))).toList();
  }
}
