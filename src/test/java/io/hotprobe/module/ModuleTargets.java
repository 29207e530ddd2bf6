package io.hotprobe.module;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.fuzz.Scratch;
import io.hotprobe.module.Modules.Check;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** What is promised of any bytes that are taken for a module or an index of modules. */
public final class ModuleTargets {

  private static final Path PLACE = Path.of("/x/m.ko");

  private ModuleTargets() {}

  /** A key may be as long as the file. */
  public static void index(byte[] bytes) throws IOException {
    Path file = Scratch.file("modules.bin", bytes);
    Set<String> keys = new LinkedHashSet<>(Set.of("", "a"));
    try {
      BinaryIndex index = BinaryIndex.read(file);
      try {
        index.walk((key, length, priority, data, from, to) -> {
          if (keys.size() < 20) {
            keys.add(new String(key, 0, length, StandardCharsets.ISO_8859_1));
          }
        });
      } finally {
        for (String key : keys) {
          index.find(key);
        }
      }
    } catch (DamagedIndexException damaged) {
      assertTrue(damaged.getMessage().contains("damaged index"), damaged.getMessage());
    }
  }

  private interface Question {
    Object ask() throws IOException;
  }

  public static void elf(byte[] bytes) throws IOException {
    told(() -> {
      UncheckedImage.strip(bytes.clone(), PLACE, EnumSet.allOf(Check.class));
      return "";
    });
    try (ElfModule module = ElfModule.of(bytes, PLACE)) {
      told(module::modinfo);
      told(module::buildId);
      told(module::exports);
      told(module::versions);
      told(module::needed);
    } catch (MalformedModuleException malformed) {
      check(malformed, PLACE);
    }
  }

  private static void told(Question question) throws IOException {
    try {
      assertNotNull(question.ask());
    } catch (MalformedModuleException malformed) {
      check(malformed, PLACE);
    }
  }

  private static void check(IOException told, Path file) {
    assertTrue(told.getMessage().startsWith(file.toString()), told.getMessage());
  }

  /** As a file, packed or not: fields, parameters, signature. */
  public static void modinfo(byte[] bytes) throws IOException {
    Path file = Scratch.file("m.ko", bytes);
    try {
      ModuleInfo info = ModuleInfo.read(new ModuleFile(new ModuleName("m"), file));
      info.fields().forEach(field -> assertNotNull(field.key() + field.value()));
      info.parameters(told -> assertTrue(!told.problem().isBlank()));
      assertNotNull(info.signature());
      info.buildId();
    } catch (IOException told) {
      assertTrue(told.getMessage().contains(file.toString()), told.getMessage());
    }
  }
}
