package io.hotprobe.builtins;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.fuzz.Scratch;
import io.hotprobe.module.Diagnostic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is promised of any bytes that are taken for files of the builtins. */
public final class BuiltinsTargets {

  private BuiltinsTargets() {}

  public static void hwdb(byte[] bytes) throws IOException {
    Path file = Scratch.file("hwdb.bin", bytes);
    List<Diagnostic> damage = new ArrayList<>();
    Hwdb hwdb = new Hwdb(List.of(file), damage::add);
    for (String name : List.of("", "a", "usb:v1234p0001:bx", "*star", "exact")) {
      hwdb.find(name);
    }
    damage.forEach(told -> assertFalse(told.problem().isBlank() || told.remedy().isBlank()));
  }

  public static void link(byte[] bytes) throws IOException {
    Path file = Scratch.file("10-fuzz.link", bytes);
    List<Diagnostic> notices = new ArrayList<>();
    try {
      LinkFile.read(file, List.of(file), notices::add).ifPresent(BuiltinsTargets::ask);
    } catch (IOException told) {
      assertTrue(told.getMessage().startsWith(file.toString()), told.getMessage());
    }
    notices.forEach(told -> assertFalse(told.problem().isBlank() || told.remedy().isBlank()));
  }

  private static void ask(LinkFile link) {
    link.properties().keySet().forEach(key -> assertFalse(key.isEmpty()));
    assertFalse(link.unset().contains(null) || link.imported().contains(null));
  }
}
