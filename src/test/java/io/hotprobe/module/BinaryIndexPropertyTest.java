package io.hotprobe.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every other seed is new on every run; a failure names it. */
class BinaryIndexPropertyTest {

  private static final int ROUNDS = 200;
  private static final Path SHIPPED = Path.of("src/main/dist/share/demo/lib/modules/6.1.0-56-amd64");

  @TempDir Path directory;

  private static Map<String, List<BinaryIndex.Value>> walked(BinaryIndex index) throws DamagedIndexException {
    Map<String, List<BinaryIndex.Value>> all = new HashMap<>();
    index.walk(
        (key, length, priority, data, from, to) ->
            all.computeIfAbsent(new String(key, 0, length, StandardCharsets.ISO_8859_1), unseen -> new ArrayList<>())
                .add(new BinaryIndex.Value(priority, new String(data, from, to - from, StandardCharsets.ISO_8859_1))));
    return all;
  }

  private static String key(SplittableRandom random) {
    StringBuilder key = new StringBuilder();
    for (int i = random.nextInt(10); i > 0; i--) {
      key.append("ab*?[]_:\u0001\u007f".charAt(random.nextInt(10)));
    }
    return key.toString();
  }

  private static byte[] any(SplittableRandom random, Map<String, List<BinaryIndex.Value>> into) {
    IndexWriter writer = new IndexWriter();
    for (int i = random.nextInt(60); i > 0; i--) {
      String key = key(random);
      BinaryIndex.Value value = new BinaryIndex.Value(random.nextInt(5), "v" + i);
      writer.add(key, value.priority(), value.text());
      List<BinaryIndex.Value> values = into.computeIfAbsent(key, unseen -> new ArrayList<>());
      values.add(0, value);
      values.sort((a, b) -> Integer.compare(a.priority(), b.priority()));
    }
    return writer.bytes();
  }

  @Test
  void walkAndFind_randomIndex_giveWhatWasAdded() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      long seed = round % 2 == 0 ? round : ThreadLocalRandom.current().nextLong();
      SplittableRandom random = new SplittableRandom(seed);
      Map<String, List<BinaryIndex.Value>> added = new HashMap<>();
      BinaryIndex index = BinaryIndex.read(Files.write(directory.resolve("x"), any(random, added)));
      assertEquals(added, walked(index), "seed=" + seed);
      for (int i = 0; i < 30; i++) {
        String key = key(random);
        assertEquals(added.getOrDefault(key, List.of()), index.find(key), "seed=" + seed + " key=" + key);
      }
    }
  }

  /** Where the damage is missed, both readings still tell the same. */
  @Test
  void walkAndFind_damagedBytes_giveValuesOrDamage() throws IOException {
    for (int round = 0; round < 2 * ROUNDS; round++) {
      long seed = round % 2 == 0 ? round : ThreadLocalRandom.current().nextLong();
      SplittableRandom random = new SplittableRandom(seed);
      Map<String, List<BinaryIndex.Value>> added = new HashMap<>();
      byte[] bytes = any(random, added);
      for (int i = random.nextInt(6); i >= 0; i--) {
        bytes[8 + random.nextInt(bytes.length - 8)] =
            (byte) random.nextInt(256);
      }
      try {
        use(BinaryIndex.read(Files.write(directory.resolve("x"), bytes)), added, random);
      } catch (DamagedIndexException damaged) {
        assertTrue(damaged.getMessage().contains("damaged index"));
      } catch (RuntimeException | Error failure) {
        throw new AssertionError("seed=" + seed, failure);
      }
    }
  }

  private static void use(BinaryIndex index, Map<String, List<BinaryIndex.Value>> added, SplittableRandom random)
      throws DamagedIndexException {
    for (String key : added.keySet()) {
      try {
        index.find(key);
      } catch (DamagedIndexException damaged) {
        index.find(key(random));
      }
    }
    Map<String, List<BinaryIndex.Value>> all = walked(index);
    for (String key : all.keySet()) {
      if (key.length() < 100) {
        index.find(key);
      }
    }
  }

  @Test
  void read_noise_givesValuesOrDamage() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      long seed = round % 2 == 0 ? round : ThreadLocalRandom.current().nextLong();
      SplittableRandom random = new SplittableRandom(seed);
      byte[] bytes = new byte[random.nextInt(400)];
      random.nextBytes(bytes);
      byte[] header = new IndexWriter().bytes();
      System.arraycopy(header, 0, bytes, 0, random.nextInt(8) == 0 ? 0 : Math.min(10, bytes.length));
      try {
        use(BinaryIndex.read(Files.write(directory.resolve("x"), bytes)), Map.of("a", List.of()), random);
      } catch (DamagedIndexException damaged) {
        assertTrue(damaged.getMessage().contains("damaged index"));
      } catch (RuntimeException | Error failure) {
        throw new AssertionError("seed=" + seed, failure);
      }
    }
  }

  @Test
  void find_shippedDependencies_areTheLinesOfTheirText() throws IOException {
    BinaryIndex index = BinaryIndex.read(SHIPPED.resolve("modules.dep.bin"));
    Map<String, String> lines = new TreeMap<>();
    for (String line : Files.readAllLines(SHIPPED.resolve("modules.dep"))) {
      lines.put(ModuleName.ofPath(line.substring(0, line.indexOf(':'))).value(), line);
    }
    assertTrue(lines.size() > 100);
    for (Map.Entry<String, String> line : lines.entrySet()) {
      assertEquals(List.of(line.getValue()), index.find(line.getKey()).stream().map(BinaryIndex.Value::text).toList());
    }
    assertEquals(lines.keySet(), walked(index).keySet());
  }

  @Test
  void walk_shippedTables_agreeWithFind() throws IOException {
    for (String name : List.of("modules.alias.bin", "modules.symbols.bin", "modules.builtin.bin", "modules.builtin.alias.bin")) {
      BinaryIndex index = BinaryIndex.read(SHIPPED.resolve(name));
      Map<String, List<BinaryIndex.Value>> all = walked(index);
      assertTrue(all.size() > 10, name);
      for (Map.Entry<String, List<BinaryIndex.Value>> key : all.entrySet()) {
        assertEquals(key.getValue(), index.find(key.getKey()), name);
      }
    }
  }
}
